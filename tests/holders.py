"""Lift exactly the named triggers and constraints, inside the transaction of a test: what a negative control needs.

SQLite cannot drop a constraint: there its words are taken out of the table's definition, as SQLite itself keeps it.
"""

import re
from contextlib import contextmanager

from django.db import connection, transaction

from reintegration.ground import constraints, protections

OWN_INDEX = re.compile(r"\bUNIQUE\b|(?<!integer NOT NULL )PRIMARY KEY")
"""A part of a definition that SQLite makes an index of its own for; they are numbered in their order."""


def lift(names):
    """Drop triggers, unique indexes, constraints, and the UNIQUE of columns (`table.column`).

    Constraints only in a database that is thrown away: `without` puts back what SQLite remembers of them.
    """
    protections.lift(connection, names)
    with connection.cursor() as cursor:
        for name in set(names) - set(protections.PROTECTIONS):
            if connection.vendor == "sqlite":
                _lift_on_sqlite(cursor, name)
            else:
                _lift_on_postgresql(cursor, name)


@contextmanager
def without(names):
    """The database without some of its constraints and triggers, for a moment; what is done in it is undone."""
    try:
        with transaction.atomic():
            lift(names)
            yield
            transaction.set_rollback(True)
    finally:
        _forget_definitions()


def _forget_definitions():
    """After a rollback: let SQLite read the definitions again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA writable_schema = RESET")


def _lift_on_postgresql(cursor, name):
    table, _, column = name.rpartition(".")
    cursor.execute(
        "SELECT conname, conrelid::regclass FROM pg_constraint WHERE conname = %s OR (contype = 'u'"
        " AND conrelid = to_regclass(%s) AND conkey = ARRAY[(SELECT attnum FROM pg_attribute"
        " WHERE attrelid = conrelid AND attname = %s)])",
        [name, table or None, column],
    )
    if found := cursor.fetchone():
        cursor.execute(f"ALTER TABLE {found[1]} DROP CONSTRAINT {found[0]}")
    else:
        cursor.execute(f"DROP INDEX {name}")


def _lift_on_sqlite(cursor, name):
    cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = %s", [name])
    if cursor.fetchone():
        cursor.execute(f"DROP INDEX {name}")
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%%fts%%'")
    for table, statement in cursor.fetchall():
        if any(part_name == name for _table, part_name, _text in constraints.parts(statement or "")):
            _rewrite(cursor, table, statement, name)
            return
    raise LookupError(f"Nothing is called {name}.")


def _rewrite(cursor, table, statement, name):
    """Write the table's definition without one part, and without the index that SQLite made of it."""
    parts = [(part_name, text) for _table, part_name, text in constraints.parts(statement)]
    of_its_own = [part_name for part_name, text in parts if OWN_INDEX.search(text)]
    kept = [
        re.sub(r" UNIQUE\b", "", text) if "." in name and part_name == name else text
        for part_name, text in parts
        if part_name != name or "." in name
    ]
    cursor.execute("PRAGMA writable_schema = ON")
    rewritten = f'CREATE TABLE "{table}" ({", ".join(kept)})'
    cursor.execute("UPDATE sqlite_master SET sql = %s WHERE type = 'table' AND name = %s", [rewritten, table])
    if name in of_its_own:
        gone = of_its_own.index(name) + 1
        own = [f"sqlite_autoindex_{table}_{number}" for number in range(1, len(of_its_own) + 1)]
        cursor.execute("DELETE FROM sqlite_master WHERE name = %s", [own[gone - 1]])
        for before, after in zip(own[gone - 1 :], own[gone:], strict=False):
            cursor.execute("UPDATE sqlite_master SET name = %s WHERE name = %s", [before, after])
    _forget_definitions()
