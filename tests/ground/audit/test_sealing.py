"""The chain shows every entry that was altered, removed, swapped or inserted; each attack is tried once."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection, transaction

from reintegration.ground.audit import sealing, trail, verifying
from reintegration.ground.audit.management.commands import seal_audit
from reintegration.ground.audit.models import AuditEntry, AuditLink, AuditSeal, StatusChange
from reintegration.ground.reference.models import Sector
from tests.ground.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    amina = make_user()
    return [trail.record(action=f"step-{n}", subject=Sector, by=amina) for n in range(4)]


def attack(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def codes(**options):
    return [finding.code for finding in verifying.verify(**options) if finding.code != "unprotected"]


def test_sealer_chains_every_entry_once_in_order(entries):
    assert sealing.seal_pending() == 4
    assert sealing.seal_pending() == 0
    assert list(AuditLink.objects.values_list("entry_id", "position")) == [
        (entry.pk, position) for position, entry in enumerate(entries, start=1)
    ]
    assert verifying.verify() == []


def test_sealer_goes_on_where_the_last_run_ended(entries, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 3)
    sealing.seal_pending()
    trail.record(action="later", subject=Sector, by=None)
    sealing.seal_pending()
    assert [(s.first_position, s.last_position) for s in AuditSeal.objects.all()] == [(1, 3), (4, 4), (5, 5)]
    assert verifying.verify() == []


@pytest.mark.parametrize("model", [AuditEntry, AuditLink, AuditSeal, StatusChange])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_raw_edit_or_delete_of_the_trail_is_refused(entries, model, statement):
    trail.status_changed(subject=Sector.objects.first(), from_status="", to_status="draft", verb="draft", by=None)
    sealing.seal_pending()
    with pytest.raises(IntegrityError, match="append-only|are kept"), transaction.atomic():
        attack(statement.format(table=model._meta.db_table))


@pytest.mark.parametrize("model", [AuditEntry, AuditLink, AuditSeal, StatusChange])
def test_emptying_the_trail_at_a_stroke_is_refused(entries, model):
    trail.status_changed(subject=Sector.objects.first(), from_status="", to_status="draft", verb="draft", by=None)
    sealing.seal_pending()
    # PostgreSQL truncates nothing while foreign keys wait for the commit to be checked.
    connection.check_constraints()
    # SQLite has no TRUNCATE; its DELETE of all rows takes the same short cut, unless a trigger stands in the way.
    statement = "DELETE FROM {}" if connection.vendor == "sqlite" else "TRUNCATE {} CASCADE"
    with pytest.raises(IntegrityError, match="append-only|are kept"), transaction.atomic():
        attack(statement.format(model._meta.db_table))


@pytest.mark.parametrize("fresh", ["id", "token"])
def test_entry_overwritten_by_an_insert_of_one_equal_key_is_refused(entries, fresh):
    columns = [field.column for field in AuditEntry._meta.concrete_fields]
    other = "gen_random_uuid()" if connection.vendor == "postgresql" else "hex(randomblob(16))"
    values = [{"id": "id + 1000", "token": other}[c] if c == fresh else c for c in columns]
    copy = (
        f"INTO audit_auditentry ({', '.join(columns)}) SELECT {', '.join(values)} FROM audit_auditentry WHERE id = %s"
    )
    kept = "token" if fresh == "id" else "id"
    statement = f"INSERT {copy} ON CONFLICT ({kept}) DO UPDATE SET actor = 'x'"
    if connection.vendor == "sqlite":
        # REPLACE deletes the row in its way without firing its delete trigger.
        statement = f"INSERT OR REPLACE {copy}"
    with pytest.raises(IntegrityError, match="append-only|are kept"), transaction.atomic():
        attack(statement, entries[0].pk)


def test_verify_audit_prints_a_head_that_a_later_run_accepts(entries, capsys):
    call_command("verify_audit")
    noted = capsys.readouterr().out.split()[-1]
    trail.record(action="later", subject=Sector, by=None)
    call_command("verify_audit", head=noted)


def test_verify_audit_refuses_an_unreadable_head():
    with pytest.raises(CommandError, match="POSITION:DIGEST"):
        call_command("verify_audit", head="nonsense")


def test_seal_audit_seals_once_and_ends(entries, capsys):
    call_command("seal_audit")
    assert capsys.readouterr().out == "4 entries sealed\n"


def test_sealer_goes_on_after_a_run_that_the_database_refused(entries, monkeypatch, capsys):
    pauses, refusals = iter([None, None]), iter([None, OperationalError("database is locked")])
    monkeypatch.setattr(seal_audit.time, "sleep", lambda _seconds: next(pauses))
    # It would close the connection in whose transaction this test runs.
    monkeypatch.setattr(seal_audit, "close_old_connections", lambda: None)
    monkeypatch.setattr(seal_audit, "forget_old_keys", lambda: _raised(next(refusals, None)))
    with pytest.raises(StopIteration):
        call_command("seal_audit", every=1)
    assert "database is locked" in capsys.readouterr().err


def _raised(error):
    if error:
        raise error
