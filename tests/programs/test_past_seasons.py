"""A season of the past is history: counted, asked for by its days, and never decided, reserved, prepared or paid."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from disbursements.services import preparing
from programs.models import Application, Duty
from programs.services import applications, decisions, duties, ledger
from reintegration.ground.audit import sealing, trail, verifying
from reintegration.ground.errors import Refused
from tests.disbursements.factories import make_account
from tests.factories import make_person, make_project, make_user
from tests.holders import lift
from tests.programs.factories import make_application, make_line, make_program

pytestmark = pytest.mark.django_db

SUBMITTED, DECIDED, RENOUNCED = date(2019, 4, 1), date(2019, 5, 20), date(2020, 2, 3)


@pytest.fixture
def nadia():
    return make_user("programme_officer")


@pytest.fixture
def ramadan():
    return make_program(opens_on=date(2019, 3, 1), closes_on=date(2019, 6, 30))


def past(nadia, program, *, province="El Jadida", amount="15000", **given):
    person = make_person(province=province, opened_on=date(2019, 1, 7))
    given = {"submitted_on": SUBMITTED, "decided_on": DECIDED, "amount": Decimal(amount), **given}
    return applications.record_past(project=make_project(person=person), program=program, by=nadia, **given)


def test_officer_records_a_funded_file_with_its_days(nadia, ramadan):
    file = past(nadia, ramadan, reason="from the list of 2019")
    assert (file.status, file.amount_approved, file.is_imported) == ("approved", 15000, True)
    assert file.items.count() == 2 and not file.duties.exists() and file.submission_duty is None
    steps = trail.status_changes_of(file).order_by("pk")
    assert [(s.to_status, s.on) for s in steps] == [
        ("submitted", SUBMITTED), ("checked", DECIDED), ("approved", DECIDED)
    ]  # fmt: skip
    told = {(entry.action, entry.by, entry.note) for entry in trail.entries_of(file)}
    assert told == {("record_past", nadia, "from the list of 2019")}
    sealing.seal_pending()
    assert verifying.verify() == []


def test_officer_records_rejected_and_renounced_files(nadia, ramadan):
    assert past(nadia, ramadan, amount="0").status == "rejected"
    renounced = past(nadia, ramadan, renounced_on=RENOUNCED)
    assert (renounced.status, renounced.amount_approved) == ("renounced", 0)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"amount": "0", "renounced_on": RENOUNCED}, "Only what was approved"),
        ({"decided_on": SUBMITTED - timedelta(days=1)}, "not in order"),
        ({"renounced_on": timezone.localdate() + timedelta(days=1)}, "still to come"),
        ({"submitted_on": date(2018, 1, 1)}, "lives is not recorded"),
    ],
)
def test_wrong_days_are_refused(nadia, ramadan, wrong, message):
    with pytest.raises(Refused, match=message):
        past(nadia, ramadan, **wrong)


def test_season_under_way_takes_no_history(nadia):
    with pytest.raises(Refused, match="is not over"):
        past(nadia, make_program())


def test_role_without_checking_records_nothing(ramadan):
    with pytest.raises(Refused, match="role"):
        past(make_user("finance_officer"), ramadan)


def test_person_funded_in_a_past_season_is_funded_there_once(nadia, ramadan):
    file = past(nadia, ramadan)
    with pytest.raises(Refused, match="already"):
        applications.record_past(
            project=file.project, program=ramadan, by=nadia, submitted_on=SUBMITTED, decided_on=DECIDED, amount=1
        )


ACTS = {
    "decide": lambda file, line: decisions.top_up(
        application=file, by=make_user("approver"), line=line, amount=1, reason="more"
    ),
    "prepare": lambda file, line: preparing.prepare_cheque(
        application=file,
        amount=Decimal(1),
        account=make_account(),
        number="1",
        issued_on=timezone.localdate(),
        by=make_user("finance_officer"),
    ),
    "order": lambda file, line: preparing.prepare_equipment(
        application=file, items=file.items.all(), by=make_user("finance_officer")
    ),
    "pay": lambda file, line: duties.take(application=file, user=make_user("finance_officer"), kind="pay"),
}


@pytest.mark.parametrize("act", sorted(ACTS))
def test_no_service_decides_prepares_or_pays_a_past_file(nadia, ramadan, act):
    file, line = past(nadia, ramadan, amount="10000"), make_line(ramadan)
    with pytest.raises(Refused):
        ACTS[act](file, line)
    assert file not in preparing.to_disburse(Application.objects.all())


def refused(statement, *values):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


DUTY = "INSERT INTO programs_duty (application_id, user_id, kind, at) VALUES (%s, %s, 'pay', %s)"
DECISION = (
    "INSERT INTO programs_decision (id, application_id, outcome, amount, decided_on, duty_id, by_id, reason, at)"
    " SELECT '00000000000000000000000000000001', %s, 'reject', 0, decided_on, duty_id, by_id, '', at"
    " FROM programs_decision WHERE application_id = %s"
)
ENTRY = "INSERT INTO programs_budgetentry (line_id, kind, amount, application_id, reference, {on}, at, by_id)"
PREPARE = (
    "INSERT INTO disbursements_disbursement (created_at, updated_at, version, application_id, allocation_id, number,"
    " kind, amount, status) SELECT %s, %s, 1, %s, id, 1, 'cheque', 1, 'prepared' FROM programs_allocation"
)


def test_no_statement_gives_a_past_file_a_duty_or_a_decision(nadia, ramadan):
    file, live = past(nadia, ramadan), make_application(status="approved")
    now = timezone.now()
    assert refused(DUTY, file.pk, nadia.pk, now)
    assert refused(DECISION, file.pk, live.pk)
    lift({"programs_duty_past", "programs_decision_past", "programs_decision_duty", "programs_decision_apart"})
    assert not refused(DUTY, file.pk, nadia.pk, now)
    assert not refused(DECISION, file.pk, live.pk)


def test_no_statement_reserves_or_prepares_for_a_past_file(nadia, ramadan):
    file, line, now = past(nadia, ramadan), make_line(ramadan), timezone.now()
    entry = ENTRY.format(on=connection.ops.quote_name("on")) + " VALUES (%s, 'reserve', 1, %s, '', %s, %s, %s)"
    make_application(status="approved")
    assert refused(entry, line.pk, file.pk, now.date(), now, nadia.pk)
    assert refused(PREPARE, now, now, file.pk)
    lift({"disbursements_disbursement_own_allocation_on_insert"})
    assert not refused(PREPARE, now, now, file.pk)


def test_file_is_not_born_a_past_one_with_duties_waiting_for_it(nadia, ramadan):
    """A duty can be written before its file exists: keys are compared at the end of a transaction."""
    file, number = past(nadia, ramadan), 900_001
    columns = ", ".join(f.column for f in Application._meta.concrete_fields if f.name != "id")
    copied = columns.replace("program_id", str(make_program().pk))
    born = f"INSERT INTO programs_application (id, {columns}) SELECT {number}, {copied} FROM programs_application"

    def born_after_its_duty():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(DUTY, [number, nadia.pk, timezone.now()])
                cursor.execute(f"{born} WHERE id = %s", [file.pk])
                transaction.set_rollback(True)
        except IntegrityError as error:
            return str(error)
        return ""

    assert "past season" in born_after_its_duty()
    lift({"programs_application_past"})
    assert born_after_its_duty() == ""


def test_history_answers_who_was_funded_on_a_day_and_where(nadia, ramadan):
    here, there = past(nadia, ramadan), past(nadia, ramadan, province="Settat")
    gone = past(nadia, ramadan, renounced_on=RENOUNCED)
    past(nadia, ramadan, amount="0")

    def funded_on(day):
        rows = Application.objects.with_status_on(day, "approved")
        return set(rows.values_list("pk", "region__name_fr"))

    assert funded_on(DECIDED - timedelta(days=1)) == set()
    everybody = {(file.pk, file.region.name_fr) for file in (here, there, gone)}
    assert funded_on(date(2019, 12, 31)) == everybody
    assert funded_on(RENOUNCED) == everybody - {(gone.pk, gone.region.name_fr)}
    assert not Duty.objects.exists() and ledger.differences() == []
