"""What one entry holds: who, for whom, which record, before and after, nothing personal in the clear."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.test import RequestFactory

from reintegration.ground.access.models import User
from reintegration.ground.audit import trail
from reintegration.ground.audit.context import current_request_id
from reintegration.ground.audit.digests import entry_digest
from reintegration.ground.audit.middleware import RequestId
from reintegration.ground.audit.models import AuditEntry, StatusChange
from reintegration.ground.classes import fields
from reintegration.ground.reference.models import Sector
from reintegration.ground.territory.models import Province
from tests.factories import make_posting
from tests.ground.people import make_user

pytestmark = pytest.mark.django_db
SECTORS_ARE_PEOPLE = {"reference.Sector": fields(identity="name_ar", work="order")}


def sector():
    return Sector.objects.get(code="crafts")


def test_user_records_a_change_with_before_and_after():
    amina, brahim, subject = make_user("amina"), make_user("brahim"), sector()
    before = trail.snapshot(subject)
    subject.name_fr = "Métiers"
    entry = trail.record(
        action="change", subject=subject, by=amina, on_behalf_of=brahim, changes=trail.differences(before, subject)
    )
    entry.refresh_from_db()
    assert (entry.by, entry.actor, entry.on_behalf_of) == (amina, "amina", brahim)
    assert (entry.subject_type, entry.subject_id, entry.label) == ("reference.sector", str(subject.pk), "crafts")
    assert entry.changes == {"name_fr": ["Artisanat", "Métiers"]}
    assert list(trail.entries_of(subject)) == [entry]
    assert list(trail.entries_of(Sector)) == [entry]


def test_entry_read_back_from_the_database_has_the_digest_it_was_written_with():
    entry = trail.record(action="change", subject=sector(), by=make_user(), changes={"x": [None, "١"]}, note="سبب")
    stored = AuditEntry.objects.get(pk=entry.pk)
    assert stored.digest == entry_digest(stored)
    assert stored.note == "سبب"


def test_command_without_user_is_named_after_the_machine(monkeypatch):
    monkeypatch.setenv("LOGNAME", "clerk")
    assert trail.record(action="seed", subject=Sector, by=None).actor == "console:clerk"


def test_new_record_lists_its_filled_fields():
    changes = trail.differences({}, Sector(code="new", name_ar="جديد", name_fr="Nouveau", order=9))
    assert changes == {
        "code": [None, "new"], "name_ar": [None, "جديد"], "name_fr": [None, "Nouveau"], "order": [None, 9]
    }  # fmt: skip


def test_equal_values_of_other_python_types_are_no_difference():
    province = Province.objects.get(code="06.181")
    before = trail.snapshot(province)
    province.unemployment_rate = str(province.unemployment_rate)
    province.activity_rate = province.activity_rate.quantize(Decimal("0.001"))
    assert trail.differences(before, province) == {}


def test_password_change_is_recorded_without_any_value():
    amina = make_user()
    before = trail.snapshot(amina)
    amina.set_password("another long one")
    assert trail.differences(before, amina) == {"password": ["***", "***"]}


def test_columns_of_personal_classes_are_sealed_in_the_entry(settings):
    settings.DATA_CLASSES = f"{__name__}.SECTORS_ARE_PEOPLE"
    entry = trail.record(
        action="change",
        subject=sector(),
        by=make_user(),
        changes={"name_ar": [None, "فاطمة"], "order": [1, 2], "name_fr": ["", "Fatima"], "rows": [None, 3]},
        note="BE123456",
    )
    stored = AuditEntry.objects.filter(pk=entry.pk).values().get()
    assert "فاطمة" not in json.dumps(stored["changes"], ensure_ascii=False)
    assert "Fatima" not in str(stored), "a column that nobody classed was written in the clear"
    assert "BE123456" not in str(stored)
    assert (stored["changes"]["order"], stored["changes"]["rows"]) == ([1, 2], [None, 3])
    assert entry.opened_changes["name_ar"] == [None, "فاطمة"]


def test_status_change_keeps_the_step_and_seals_the_reason():
    amina, subject = make_user(), sector()
    step = trail.status_changed(
        subject=subject, from_status="draft", to_status="submitted", verb="submit", by=amina, reason="مرض"
    )
    assert list(trail.status_changes_of(subject)) == [step]
    assert StatusChange.objects.filter(pk=step.pk).values().get()["sealed_reason"] != "مرض"
    assert step.reason == "مرض"


def test_request_stamps_its_entries_and_its_answer_with_one_identifier(rf: RequestFactory):
    amina, seen = make_user(), []

    def view(request):
        seen.append(trail.record(action="see", subject=Sector, by=amina))
        return {}

    response = RequestId(view)(rf.get("/", headers={"X-Request-ID": "chosen-by-caller"}))
    assert seen[0].request_id == response["X-Request-ID"] != "chosen-by-caller"
    assert current_request_id.get() == ""


def test_head_office_reads_the_trail_and_a_centre_only_its_own_acts():
    amina, brahim = make_user("amina"), make_user("brahim")
    mine = trail.record(action="see", subject=Sector, by=amina)
    theirs = trail.record(action="see", subject=Sector, by=brahim)
    assert list(AuditEntry.objects.visible_to(amina)) == [mine]
    make_posting(user=amina, role="auditor", starts_on=date(2020, 1, 1))
    director = User.objects.get(pk=amina.pk)
    assert list(AuditEntry.objects.visible_to(director)) == [theirs, mine]
