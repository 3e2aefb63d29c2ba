"""Search with one meaning on both engines: every term of the query begins a token of the record's search column.

The column holds `arabic.search_text(...)`. PostgreSQL answers from a trigram index, SQLite from an FTS5 table that
triggers keep in step. An app declares its column once in `AppConfig.ready()` and once in a migration:

    register_search_index("beneficiaries_beneficiary")
    post_migrate.connect(search_indexes_after_migrate, sender=self)
    operations = [..., SearchIndex("beneficiaries_beneficiary")]

This module issues raw SQL.
"""

from dataclasses import dataclass

from django.core import checks
from django.core.exceptions import EmptyResultSet
from django.db import connections, models, transaction
from django.db.migrations.operations.base import Operation, OperationCategory

from reintegration.ground.arabic import search_terms


def matching(queryset, query, field="search"):
    """
    Return the rows that match every term of `query`; all for a blank query, none for one without a usable term.

    `field` may lead to another table ("beneficiary__search").
    """
    return queryset.filter(**{f"{field}__matches": query}) if query.strip() else queryset


def is_too_short(query) -> bool:
    """Say whether to ask for at least two letters: something was written and nothing of it can be searched."""
    return bool(query.strip()) and not search_terms(query)


@dataclass(frozen=True)
class Indexed:
    """One search column of one table, and the statements that make its index."""

    table: str
    column: str = "search"

    @property
    def trigrams(self):
        return f"{self.table}_{self.column}_trgm"

    @property
    def fts(self):
        return f"{self.table}_{self.column}_fts"

    def statements(self, vendor) -> dict[str, str]:
        return self._sqlite() if vendor == "sqlite" else self._postgresql()

    def _postgresql(self):
        name, table, column = self.trigrams, self.table, self.column
        return {name: f'CREATE INDEX "{name}" ON "{table}" USING gin ("{column}" gin_trgm_ops)'}

    def _sqlite(self):
        table, column, fts = self.table, self.column, self.fts
        add = f'INSERT INTO "{fts}" (rowid, "{column}") VALUES (new.id, new."{column}");'
        remove = f'INSERT INTO "{fts}" ("{fts}", rowid, "{column}") VALUES (\'delete\', old.id, old."{column}");'
        # The ascii tokenizer cuts at the spaces between folded tokens and nowhere else.
        options = f'content="{table}", content_rowid="id", tokenize="ascii", prefix="2 3"'
        triggers = {
            f"{fts}_insert": f'AFTER INSERT ON "{table}" BEGIN {add} END',
            f"{fts}_update": f'AFTER UPDATE OF id, "{column}" ON "{table}" BEGIN {remove} {add} END',
            f"{fts}_delete": f'AFTER DELETE ON "{table}" BEGIN {remove} END',
        }
        return {
            fts: f'CREATE VIRTUAL TABLE "{fts}" USING fts5 ("{column}", {options})',
            **{name: f'CREATE TRIGGER "{name}" {event}' for name, event in triggers.items()},
        }


REGISTRY: set[Indexed] = set()


@models.TextField.register_lookup
class Matches(models.Lookup):
    """Every term of the query on the right begins a token of the search column on the left."""

    lookup_name = "matches"

    def get_prep_lookup(self):
        return tuple(search_terms(self.rhs))

    def as_sql(self, compiler, connection):
        if not self.rhs:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        # A term holds letters and digits only: nothing to escape. LIKE, not ILIKE: the column is folded already,
        # and folding it again costs the index its use.
        condition = " AND ".join([f"{column} LIKE %s"] * len(self.rhs))
        return f"({condition})", [value for term in self.rhs for value in (*params, f"% {term}%")]

    def as_sqlite(self, compiler, connection):
        field = self.lhs.target
        indexed = Indexed(field.model._meta.db_table, field.column)
        if not self.rhs or indexed not in REGISTRY:
            return self.as_sql(compiler, connection)
        key = f"{connection.ops.quote_name(self.lhs.alias)}.{connection.ops.quote_name(field.model._meta.pk.column)}"
        # In quotes nothing is an operator of the query language of FTS5.
        query = " AND ".join(f'"{term}"*' for term in self.rhs)
        return f'{key} IN (SELECT rowid FROM "{indexed.fts}" WHERE "{indexed.fts}" MATCH %s)', [query]


