"""The registry of database triggers: what each app protects, re-created after every migration and compared by a check.

The constraints of models, which migrations create, are compared with them (`constraints`).

Django drops a table's triggers without a word when it remakes the table on SQLite, and SQLite refuses to remake a table
that a trigger of another table reads. So an app registers its triggers here, from its `AppConfig.ready()`:

    protect_append_only("audit_auditentry")
    refuse("BEFORE UPDATE", "programs_score", "stays", "NEW.criterion_id <> OLD.criterion_id", "a score stays")

Both engines raise `django.db.IntegrityError` with the message; `say` gives it words for people. A trigger that does
more than refuse is a `Protection` of its own. This module issues raw SQL.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import transaction

from reintegration.ground import constraints


@dataclass(frozen=True)
class Protection:
    """One trigger on one table; its name is the trigger's.

    `sqlite` and `postgresql` are what follows `CREATE TRIGGER <name>`; an empty one means that the engine needs none.
    `function` is the plpgsql body.
    """

    name: str
    table: str
    sqlite: str = ""
    postgresql: str = ""
    function: str = ""

    def body(self, vendor):
        return self.sqlite if vendor == "sqlite" else self.postgresql

    def sqlite_statement(self):
        return f"CREATE TRIGGER {self.name} {self.sqlite}"

    def postgresql_statements(self):
        body = f"$protection${self.function}$protection$"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS {body}",
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            self.postgresql_trigger(),
        ]

    def postgresql_trigger(self):
        return f"CREATE TRIGGER {self.name} {self.postgresql} EXECUTE FUNCTION {self.name}()"


PROTECTIONS: dict[str, Protection] = {}
WORDS = {}
"""What the message of a trigger means to the person who is refused; only where it isn't somebody else's haste."""


def register(protection):
    """Add a protection; the same name twice with another text is a mistake of the program."""
    if PROTECTIONS.setdefault(protection.name, protection) != protection:
        raise ValueError(f"Two protections are called {protection.name}.")


def say(message, words):
    """Give the message of a trigger translatable words for people."""
    WORDS[message] = words


def in_words(error):
    """The words for an IntegrityError that a trigger raised, "" when it has none."""
    return next((words for message, words in WORDS.items() if message in str(error)), "")


def refusal(message):
    """The plpgsql statement that refuses with an IntegrityError."""
    quoted = message.replace("'", "''").replace("%", "%%")
    return f"RAISE EXCEPTION '{quoted}' USING ERRCODE = 'integrity_constraint_violation';"


def refuse(when, table, name, condition, message, *, first=""):
    """Register the trigger `{table}_{name}` that refuses while `condition`, SQL over NEW and OLD, is true.

    `when` is as in "BEFORE INSERT": a rule that needs the id of a new row judges after it. `first` is plpgsql that runs
    before the rule: a lock that makes two writers at once see each other.
    """
    register(
        Protection(
            name=f"{table}_{name}",
            table=table,
            sqlite=f"{when} ON {table} WHEN {condition} {_sqlite_refusal(message)}",
            postgresql=f"{when} ON {table} FOR EACH ROW",
            function=f"BEGIN {first}IF {condition} THEN {refusal(message)} END IF; RETURN NEW; END",
        )
    )


def protect_append_only(table):
    """Register the triggers that refuse UPDATE, DELETE and TRUNCATE of the table of a model."""
    message = f"{table} is append-only"
    refuse("BEFORE UPDATE", table, "no_update", "1 = 1", message)
    protect_kept(table, message)


def protect_kept(table, message=""):
    """Register the triggers that refuse DELETE and TRUNCATE of the table of a model: its rows can change, never go.

    On SQLite also INSERT OR REPLACE, which deletes the row that holds a unique value and fires no delete trigger.
    """
    message = message or f"rows of {table} are kept"
    refuse("BEFORE DELETE", table, "no_delete", "1 = 1", message)
    taken = " OR ".join(
        f"({' AND '.join(f'{column} = NEW.{column}' for column in columns)})" for columns in _unique_columns(table)
    )
    when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})"
    register(
        Protection(
            name=f"{table}_no_replace",
            table=table,
            sqlite=f"BEFORE INSERT ON {table} {when} {_sqlite_refusal(message)}",
        )
    )
    register(
        Protection(
            name=f"{table}_no_truncate",
            table=table,
            postgresql=f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
            function=f"BEGIN {refusal(message)} END",
        )
    )


def _unique_columns(table):
    """The sets of columns by which two rows of the table cannot be equal; those under a condition are left out."""
    model = {model._meta.db_table: model for model in apps.get_models()}[table]
    names = [(field.name,) for field in model._meta.concrete_fields if field.unique]
    names += model._meta.unique_together
    names += [c.fields for c in model._meta.total_unique_constraints]
    return [[model._meta.get_field(name).column for name in group] for group in names]


def _sqlite_refusal(message):
    quoted = message.replace("'", "''")
    return f"BEGIN SELECT RAISE(ABORT, '{quoted}'); END"


def missing(connection):
    """The names of protections that `connection` lacks, has switched off, or holds in another wording.

    These are the registered triggers, and what the models declare: constraints, unique rules, columns. Protections of
    tables that are not migrated yet are not missing. Four queries on SQLite, five on PostgreSQL.
    """
    return missing_triggers(connection) + constraints.missing(connection)


def install(connection):
    """Create or replace every registered trigger that `connection` lacks; returns their names."""
    lacking = missing_triggers(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for name in lacking:
            protection = PROTECTIONS[name]
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(protection.sqlite_statement())
            else:
                for statement in protection.postgresql_statements():
                    cursor.execute(statement)
    return lacking


def missing_triggers(connection):
    """The names of registered triggers that `connection` lacks, has switched off, or holds otherwise. Two queries."""
    held = _held(connection)
    return [p.name for p in _applicable(connection) if held.get(p.name) != _expected(p, connection.vendor)]


def lift(connection, names=None):
    """Drop the named protections, or all: for migrations, which put them back, and for negative controls."""
    held = _held(connection)
    with connection.cursor() as cursor:
        for protection in [p for p in PROTECTIONS.values() if p.name in held and (names is None or p.name in names)]:
            of_table = "" if connection.vendor == "sqlite" else f" ON {protection.table}"
            cursor.execute(f"DROP TRIGGER {protection.name}{of_table}")


def _applicable(connection):
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    return [p for p in PROTECTIONS.values() if p.table in tables and p.body(connection.vendor)]


def _expected(protection, vendor):
    if vendor == "sqlite":
        return (protection.table, protection.sqlite_statement())
    return (protection.table, f"{protection.postgresql_trigger()} {protection.function}")


def _held(connection):
    """The triggers in force: {name: (table, statement)}; on PostgreSQL the body of the function follows."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid, true) || ' ' || p.prosrc"
                " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
            )
        return {name: (table, text) for name, table, text in cursor.fetchall()}
