"""Private copies of a migrated database, for tests whose commits must be real: several processes, a browser, triggers.

Django's TransactionTestCase empties tables afterwards, which append-only triggers refuse; a copy is simply dropped.
"""

import os
import shutil
import sqlite3
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import sql


@dataclass(frozen=True)
class Database:
    """Where a database is: `name` is a path on SQLite."""

    name: str
    url: str

    @property
    def environment(self):
        return {**os.environ, "DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "reintegration.settings"}


@contextmanager
def template_database(folder: Path):
    """Copy the test run's own database, as migrations left it, to one without connections; yield its name."""
    current = connections[DEFAULT_DB_ALIAS]
    if current.vendor == "sqlite":
        path = folder / "template.sqlite3"
        _save_sqlite(current, path)
        yield str(path)
        return
    name = f"{current.settings_dict['NAME']}_template"
    # PostgreSQL copies only what nobody is connected to.
    current.close()
    _copy_postgres(current, source=current.settings_dict["NAME"], target=name)
    try:
        yield name
    finally:
        _drop_postgres(current, name)


@contextmanager
def private_database(template: str, folder: Path):
    """Copy the template, switch Django's default connection to the copy, yield a Database, drop it."""
    original = connections[DEFAULT_DB_ALIAS]
    with _copied(original, template, folder) as database, _switched(original, database.name):
        yield database


@contextmanager
def prepared_template(template: str, folder: Path, prepare):
    """Copy the template, run `prepare` in the copy, and yield the copy's name: a template of its own."""
    original = connections[DEFAULT_DB_ALIAS]
    with _copied(original, template, folder) as database:
        with _switched(original, database.name):
            prepare()
        yield database.name


@contextmanager
def _copied(original, template, folder):
    copy = _sqlite_copy if original.vendor == "sqlite" else _postgres_copy
    database = copy(original, template, folder)
    try:
        yield database
    finally:
        if original.vendor != "sqlite":
            _drop_postgres(original, database.name)


@contextmanager
def _switched(original, name):
    """Point the default alias at another database, in this thread and in those started meanwhile."""
    declared = connections.settings[DEFAULT_DB_ALIAS]
    settings = {**original.settings_dict, "NAME": name}
    connections.settings[DEFAULT_DB_ALIAS] = settings
    copy = connections.create_connection(DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = copy
    try:
        yield
    finally:
        copy.close()
        connections.settings[DEFAULT_DB_ALIAS] = declared
        connections[DEFAULT_DB_ALIAS] = original


def reconnect():
    """Give a forked child a connection of its own to the database that the test runs on.

    While a browser runs, asgiref keeps connections by the parent's event loop, which the child does not have: it would
    find the one of before the switch.
    """
    connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)


def _save_sqlite(connection, path):
    connection.ensure_connection()
    with sqlite3.connect(path) as target:
        connection.connection.backup(target)
        # As databases in use are: the change itself suffers nobody else, and several would ask for it at once.
        target.execute("PRAGMA journal_mode=WAL")
    target.close()


def _sqlite_copy(connection, template, folder):
    path = folder / "committed.sqlite3"
    shutil.copyfile(template, path)
    return Database(name=str(path), url=f"sqlite:///{path}")


def _postgres_copy(connection, template, folder):
    name = f"copy_{uuid.uuid4().hex}"
    _copy_postgres(connection, source=template, target=name)
    known = connection.get_connection_params()
    password = f":{known['password']}" if known.get("password") else ""
    place = f"{known.get('user', '')}{password}@{known.get('host', '')}:{known.get('port', '')}"
    return Database(name=name, url=f"postgres://{place}/{name}")


def _maintain(connection, statement, *names):
    known = connection.get_connection_params()
    reached = {key: known[key] for key in ("host", "port", "user", "password") if key in known}
    with psycopg.connect(dbname="postgres", autocommit=True, **reached) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _copy_postgres(connection, *, source, target):
    _maintain(connection, "CREATE DATABASE {} TEMPLATE {}", target, source)


def _drop_postgres(connection, name):
    _maintain(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
