"""Finds where our modules write to the database: by the names of what they call, without running them."""

import ast

from tests.architecture.sources import ROOT

RECORD = frozenset({"save", "create", "get_or_create", "update_or_create", "delete"})
MANY = frozenset({"update", "bulk_create", "bulk_update", "_raw_delete"})
RELATED = frozenset({"add", "set", "remove", "clear"})
"""What the manager of a relation writes; on anything else (a set, a list) these names write nothing."""
RAW = frozenset({"execute", "executemany", "executescript", "callproc", "raw", "RunSQL", "RawSQL"})
PLAIN = RECORD | MANY | RAW


def writes(text, managers=frozenset()):
    """Yield (line, verb) of each place that may write or send SQL of its own.

    `managers` are the names of relations seen from the other side. A name is enough, called or handed on
    (`then(record.save)`). Left out is what is certainly something else: a verb of one of our own modules
    (`people.save`), and `update` with a positional argument, which a dict takes and a queryset does not.
    """
    tree = ast.parse(text)
    modules = set(_modules(tree))
    of_dicts = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args}
    for node in ast.walk(tree):
        verb = _verb(node, modules, managers)
        if verb and not (verb == "update" and id(node) in of_dicts):
            yield node.lineno, verb


def _verb(node, modules, managers):
    if isinstance(node, ast.Attribute):
        return _attribute(node, modules, managers)
    if isinstance(node, ast.Name):
        return node.id if node.id in RAW else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("getattr", "methodcaller"):
        named = {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
        return next(iter(sorted(named & PLAIN)), "")
    return ""


def _attribute(node, modules, managers):
    verb = _without_async(node.attr)
    if isinstance(node.value, ast.Name) and node.value.id in modules:
        return ""
    if verb in RELATED:
        return verb if isinstance(node.value, ast.Attribute) and node.value.attr in managers else ""
    return verb if verb in PLAIN else ""


def _without_async(name):
    return name[1:] if name[:1] == "a" and name[1:] in RECORD | MANY | RELATED else name


def _modules(tree):
    """The names that stand for a module of ours in this file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            folder = ROOT.joinpath(*node.module.split("."))
            yield from (a.asname or a.name for a in node.names if (folder / f"{a.name}.py").exists())
