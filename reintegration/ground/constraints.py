"""Whether the database still holds its tables as the models say: columns, foreign keys, CHECKs and unique rules.

Django writes them in migrations and never looks again. Here the definitions that it would write now are held against
those of the database, word by word. SQLite keeps each text as it was written; PostgreSQL rewrites it, so there empty
twins of the tables are made, read back the same way and rolled back. This module issues raw SQL.
"""

import re

from django.apps import apps
from django.db import transaction

PARTS = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|[(),]|[^'"(),]+""")
"""The words of a definition between which a comma or bracket can stand: quoted text is one word."""
TABLE = re.compile(r'CREATE TABLE "(\w+)" \(')
INDEX = re.compile(r'CREATE UNIQUE INDEX "(\w+)" ON "(\w+)"')
NAMED = re.compile(r'(CONSTRAINT )?"(\w+)"')

HELD_BY_POSTGRESQL = """
    SELECT c.relnamespace = pg_my_temp_schema(), c.relname, x.name, x.definition
    FROM pg_class c
    JOIN (
        SELECT attrelid AS relid, attrelid::regclass::text || '.' || attname AS name,
            attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
            AS definition
        FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped
        UNION ALL
        SELECT conrelid, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'
        UNION ALL
        SELECT indrelid, indexrelid::regclass::text,
            regexp_replace(pg_get_indexdef(indexrelid), '^.* USING ', 'UNIQUE ')
        FROM pg_index WHERE indisunique AND indisvalid AND indimmediate
    ) x ON x.relid = c.oid
    WHERE c.relname = ANY(%s) AND c.relkind = 'r'
    AND (c.relnamespace = pg_my_temp_schema() OR c.relnamespace = current_schema()::regnamespace)
"""
FOREIGN_KEYS_OF_POSTGRESQL = """
    SELECT c.relname, a.attname, f.relname
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_class f ON f.oid = k.confrelid
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    WHERE k.contype = 'f' AND k.convalidated AND c.relnamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgenabled NOT IN ('O', 'A'))
"""


def missing(connection):
    """The names of constraints, unique indexes and columns that `connection` lacks or holds in another wording.

    A column (`table.column`) stands for its type, NOT NULL, UNIQUE and foreign key. Tables that are not migrated yet
    are left out. Two queries on SQLite, three on PostgreSQL after the twins are made.
    """
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        models = [model for model in _models(connection) if model._meta.db_table in tables]
        find = _missing_on_sqlite if connection.vendor == "sqlite" else _missing_on_postgresql
        return find(connection, cursor, models)


def statements(connection, models):
    """The CREATE statements of tables and unique indexes as Django would run them now. No query."""
    editor = connection.schema_editor(collect_sql=True)
    editor.deferred_sql = []
    tables = [editor.table_sql(model)[0] for model in models]
    return tables + [text for text in map(str, editor.deferred_sql) if INDEX.match(text)]


def parts(statement):
    """What one CREATE statement defines, as [(table, name, definition)]: a column's name is `table.column`."""
    if found := INDEX.match(statement):
        return [(found[2], found[1], statement)]
    table = TABLE.match(statement)
    return [(table[1], _name(table[1], text), text) for text in _split(statement[table.end() : -1])] if table else []


def _split(text):
    """Split at the commas that stand in no bracket."""
    depth, found = 0, [""]
    for word in PARTS.findall(text):
        depth += (word == "(") - (word == ")")
        if word == "," and depth == 0:
            found.append("")
        else:
            found[-1] += word
    return [part.strip() for part in found]


def _name(table, text):
    found = NAMED.match(text)
    return found[2] if found and found[1] else f"{table}.{found[2]}" if found else text


def _models(connection):
    return [
        model
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy and model._meta.can_migrate(connection)
    ]


def _missing_on_sqlite(connection, cursor, models):
    cursor.execute("SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL")
    held = {(table, text) for (statement,) in cursor.fetchall() for table, _name, text in parts(statement)}
    wanted = [part for statement in statements(connection, models) for part in parts(statement)]
    return [name for table, name, text in wanted if (table, text) not in held]


def _missing_on_postgresql(connection, cursor, models):
    twins = [text.replace("CREATE TABLE", "CREATE TEMP TABLE", 1) for text in statements(connection, models)]
    with transaction.atomic(using=connection.alias):
        cursor.execute("; ".join(twins))
        cursor.execute(HELD_BY_POSTGRESQL, [[model._meta.db_table for model in models]])
        rows = cursor.fetchall()
        transaction.set_rollback(True, using=connection.alias)
    held = {(table, text) for is_twin, table, _name, text in rows if not is_twin}
    lacking = [name for is_twin, table, name, text in rows if is_twin and (table, text) not in held]
    cursor.execute(FOREIGN_KEYS_OF_POSTGRESQL)
    keys = set(cursor.fetchall())
    return lacking + [f"{key[0]}.{key[1]}" for key in _foreign_keys(models) if key not in keys]


def _foreign_keys(models):
    return [
        (model._meta.db_table, field.column, field.related_model._meta.db_table)
        for model in models
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.db_constraint
    ]
