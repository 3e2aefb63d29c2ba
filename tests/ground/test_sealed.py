"""Protected text is never in the database as it was written, and only the right key opens it."""

import hashlib

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.db import connection, models

from reintegration.ground.sealed import (
    SealedTextField,
    SealError,
    beginning,
    key_id,
    key_ids,
    looks_like_cin,
    lookup_key,
    lookup_keys,
    normalise_cin,
    seal,
    sealing_keys_are_usable,
    unseal,
)

OLD_KEY, NEW_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
CIN = "BE123456"


class SealedNote(models.Model):
    text = SealedTextField(blank=True, null=True)

    class Meta:
        app_label = "scratch_sealed"


@pytest.fixture
def notes(db):
    # Not `create_model`: SQLite's schema editor refuses to work inside a test's transaction.
    sql, params = connection.schema_editor().table_sql(SealedNote)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
    return SealedNote.objects


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM scratch_sealed_sealednote ORDER BY id")
        return [text for (text,) in cursor.fetchall()]


def test_row_read_by_raw_sql_holds_no_plain_text(notes):
    notes.create(text=CIN)
    notes.bulk_create([SealedNote(text=CIN)])
    note = notes.create(text="-")
    note.text = CIN
    notes.bulk_update([note], ["text"])
    notes.create(text="-")
    notes.filter(pk=notes.latest("pk").pk).update(text=CIN)
    assert len(stored()) == 4
    assert not any(CIN in text for text in stored())
    assert [note.text for note in notes.all()] == [CIN] * 4


def test_same_text_is_sealed_differently_each_time(notes):
    notes.bulk_create([SealedNote(text=CIN), SealedNote(text=CIN)])
    assert len(set(stored())) == 2


def test_empty_and_missing_text_stay_so(notes):
    notes.bulk_create([SealedNote(text=""), SealedNote(text=None)])
    assert stored() == ["", None]
    assert list(notes.order_by("pk").values_list("text", flat=True)) == ["", None]
    assert notes.filter(text__isnull=True).count() == 1


@pytest.mark.parametrize("lookup", ["text", "text__contains", "text__in", "text__gt", "text__lower", "text__isempty"])
def test_search_in_sealed_text_is_refused_and_names_the_key_column(notes, lookup):
    with pytest.raises(FieldError, match="key column"):
        notes.filter(**{lookup: CIN}).count()


def test_plain_text_in_a_sealed_column_is_an_error(notes):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO scratch_sealed_sealednote (text) VALUES (%s)", [CIN])
    with pytest.raises(SealError) as error:
        notes.get()
    assert CIN not in str(error.value)


def test_old_key_still_opens_after_a_new_one_came_first(settings):
    settings.SEALING_KEYS = [OLD_KEY]
    token = seal(CIN)
    settings.SEALING_KEYS = [NEW_KEY, OLD_KEY]
    assert unseal(token) == CIN
    assert key_ids() == [key_id(NEW_KEY), key_id(OLD_KEY)]
    assert token.startswith(beginning(key_id(OLD_KEY)))
    assert seal(unseal(token)).startswith(beginning(key_id(NEW_KEY)))


def test_missing_key_is_named_and_the_sealed_text_is_not_shown(settings):
    settings.SEALING_KEYS = [OLD_KEY]
    token = seal(CIN)
    settings.SEALING_KEYS = [NEW_KEY]
    with pytest.raises(SealError) as error:
        unseal(token)
    assert error.value.key_id == key_id(OLD_KEY)
    assert key_id(OLD_KEY) in str(error.value)
    assert token.rpartition(":")[2] not in str(error.value)


def test_wrong_key_under_the_right_name_does_not_open(settings):
    settings.SEALING_KEYS = [OLD_KEY]
    forged = seal(CIN).replace(key_id(OLD_KEY), key_id(NEW_KEY))
    settings.SEALING_KEYS = [NEW_KEY]
    with pytest.raises(SealError, match=key_id(NEW_KEY)):
        unseal(forged)


def test_altered_text_does_not_open():
    token = seal(CIN)
    altered = token[:40] + ("A" if token[40] != "A" else "B") + token[41:]
    with pytest.raises(SealError):
        unseal(altered)


def test_arabic_text_comes_back_as_written():
    assert unseal(seal("ملاحظة محمية")) == "ملاحظة محمية"


def test_lookup_key_depends_on_the_key_where_a_bare_hash_does_not(settings):
    def bare(value):
        return hashlib.sha256(f"cin:{value}".encode()).hexdigest()

    settings.LOOKUP_KEYS = ["one"]
    with_one, bare_with_one = lookup_key("cin", CIN), bare(CIN)
    settings.LOOKUP_KEYS = ["two"]
    assert lookup_key("cin", CIN) != with_one
    assert bare(CIN) == bare_with_one
    assert bare(CIN) not in (with_one, lookup_key("cin", CIN))


def test_lookup_key_is_one_for_all_spellings_and_apart_by_kind():
    assert lookup_key("cin", " be-123 456") == lookup_key("cin", "BE١٢٣٤٥٦") == lookup_key("cin", CIN)
    assert lookup_key("cin", "12345") != lookup_key("prisoner_number", "12345")
    assert lookup_key("prisoner_number", "12345/19 ") == lookup_key("prisoner_number", "12345 19")
    assert len(lookup_key("cin", CIN)) == 64


def test_identifier_is_found_by_the_keys_before_the_newest(settings):
    settings.LOOKUP_KEYS = ["one"]
    old = lookup_key("cin", CIN)
    settings.LOOKUP_KEYS = ["two", "one"]
    assert lookup_keys("cin", CIN) == [lookup_key("cin", CIN), old] and lookup_key("cin", CIN) != old


def test_no_identifier_has_no_key():
    assert lookup_key("cin", "") == lookup_key("cin", " - ") == ""
    assert lookup_keys("cin", " - ") == []


@pytest.mark.parametrize(
    ("value", "expected"), [("be 123456", True), ("B1", True), ("123456", False), ("ABC12", False)]
)
def test_cin_that_looks_wrong_is_doubted(value, expected):
    assert looks_like_cin(value) is expected
    assert normalise_cin(value) == value.upper().replace(" ", "")


def test_check_refuses_unusable_keys(settings):
    assert sealing_keys_are_usable(None) == []
    settings.SEALING_KEYS, settings.LOOKUP_KEYS = ["short"], ["good", ""]
    assert [error.id for error in sealing_keys_are_usable(None)] == ["sealed.E001", "sealed.E002"]
