"""What a module must and may not contain: an opening sentence; no hidden imports, signals or swallowed errors."""

import ast

import pytest

from tests.architecture.sources import ROOT, python_files

FORBIDDEN_NAMES = {"mark_safe", "receiver", "NotImplementedError"}
FORBIDDEN_MODULES = {"utils", "helpers", "misc"}


def is_swallowed(node):
    """Tell an `except Exception` (or wider) whose body does nothing."""
    wide = node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
    return wide and all(isinstance(line, ast.Pass) for line in node.body)


def faults_of_node(node):
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        nested = [child for child in ast.walk(node) if isinstance(child, ast.Import | ast.ImportFrom)]
        if nested:
            yield nested[0].lineno, "an import inside a function"
    elif isinstance(node, ast.ImportFrom) and {alias.name for alias in node.names} & FORBIDDEN_NAMES:
        yield node.lineno, "mark_safe or a signal receiver"
    elif isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node):
        yield node.lineno, "NotImplementedError"
    elif isinstance(node, ast.ExceptHandler) and is_swallowed(node):
        yield node.lineno, "a swallowed error"


def faults(name, text):
    tree = ast.parse(text)
    if text.strip() and not ast.get_docstring(tree):
        yield f"{name}: no opening sentence"
    if name.rsplit("/", 1)[-1].removesuffix(".py") in FORBIDDEN_MODULES:
        yield f"{name}: a name that says nothing"
    for node in ast.walk(tree):
        for line, fault in faults_of_node(node):
            yield f"{name}:{line}: {fault}"


def test_modules_keep_to_the_house_style():
    paths = list(python_files())
    assert len(paths) > 20
    found = [fault for path in paths for fault in faults(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\n",
        '"""Says."""\ndef f():\n    import os\n',
        '"""Says."""\nfrom django.dispatch import receiver\n',
        '"""Says."""\nfrom django.utils.safestring import mark_safe\n',
        '"""Says."""\ndef f():\n    raise NotImplementedError("later")\n',
        '"""Says."""\ntry:\n    f()\nexcept Exception:\n    pass\n',
        '"""Says."""\ntry:\n    f()\nexcept:\n    pass\n',
    ],
)
def test_control_fault_is_found(text):
    assert list(faults("programs/rules.py", text))


def test_control_empty_name_is_found():
    assert list(faults("programs/utils.py", '"""Says."""\n'))
    assert not list(faults("programs/rules.py", '"""Says."""\n'))
