"""Disbursements against raw SQL: each trigger refuses the attack, and without it the same attack succeeds."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from disbursements.protections import STILL_DISBURSED
from disbursements.services import money
from programs.models import Allocation, Application, Duty
from programs.services import decisions
from reintegration.ground import protections
from tests.disbursements.factories import make_approved, make_cheque, make_finance

pytestmark = pytest.mark.django_db

INSERT = (
    "INSERT INTO disbursements_disbursement (created_at, updated_at, version, application_id, allocation_id, number,"
    " kind, amount, status) SELECT created_at, updated_at, 1, application_id, allocation_id, number + 1, kind, %s,"
    " 'prepared' FROM disbursements_disbursement WHERE id = %s"
)
INSERT_BESIDE = (
    "INSERT INTO disbursements_disbursement (created_at, updated_at, version, application_id, allocation_id, number,"
    " kind, amount, status, payment_duty_id, committed_at, committed_by_id) SELECT created_at, updated_at, 1,"
    " application_id, %s, number + 1, kind, 1, 'prepared', %s, committed_at, committed_by_id"
    " FROM disbursements_disbursement WHERE id = %s"
)
RAISE = "UPDATE disbursements_disbursement SET amount = %s WHERE id = %s"
REVIVE = "UPDATE disbursements_disbursement SET status = 'prepared' WHERE id = %s"
ELSEWHERE = "UPDATE disbursements_disbursement SET allocation_id = %s WHERE id = %s"
LESS = "UPDATE programs_application SET amount_approved = %s WHERE id = %s"
SIGNED = "UPDATE disbursements_disbursement SET payment_duty_id = %s WHERE id = %s"
APPROVED = 1_500_000
"""The approved amount, in centimes."""
OF_SUMS = {
    f"disbursement_{name}_on_{event}"
    for name in ("within_approved", "within_allocation")
    for event in ("insert", "update")
}


def refused(statement, *values):
    """Whether the database refuses, and leave no trace either way."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


def test_second_disbursement_beyond_the_approved_amount_is_refused():
    row = make_cheque(amount="5000")
    assert refused(INSERT, APPROVED - 500_000 + 1, row.pk)
    assert not refused(INSERT, APPROVED - 500_000, row.pk)


def test_raised_amount_beyond_the_approved_one_is_refused():
    row = make_cheque(amount="5000")
    assert refused(RAISE, APPROVED + 1, row.pk)
    assert not refused(RAISE, APPROVED, row.pk)


def test_revived_disbursement_counts_again():
    hassan = make_finance()
    first = make_cheque(amount="10000", by=hassan)
    money.cancel(disbursement=first, by=hassan, reason="lost")
    make_cheque(first.application, "10000")
    protections.lift(connection, {"disbursements_disbursement_status_told"})
    assert refused(REVIVE, first.pk)
    protections.lift(connection, OF_SUMS)
    assert not refused(REVIVE, first.pk)


def test_control_without_the_triggers_more_is_disbursed():
    row = make_cheque(amount="5000")
    protections.lift(connection, OF_SUMS)
    assert not refused(INSERT, APPROVED, row.pk)
    assert not refused(RAISE, APPROVED + 1, row.pk)


def test_approved_amount_below_what_is_disbursed_is_refused():
    application = make_cheque(amount="5000").application
    protections.lift(connection, {"programs_application_money_on_update"})
    assert refused(LESS, 499_999, application.pk)
    assert not refused(LESS, 500_000, application.pk)
    protections.lift(connection, {"application_covers_disbursements"})
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
    protections.lift(connection, {"application_covers_disbursements"})
    assert client.post(url, given).status_code == 302


def test_refusal_without_words_of_its_own_has_none():
    assert protections.in_words(IntegrityError("UNIQUE constraint failed")) == ""


def test_allocation_of_another_application_is_refused():
    row, other = make_cheque(), Allocation.objects.get(decision__application=make_approved())
    assert refused(ELSEWHERE, other.pk, row.pk)
    protections.lift(connection, {"disbursement_own_allocation_on_update"})
    assert not refused(ELSEWHERE, other.pk, row.pk)


def test_duty_of_another_kind_person_or_file_is_refused():
    hassan = make_finance()
    row, other = make_cheque(by=hassan, status="committed"), make_cheque(by=hassan, status="committed")
    deciding = Duty.objects.get(application=row.application, kind="decide")
    assert refused(SIGNED, deciding.pk, row.pk)
    assert refused(SIGNED, other.payment_duty_id, row.pk)
    assert not refused(SIGNED, row.payment_duty_id, row.pk)
    protections.lift(connection, {"disbursement_own_duty_on_update"})
    assert not refused(SIGNED, deciding.pk, row.pk)


def test_new_row_on_an_allocation_of_another_application_is_refused():
    row = make_cheque(amount="5000", status="committed")
    other = Allocation.objects.get(decision__application=make_approved())
    assert not refused(INSERT_BESIDE, row.allocation_id, row.payment_duty_id, row.pk)
    assert refused(INSERT_BESIDE, other.pk, row.payment_duty_id, row.pk)
    protections.lift(connection, {"disbursement_own_allocation_on_insert"})
    assert not refused(INSERT_BESIDE, other.pk, row.payment_duty_id, row.pk)


def test_new_row_under_a_duty_of_another_kind_is_refused():
    row = make_cheque(amount="5000", status="committed")
    deciding = Duty.objects.get(application=row.application, kind="decide")
    assert refused(INSERT_BESIDE, row.allocation_id, deciding.pk, row.pk)
    protections.lift(connection, {"disbursement_own_duty_on_insert"})
    assert not refused(INSERT_BESIDE, row.allocation_id, deciding.pk, row.pk)
