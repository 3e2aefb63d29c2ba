"""Committed, paid, cleared, cancelled: each step in the ledger, and the payer never the submitter or decider."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from disbursements.services import money
from programs.models import Duty
from programs.services import ledger
from reintegration.ground.errors import Refused
from tests.disbursements.factories import make_approved, make_cheque, make_equipment, make_finance
from tests.factories import make_user, reread
from tests.programs.factories import make_line, make_tranche

pytestmark = pytest.mark.django_db


def balances(disbursement):
    line = reread(disbursement.allocation.line)
    return line.reserved, line.committed, line.paid


def test_finance_signs_a_cheque_and_commits_its_money():
    hassan = make_finance()
    disbursement = make_cheque(by=hassan, status="committed")
    assert (disbursement.status, disbursement.committed_by) == ("committed", hassan)
    assert disbursement.payment_duty == Duty.objects.get(user=hassan, kind="pay")
    assert balances(disbursement) == (Decimal("12000.00"), Decimal("3000.00"), Decimal("0.00"))


def test_decider_who_is_also_in_finance_signs_and_is_refused():
    driss = make_user("approver")
    disbursement = make_cheque(make_approved(approver=driss))
    driss.postings.create(role="finance_officer")
    with pytest.raises(Refused, match="decided"):
        money.sign_cheque(disbursement=disbursement, by=type(driss).objects.get(pk=driss.pk))
    assert balances(disbursement)[1] == 0


def test_partner_has_not_paid_in_and_signing_is_refused():
    tranche = make_tranche(received="2999.99")
    disbursement = make_cheque(make_approved(line=make_line(tranche=tranche)))
    with pytest.raises(Refused, match="short by 0.01"):
        money.sign_cheque(disbursement=disbursement, by=make_finance())
    assert reread(disbursement).status == "prepared"


def test_equipment_is_not_signed():
    with pytest.raises(Refused, match="equipment"):
        money.sign_cheque(disbursement=make_equipment(), by=make_finance())


def test_finance_cancels_a_signed_cheque_and_its_money_is_reserved_again():
    hassan = make_finance()
    disbursement = make_cheque(by=hassan, status="committed")
    money.cancel(disbursement=disbursement, by=hassan, reason="torn")
    assert disbursement.status == "cancelled"
    assert balances(disbursement) == (Decimal("15000.00"), Decimal("0.00"), Decimal("0.00"))
    assert ledger.differences() == []


def test_finance_cancels_without_a_reason_and_is_refused():
    with pytest.raises(Refused, match="reason"):
        money.cancel(disbursement=make_cheque(), by=make_finance(), reason=" ")


def test_finance_clears_a_handed_cheque():
    hassan, today = make_finance(), timezone.localdate()
    disbursement = make_cheque(by=hassan, status="committed")
    money.hand_cheque(disbursement=disbursement, by=make_user("programme_officer"), handed_on=today)
    with pytest.raises(Refused, match="still to come"):
        money.clear(disbursement=disbursement, by=hassan, cleared_on=today + timedelta(days=1))
    with pytest.raises(Refused, match="paid later"):
        money.clear(disbursement=disbursement, by=hassan, cleared_on=today - timedelta(days=1))
    money.clear(disbursement=disbursement, by=hassan, cleared_on=today)
    assert (disbursement.status, disbursement.cleared_on) == ("cleared", today)
    assert balances(disbursement) == (Decimal("12000.00"), Decimal("0.00"), Decimal("3000.00"))