def register_search_index(table, column="search"):
    """Declare a search column whose index is kept in place after every migration and compared by a check."""
    REGISTRY.add(Indexed(table, column))


def missing_search_indexes(connection) -> list[str]:
    """Return the names of index parts that are absent or differ, of columns that exist. Three queries a column."""
    with connection.cursor() as cursor:
        return [
            name
            for indexed in _existing(cursor, connection)
            for name in _missing_parts(cursor, connection.vendor, indexed)
        ]


def ensure_search_indexes(connection):
    """
    Make what is missing of the registered indexes; does nothing where all are in place.

    Django drops a table's triggers when it remakes the table on SQLite: rows written since then are not in the FTS
    table, so it is filled anew.
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for indexed in _existing(cursor, connection):
            if _missing_parts(cursor, connection.vendor, indexed):
                _create(cursor, connection.vendor, indexed)


def search_indexes_after_migrate(*, using, **kwargs):
    """Receive Django's post_migrate."""
    ensure_search_indexes(connections[using])


# At deployment only: `migrate` itself must be able to mend what this check finds.
@checks.register(checks.Tags.database, deploy=True)
def search_indexes_are_in_place(app_configs, databases, **kwargs):
    """Check, where Django checks databases, that every registered index exists as declared."""
    return [
        checks.Error(f"The search index part “{name}” is missing or altered.", hint="Run migrate.", id="search.E001")
        for alias in databases or ()
        for name in missing_search_indexes(connections[alias])
    ]


def _existing(cursor, connection):
    """The registered columns that the database has: migrated to an earlier state it lacks some."""
    tables = set(connection.introspection.table_names(cursor))
    for indexed in sorted(REGISTRY, key=lambda indexed: indexed.table):
        if indexed.table in tables:
            columns = connection.introspection.get_table_description(cursor, indexed.table)
            if indexed.column in {column.name for column in columns}:
                yield indexed


def _missing_parts(cursor, vendor, indexed):
    if vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'trigger')")
        found = dict(cursor.fetchall())
        return [name for name, sql in indexed.statements(vendor).items() if found.get(name) != sql]
    cursor.execute(
        "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND indexname = %s", [indexed.trigrams]
    )
    return [] if cursor.fetchone() else [indexed.trigrams]


def _create(cursor, vendor, indexed):
    _drop(cursor, vendor, indexed)
    if vendor != "sqlite":
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for sql in indexed.statements(vendor).values():
        cursor.execute(sql)
    if vendor == "sqlite":
        cursor.execute(f'INSERT INTO "{indexed.fts}" ("{indexed.fts}") VALUES (\'rebuild\')')


def _drop(cursor, vendor, indexed):
    if vendor == "sqlite":
        for event in ("insert", "update", "delete"):
            cursor.execute(f'DROP TRIGGER IF EXISTS "{indexed.fts}_{event}"')
        cursor.execute(f'DROP TABLE IF EXISTS "{indexed.fts}"')
    else:
        cursor.execute(f'DROP INDEX IF EXISTS "{indexed.trigrams}"')


class SearchIndex(Operation):
    """Migration operation: index the search column of `table` as its engine does it best."""

    category = OperationCategory.ADDITION
    reduces_to_sql = True
    reversible = True

    def __init__(self, table, column="search"):
        self.table, self.column = table, column

    def state_forwards(self, app_label, state):
        """The index is no part of the models' state."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        with schema_editor.connection.cursor() as cursor:
            _create(cursor, schema_editor.connection.vendor, Indexed(self.table, self.column))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        with schema_editor.connection.cursor() as cursor:
            _drop(cursor, schema_editor.connection.vendor, Indexed(self.table, self.column))

    def describe(self):
        return f"Index {self.table}.{self.column} for search"
