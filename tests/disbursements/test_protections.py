"""Disbursements against raw SQL: each trigger refuses the attack, and without it the same attack succeeds."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import Beneficiary
from disbursements.protections import STILL_DISBURSED
from disbursements.services import handovers
from programs.models import Allocation, Application, Duty
from programs.services import decisions
from reintegration.ground import protections
from tests.attacks import born, refused
from tests.disbursements.factories import make_approved, make_cheque, make_equipment, make_finance, make_list

pytestmark = pytest.mark.django_db

DISBURSEMENTS = "disbursements_disbursement"
LESS = "UPDATE programs_application SET amount_approved = %s WHERE id = %s"
SIGNED = "UPDATE disbursements_disbursement SET payment_duty_id = %s WHERE id = %s"
APPROVED = 1_500_000
"""The approved amount, in centimes."""


def lift(*names):
    protections.lift(connection, {f"{DISBURSEMENTS}_{name}" for name in names})


def beside(row, amount, **columns):
    """The insertion of a second disbursement, prepared."""
    return born(row, amount=amount, number=9, status="prepared", **columns)


def test_second_disbursement_beyond_the_approved_amount_is_refused():
    row = make_cheque(amount="5000")
    lift("within_allocation_on_insert")
    assert refused(*beside(row, APPROVED - 500_000 + 1))
    assert not refused(*beside(row, APPROVED - 500_000))
    lift("within_approved_on_insert")
    assert not refused(*beside(row, APPROVED))


def test_second_disbursement_beyond_the_allocation_is_refused():
    row = make_cheque(amount="5000")
    lift("within_approved_on_insert")
    assert refused(*beside(row, APPROVED - 500_000 + 1))
    lift("within_allocation_on_insert")
    assert not refused(*beside(row, APPROVED))


def test_status_that_the_ledger_does_not_bear_out_is_refused():
    """Even with the step told in the history: here the trigger that asks for it is lifted."""
    make_cheque(amount="5000", status="committed")
    lift("status_told")
    for status in ("prepared", "paid", "cleared", "cancelled"):
        statement = f"UPDATE {DISBURSEMENTS} SET status = %s, paid_on = '2021-01-01', cleared_on = '2021-01-01'"
        assert refused(statement, status)
    lift("as_in_ledger")
    assert not refused(statement, status)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (DISBURSEMENTS, "amount = amount + 1"),
        (DISBURSEMENTS, "amount = amount - 1"),
        (DISBURSEMENTS, "number = number + 20"),
        (DISBURSEMENTS, "kind = CASE kind WHEN 'cheque' THEN 'equipment' ELSE 'cheque' END, order_id = NULL"),
        (DISBURSEMENTS, "id = id + 1000"),
        ("disbursements_equipmentline", "quantity = quantity + 1"),
        ("disbursements_equipmentline", "unit_price = unit_price + 1"),
        ("disbursements_cheque", "number = '9' || number"),
        ("disbursements_cheque", "issued_on = '2001-01-01'"),
        ("disbursements_certificate", "content = '~'"),
        ("disbursements_certificate", "code = '~' || id"),
    ],
)
def test_what_was_written_down_never_changes(souad, table, change):
    make_list(by=souad, people=1)
    with connection.cursor() as cursor:
        # A new id is refused at the end of the transaction otherwise.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED" if connection.vendor == "postgresql" else "SELECT 1")
    statement = f"UPDATE {table} SET {change}"
    assert refused(statement)
    protections.lift(connection, {f"{table}_stays", f"{DISBURSEMENTS}_within_approved_on_update"})
    assert not refused(statement)


@pytest.mark.parametrize("name", ["disbursement", "equipmentline", "cheque"])
def test_disbursement_and_what_hangs_on_it_are_never_deleted(souad, name):
    make_list(by=souad, people=1)
    table = f"disbursements_{name}"
    statement = f"DELETE FROM {table}"
    assert refused(statement)
    protections.lift(connection, {f"{table}_no_delete"})
    assert not refused(statement)


def test_equipment_added_to_what_is_ordered_is_refused():
    row = make_equipment(status="ordered").lines.get()
    assert refused(*born(row, status="planned"))
    protections.lift(connection, {"disbursements_equipmentline_before_order"})
    assert not refused(*born(row, status="planned"))


def test_payee_of_a_cheque_never_changes_but_is_forgotten_with_the_person():
    make_cheque()
    rename = "UPDATE disbursements_cheque SET payee_ar = '~', payee_latin = '~'"
    assert refused(rename)
    with transaction.atomic():
        Beneficiary.objects.update(anonymised_at=timezone.now())
        assert not refused(rename)
        transaction.set_rollback(True)
    protections.lift(connection, {"disbursements_cheque_payee_stays"})
    assert not refused(rename)


def test_live_certificate_is_not_replaced_past_its_history(souad):
    """SQLite alone knows a statement that does it; an index refuses the second one elsewhere."""
    line = make_list(by=souad, people=1).handovers.get()
    statement, *values = born(line.certificates.get(), number=f"ATT-{line.day.year}-00002", code="~")
    if connection.vendor == "sqlite":
        statement = statement.replace("INSERT", "INSERT OR REPLACE", 1)
    assert refused(statement, *values)
    if connection.vendor == "sqlite":
        protections.lift(connection, {"disbursements_certificate_one_live_on_insert"})
        assert not refused(statement, *values)


def test_cancelled_certificate_is_not_revived_over_a_live_one(souad):
    line = make_list(by=souad, people=1).handovers.get()
    handovers.mark_absent(handover=line, by=souad)
    statement, *values = born(line.certificates.get(), number=f"ATT-{line.day.year}-00002", code="~", status="prepared")
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    protections.lift(connection, {"disbursements_certificate_status_told"})
    revive = "UPDATE {} disbursements_certificate SET status = 'prepared' WHERE status = 'cancelled'"
    revive = revive.format("OR REPLACE" if connection.vendor == "sqlite" else "")
    assert refused(revive)
    protections.lift(connection, {"disbursements_certificate_one_live_on_update"})
    assert refused(revive) == (connection.vendor == "postgresql")


def test_approved_amount_below_what_is_disbursed_is_refused():
    application = make_cheque(amount="5000").application
    protections.lift(connection, {"programs_application_money_on_update"})
    assert refused(LESS, 499_999, application.pk)
    assert not refused(LESS, 500_000, application.pk)
    protections.lift(connection, {"programs_application_covers_disbursements"})
    assert not refused(LESS, 499_999, application.pk)


def test_renouncing_with_a_live_disbursement_is_refused():
    application = make_cheque(amount="5000").application
    with pytest.raises(IntegrityError), transaction.atomic():
        decisions.renounce(application=application, by=application.submitted_by, reason="found a job")
    assert Application.objects.get(pk=application.pk).status == "approved"


def test_coordinator_renounces_with_a_cheque_prepared_and_reads_what_to_do_first(client):
    application = make_cheque(amount="5000").application
    client.force_login(application.submitted_by)
    url = reverse("admin:programs_application_verb", args=[application.pk, "renounce"])
    given = {"version": application.version, "idempotency_key": uuid.uuid4(), "reason": "found a job"}
    response = client.post(url, given)
    assert response.context["form"].non_field_errors() == [str(protections.WORDS[STILL_DISBURSED])]
    protections.lift(connection, {"programs_application_covers_disbursements"})
    assert client.post(url, given).status_code == 302


def test_refusal_without_words_of_its_own_has_none():
    assert protections.in_words(IntegrityError("UNIQUE constraint failed")) == ""


def test_allocation_of_another_application_is_refused():
    row, other = make_cheque(amount="5000"), Allocation.objects.get(decision__application=make_approved())
    statement = f"UPDATE {DISBURSEMENTS} SET allocation_id = %s"
    assert refused(*beside(row, 1, allocation_id=other.pk))
    assert refused(statement, other.pk)
    lift("own_allocation_on_insert", "stays")
    assert not refused(*beside(row, 1, allocation_id=other.pk))
    assert not refused(statement, other.pk)


def test_duty_of_another_kind_person_or_file_is_refused():
    hassan = make_finance()
    row, other = make_cheque(by=hassan, status="committed"), make_cheque(by=hassan, status="committed")
    deciding = Duty.objects.get(application=row.application, kind="decide")
    assert refused(SIGNED, deciding.pk, row.pk)
    assert refused(SIGNED, other.payment_duty_id, row.pk)
    assert refused(*beside(row, 1, payment_duty_id=deciding.pk))
    assert not refused(SIGNED, row.payment_duty_id, row.pk)
    lift("own_duty_on_update", "own_duty_on_insert")
    assert not refused(SIGNED, deciding.pk, row.pk)
    assert not refused(*beside(row, 1, payment_duty_id=deciding.pk))
