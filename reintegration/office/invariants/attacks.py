"""What somebody at a database shell would try, and whether the database refuses. This module issues raw SQL."""

from dataclasses import dataclass

from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from reintegration.ground.protections import PROTECTIONS

NOT_PERMITTED = "42501"
"""PostgreSQL's code for a right that the application's own role does not have: refused before any trigger."""

PATIENCE = "5s"
"""How long an attack on a whole table waits for those who work on it; only PostgreSQL locks whole tables."""


class Misaimed(Exception):
    """A mistake of the table: the attack hits no row, so its refusal would prove nothing."""


@dataclass(frozen=True)
class Attack:
    """Statements over the ids of a scene, run one after the other. Each of `held_by` alone refuses them."""

    name: str
    statements: tuple
    held_by: tuple
    engine: str = ""
    """The only engine that knows the statement; both when empty."""

    @property
    def is_possible(self):
        return self.engine in ("", connection.vendor)

    @property
    def holders(self):
        """Those of `held_by` that this engine has: some triggers only one engine needs."""
        return {name for name in self.held_by if name not in PROTECTIONS or PROTECTIONS[name].body(connection.vendor)}


@dataclass(frozen=True)
class Invariant:
    """One sentence that is always true, and the attacks on it."""

    sentence: str
    attacks: tuple

    @property
    def held_by(self):
        """The names of the constraints and triggers behind it, in the order of the attacks."""
        return list(dict.fromkeys(name for attack in self.attacks for name in attack.held_by))


def attack(name, statements, held_by="", *, engine=""):
    """An attack by one statement or several; the names of `held_by` stand in one text."""
    statements = (statements,) if isinstance(statements, str) else tuple(statements)
    return Attack(name, statements, tuple(held_by.split()), engine)


def row_like(table, row, **changes):
    """The INSERT of a new row equal to an existing one but for `changes`, each an SQL expression."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    columns = [field.column for field in model._meta.local_concrete_fields]
    auto = model._meta.auto_field
    columns = [column for column in columns if not auto or column != auto.column or column in changes]
    values = [str(changes.get(column, f'"{column}"')) for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} WHERE {model._meta.pk.column} = {row}"
    )


def is_refused(tried, ids):
    """Try an attack and undo it; whether the database refused. Raises `Misaimed` when it hits no row."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in tried.statements:
                cursor.execute(statement.format_map(ids))
                if cursor.rowcount == 0:
                    raise Misaimed(f"{tried.name}: {statement}")
            connection.check_constraints()
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != NOT_PERMITTED:
            raise
        return True
    return False


def be_patient():
    """Let the attacks of this transaction wait for others, but not for ever."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
