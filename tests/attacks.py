"""Raw SQL against the database's own protections, without a trace."""

from django.db import IntegrityError, connection, transaction


def run(statement, *values):
    """Execute one statement; how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def refused(statement, *values):
    """Whether the database refuses the statement; undone either way."""
    return refuses(lambda: run(statement, *values))


def refuses(act):
    """Whether the database refuses what `act` does; undone either way."""
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


def born(row, **columns):
    """The insertion of a copy of a row, with a new id and other `columns`: (statement, values)."""
    copied = [field.column for field in row._meta.concrete_fields if field.column not in ("id", *columns)]
    table, slots = row._meta.db_table, ", ".join("%s" for _column in columns)
    names = ", ".join([*copied, *columns])
    statement = f"INSERT INTO {table} ({names}) SELECT {', '.join([*copied, slots])} FROM {table} WHERE id = %s"
    return statement, *columns.values(), row.pk
