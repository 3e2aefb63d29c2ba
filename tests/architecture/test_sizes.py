"""Files and functions stay small enough to be read in one go."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, python_files, scripts, stylesheets, templates

HARD_LIMITS = {".py": 400, ".html": 150, ".css": 400, ".js": 300}
ADMIN_LINES = 150
FUNCTION_LINES = 50
# All settings are one file; it is a list, not a program.
LONG_BY_NATURE = {ROOT / "reintegration" / "settings.py"}


def is_admin(path: Path):
    """Tell the file of one model's admin from the bases they share, which lie in the ground."""
    return path.suffix == ".py" and "admin" in (path.stem, path.parent.name) and "ground" not in path.parts


def too_long(path: Path, text: str):
    """Return why a file is too long, or None."""
    lines = text.count("\n")
    limit = ADMIN_LINES if is_admin(path) else HARD_LIMITS[path.suffix]
    if lines > limit and path not in LONG_BY_NATURE:
        return f"{path.relative_to(ROOT)}: {lines} lines, more than {limit}"
    return None


def long_functions(path: Path, text: str):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} has {lines} lines"


def test_reader_meets_no_file_that_is_too_long():
    paths = [*python_files(), *templates(), *stylesheets(), *scripts()]
    assert [fault for path in paths if (fault := too_long(path, path.read_text(encoding="utf-8")))] == []


def test_reader_meets_no_function_that_is_too_long():
    paths = list(python_files())
    assert [fault for path in paths for fault in long_functions(path, path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("programs/rules.py", 401),
        ("programs/admin/program.py", 151),
        ("programs/admin.py", 151),
        ("static/css/a.css", 401),
    ],
)
def test_control_long_file_is_found(name, lines):
    assert too_long(ROOT / name, "\n" * lines)
    assert not too_long(ROOT / name, "\n" * (lines - 1))


def test_control_long_function_is_found():
    body = "    x = 1\n" * FUNCTION_LINES
    assert list(long_functions(ROOT / "programs/rules.py", f"def rule():\n{body}"))
    assert not list(long_functions(ROOT / "programs/rules.py", f"def rule():\n{body[10:]}"))
