"""Search means the same on both engines, and its index stays in step with the rows whatever happens to the table."""

import pytest
from django.core.management.color import no_style
from django.db import connection, connections, models
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reintegration.ground import search
from reintegration.ground.arabic import search_terms, search_text
from reintegration.ground.search import SearchIndex, ensure_search_indexes, is_too_short, matching

TABLE = "scratch_search_folder"


class Folder(models.Model):
    search = models.TextField(default="")

    class Meta:
        app_label = "scratch_search"


class Sheet(models.Model):
    folder = models.ForeignKey(Folder, models.CASCADE)

    class Meta:
        app_label = "scratch_search"


def run(database, *statements):
    with database.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def make_tables(database):
    # Not `create_model`: SQLite's schema editor refuses to work inside a test's transaction.
    editor = database.schema_editor()
    editor.deferred_sql = []
    run(database, *(editor.table_sql(model)[0] for model in (Folder, Sheet)))


def migrate(database, *, backwards=False):
    operation = SearchIndex(TABLE)
    editor = database.schema_editor()
    if backwards:
        operation.database_backwards("scratch_search", editor, None, None)
    else:
        operation.database_forwards("scratch_search", editor, None, None)


@pytest.fixture
def registered(monkeypatch):
    monkeypatch.setattr(search, "REGISTRY", set())
    search.register_search_index(TABLE)


@pytest.fixture
def folders(db, registered):
    make_tables(connection)
    migrate(connection)
    return Folder.objects


@pytest.fixture
def sqlite(db, registered):
    """A database of its own, where a table can be remade as migrations do it."""
    options = {**connection.settings_dict, "ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": {}}
    connections["scratch"] = database = DatabaseWrapper(options, alias="scratch")
    make_tables(database)
    migrate(database)
    yield database
    database.close()
    del connections["scratch"]


def make_folder(*names):
    return Folder.objects.create(search=search_text(*names))


def found(query):
    return set(matching(Folder.objects.all(), query).values_list("pk", flat=True))


def is_match(folder, query):
    """What a match is, in plain Python."""
    return all(any(token.startswith(term) for token in folder.search.split()) for term in search_terms(query))


letters = st.sampled_from(
    ["محمد", "عبد", "ال", "القادر", "بن", "El", "Ben", "Mohamed", "amrani", "Lam", "é", "0", "12"]
)
texts = st.lists(letters | st.text(max_size=4), max_size=4).map(" ".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(texts, min_size=1, max_size=5), texts)
def test_database_finds_what_plain_python_finds(folders, stored, query):
    Folder.objects.all().delete()
    made = [make_folder(text) for text in stored]
    if search_terms(query):
        assert found(query) == {folder.pk for folder in made if is_match(folder, query)}


def test_clerk_types_the_beginnings_of_two_names_and_finds_only_who_has_both(folders):
    wanted = make_folder("محمد", "العمراني", "Mohammed", "Lamrani")
    make_folder("محمد", "العلوي")
    assert found("عمر محم") == found("el amrani moh") == {wanted.pk}


def test_clerk_types_the_middle_of_a_name_and_finds_nobody(folders):
    make_folder("Mohamed")
    assert found("hamed") == set()


@pytest.mark.parametrize(
    "query", ['"', '" OR "', "amr* OR moh*", "NOT amr", "search : amr", "%", "am%", "_mr", "\\", "a'b"]
)
def test_clerk_types_signs_of_the_query_language_and_they_mean_nothing(folders, query):
    make_folder("Amrani")
    assert found(query) == ({Folder.objects.get().pk} if query == "am%" else set())


def test_blank_query_finds_all(folders):
    folder = make_folder("Amrani")
    assert found(" ") == {folder.pk}
    assert not is_too_short(" ")


def test_single_letter_finds_none_and_says_so(folders):
    make_folder("Amrani")
    assert found("a") == found("? !") == set()
    assert is_too_short("a") and is_too_short("? !")
    assert not is_too_short("a am")


def test_rows_of_another_table_are_found_through_it(folders):
    sheet = Sheet.objects.create(folder=make_folder("Amrani"))
    Sheet.objects.create(folder=make_folder("Idrissi"))
    assert matching(Sheet.objects.all(), "amr", field="folder__search").get() == sheet


def test_a_query_can_be_negated(folders):
    make_folder("Amrani")
    other = make_folder("Idrissi")
    assert Folder.objects.get(~Q(search__matches="amr")) == other


def test_changed_and_deleted_rows_are_found_as_they_are_now(folders):
    folder = make_folder("Amrani")
    Folder.objects.filter(pk=folder.pk).update(search=search_text("Idrissi"))
    assert found("amrani") == set()
    assert found("idrissi") == {folder.pk}
    folder.delete()
    assert found("idrissi") == set()


def test_table_without_an_index_is_searched_all_the_same(folders, monkeypatch):
    monkeypatch.setattr(search, "REGISTRY", set())
    folder = make_folder("Amrani")
    assert found("amr") == {folder.pk}


def test_migration_taken_back_leaves_nothing_and_can_be_run_again(folders):
    folder = make_folder("Amrani")
    assert search.missing_search_indexes(connection) == []
    migrate(connection, backwards=True)
    assert search.missing_search_indexes(connection)
    migrate(connection)
    assert search.missing_search_indexes(connection) == []
    assert found("amr") == {folder.pk}


def test_ensuring_twice_makes_the_index_once(folders, django_assert_max_num_queries):
    migrate(connection, backwards=True)
    ensure_search_indexes(connection)
    assert search.missing_search_indexes(connection) == []
    with django_assert_max_num_queries(8):
        ensure_search_indexes(connection)


def test_index_of_a_table_not_yet_made_is_not_missed(db, registered):
    ensure_search_indexes(connection)
    assert search.missing_search_indexes(connection) == []


def test_check_names_what_is_missing(folders):
    assert search.search_indexes_are_in_place(None, databases=["default"]) == []
    migrate(connection, backwards=True)
    names = [error.msg for error in search.search_indexes_are_in_place(None, databases=["default"])]
    assert names and all(TABLE in name for name in names)


def test_remade_sqlite_table_gets_its_triggers_and_forgotten_rows_back(sqlite):
    changed = models.TextField(default="", null=True)
    changed.set_attributes_from_name("search")
    changed.model = Folder
    with sqlite.schema_editor() as editor:
        editor.alter_field(Folder, Folder._meta.get_field("search"), changed)
    run(sqlite, f"INSERT INTO {TABLE} (search) VALUES (' amrani ')")
    assert len(search.missing_search_indexes(sqlite)) == 3
    assert hits(sqlite) == []
    ensure_search_indexes(sqlite)
    assert search.missing_search_indexes(sqlite) == []
    assert hits(sqlite) == [(1,)]


def hits(database):
    with database.cursor() as cursor:
        cursor.execute(f"""SELECT rowid FROM {TABLE}_search_fts WHERE {TABLE}_search_fts MATCH '"amr"*'""")
        return cursor.fetchall()


def test_emptied_table_leaves_no_hits(folders):
    make_folder("Amrani")
    for sql in connection.ops.sql_flush(no_style(), [Sheet._meta.db_table, TABLE]):
        run(connection, sql)
    assert found("amr") == set()


def test_query_is_answered_from_the_index(folders):
    if connection.vendor == "postgresql":
        run(connection, "SET LOCAL enable_seqscan = off")
    plan = matching(Folder.objects.all(), "عمراني").explain()
    assert "fts" in plan.lower() or "virtual table" in plan.lower() or f"{TABLE}_search_trgm" in plan
