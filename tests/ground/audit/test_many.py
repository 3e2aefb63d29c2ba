"""An act on many records is one entry and append-only rows; a row that was changed, lost or slipped in is found."""

import pytest
from django.db import IntegrityError, connection, transaction

from reintegration.ground import protections, records
from reintegration.ground.audit import sealing, trail, verifying
from reintegration.ground.audit.models import ROWS_DIGEST, AuditEntry, AuditRow
from reintegration.ground.reference.models import Sector
from tests.ground.people import make_user

pytestmark = pytest.mark.django_db
TABLE = "audit_auditrow"


@pytest.fixture
def many():
    """The entry about three sectors that were written at one stroke, and an entry about one."""
    by = make_user()
    with trail.as_one(action="import", model=Sector, by=by, changes={"file": [None, "f00d"]}):
        for number in range(3):
            records.store(
                Sector(code=f"new-{number}", name_ar="جديد", name_fr="Nouveau", name_en="New", order=number), by=by
            )
    trail.record(action="see", subject=Sector, by=by)
    sealing.seal_pending()
    return AuditEntry.objects.get(action="import")


def attack(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount


def found():
    return [(finding.code, finding.where) for finding in verifying.verify() if finding.code != "unprotected"]


def test_many_records_leave_one_entry_with_a_numbered_row_each(many):
    assert AuditEntry.objects.count() == 2
    assert {name: pair for name, pair in many.changes.items() if name != ROWS_DIGEST} == {
        "file": [None, "f00d"], "rows": [None, 3]
    }  # fmt: skip
    sectors = Sector.objects.filter(code__startswith="new-").order_by("code")
    written = [(number, str(sector.pk)) for number, sector in enumerate(sectors, start=1)]
    assert list(many.rows.values_list("number", "subject_id")) == written
    assert found() == []


def test_record_among_many_finds_the_entry_and_others_do_not(many):
    assert list(trail.entries_of(Sector.objects.get(code="new-1"))) == [many]
    assert list(trail.entries_of(Sector.objects.get(code="crafts"))) == []


def test_digest_of_a_row_tells_one_value_from_another():
    sector = Sector.objects.first()
    one, same, other = (
        trail.row(action="add", subject=sector, changes={"phone": [None, value]}).digest for value in "112"
    )
    assert one == same != other


def test_act_that_fails_among_many_leaves_no_entry():
    with pytest.raises(ZeroDivisionError), trail.as_one(action="import", model=Sector, by=None, changes={}):
        trail.record(action="add", subject=Sector.objects.first(), by=None, changes={"order": [None, 1 / 0]})
    assert not AuditEntry.objects.exists()
    assert trail.record(action="see", subject=Sector, by=None).pk


@pytest.mark.parametrize("statement", [f"UPDATE {TABLE} SET digest = 'x'", f"DELETE FROM {TABLE}"])
def test_row_cannot_be_changed_or_deleted(many, statement):
    with pytest.raises(IntegrityError, match="append-only|are kept"), transaction.atomic():
        attack(statement)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET digest = '{'0' * 64}' WHERE number = 2",
        f"UPDATE {TABLE} SET subject_id = '1' WHERE number = 2",
        f"UPDATE {TABLE} SET subject_type = 'reference.axis' WHERE number = 2",
        f"UPDATE {TABLE} SET number = 9 WHERE number = 2",
        f"DELETE FROM {TABLE} WHERE number = 3",
        f"DELETE FROM {TABLE}",
        f"INSERT INTO {TABLE} (entry_id, number, subject_type, subject_id, digest)"
        f" SELECT entry_id, 4, subject_type, '1', digest FROM {TABLE} WHERE number = 3",
    ],
)
def test_row_changed_lost_or_added_behind_the_triggers_is_found(many, statement):
    protections.lift(connection)
    attack(statement)
    assert found() == [("rows", f"entry {many.pk}")]


def test_row_slipped_under_another_entry_is_found(many):
    other = AuditEntry.objects.get(action="see")
    AuditRow.objects.create(entry=other, number=1, subject_type="reference.sector", subject_id="1", digest="0" * 64)
    assert found() == [("rows", f"entry {other.pk}")]


def test_row_moved_to_another_entry_is_found_at_both(many):
    other = AuditEntry.objects.get(action="see")
    protections.lift(connection)
    attack(f"UPDATE {TABLE} SET entry_id = %s WHERE number = 1", other.pk)
    assert found() == [("rows", f"entry {many.pk}"), ("rows", f"entry {other.pk}")]
