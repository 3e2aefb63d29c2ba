"""Committed, paid, cleared, cancelled: each step in the ledger, and the payer never the submitter or decider."""

from datetime import timedelta

import pytest
from django.utils import timezone

from disbursements.services import handovers, money, orders
from disbursements.services.reconciliation import differences
from programs.models import Duty
from reintegration.ground.errors import Refused
from tests.disbursements.factories import make_approved, make_cheque, make_equipment, make_finance
from tests.factories import make_person, make_posting, make_user, reread
from tests.programs.factories import make_line, make_tranche

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def balances(disbursement):
    line = reread(disbursement.allocation.line)
    return line.reserved, line.committed, line.paid, line.cleared


def test_finance_signs_a_cheque_and_commits_its_money():
    hassan = make_finance()
    disbursement = make_cheque(by=hassan, status="committed")
    assert (disbursement.status, disbursement.committed_by) == ("committed", hassan)
    assert disbursement.payment_duty == Duty.objects.get(user=hassan, kind="pay")
    assert balances(disbursement) == (12000, 3000, 0, 0)


def test_decider_who_is_also_in_finance_signs_and_is_refused():
    driss = make_user("approver")
    disbursement = make_cheque(make_approved(approver=driss))
    make_posting(user=driss, role="finance_officer")
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
    assert balances(disbursement) == (15000, 0, 0, 0)
    assert differences() == []


def test_finance_cancels_without_a_reason_and_is_refused():
    with pytest.raises(Refused, match="reason"):
        money.cancel(disbursement=make_cheque(), by=make_finance(), reason=" ")


@pytest.fixture
def hassan():
    return make_finance()


@pytest.fixture
def handed(hassan, souad):
    """A cheque of 3,000.00 MAD in the person's hands, and the line of its handover."""
    person = make_person(by=souad, centre=souad.postings_now[0].centre)
    cheque = make_cheque(make_approved(person=person, by=souad), by=hassan, status="committed")
    line = handovers.arrange(application=cheque.application, kind="centre", by=souad)
    handovers.deliver(handover=line, by=souad, handed_on=TODAY())
    return reread(cheque), reread(line)


@pytest.fixture
def paid(hassan):
    """Equipment of 12,000.00 MAD in the store, its supplier paid."""
    row = make_equipment(by=hassan, status="received")
    orders.pay(order=row.order, by=hassan, paid_on=TODAY(), invoice="F-1")
    return reread(row)


def test_finance_clears_a_handed_cheque(handed, hassan):
    cheque, _line = handed
    with pytest.raises(Refused, match="still to come"):
        money.clear(disbursement=cheque, by=hassan, cleared_on=TODAY() + timedelta(days=1))
    with pytest.raises(Refused, match="paid later"):
        money.clear(disbursement=cheque, by=hassan, cleared_on=TODAY() - timedelta(days=1))
    money.clear(disbursement=cheque, by=hassan, cleared_on=TODAY())
    assert (cheque.status, cheque.cleared_on) == ("cleared", TODAY())
    assert balances(cheque) == (12000, 0, 0, 3000)


def test_finance_cleared_by_mistake_and_puts_it_right(handed, hassan, souad):
    cheque, line = handed
    money.clear(disbursement=cheque, by=hassan, cleared_on=TODAY())
    with pytest.raises(Refused, match="reason"):
        money.unclear(disbursement=cheque, by=hassan, reason="")
    money.unclear(disbursement=cheque, by=hassan, reason="another cheque")
    assert (cheque.status, cheque.cleared_on) == ("paid", None)
    assert balances(cheque) == (12000, 0, 3000, 0)
    handovers.correct(handover=line, by=souad, reason="wrong person")
    assert balances(cheque) == (12000, 3000, 0, 0)
    assert differences() == []


def test_supplier_gives_the_money_back_and_it_is_spent_anew(paid, hassan):
    money.refund(disbursement=paid, by=hassan, refunded_on=TODAY(), reason="broken")
    assert (paid.status, paid.refunded_on) == ("refunded", TODAY())
    assert balances(paid) == (15000, 0, 0, 0)
    again = make_equipment(paid.application, by=hassan, status="ordered")
    assert again.amount == paid.amount
    assert balances(paid) == (3000, 12000, 0, 0)
    assert differences() == []


def test_person_gives_back_what_the_bank_has_paid(handed, hassan):
    cheque, _line = handed
    money.clear(disbursement=cheque, by=hassan, cleared_on=TODAY())
    money.refund(disbursement=cheque, by=hassan, refunded_on=TODAY(), reason="gave the project up")
    assert balances(cheque) == (15000, 0, 0, 0)
    kinds = cheque.application.budget_entries.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["reserve", "commit", "pay", "clear", "unclear", "refund"]
    assert differences() == []


def test_refund_of_another_day_or_without_a_reason_is_refused(paid, hassan):
    with pytest.raises(Refused, match="still to come"):
        money.refund(disbursement=paid, by=hassan, refunded_on=TODAY() + timedelta(days=1), reason="broken")
    with pytest.raises(Refused, match="paid later"):
        money.refund(disbursement=paid, by=hassan, refunded_on=TODAY() - timedelta(days=1), reason="broken")
    with pytest.raises(Refused, match="reason"):
        money.refund(disbursement=paid, by=hassan, refunded_on=TODAY(), reason=" ")


def test_what_the_person_holds_is_not_refunded(handed, paid, hassan):
    with pytest.raises(Refused, match="correct the handover"):
        money.refund(disbursement=handed[0], by=hassan, refunded_on=TODAY(), reason="lost")
    officer = make_user("programme_officer")
    line = handovers.arrange(application=paid.application, kind="home", by=officer)
    with pytest.raises(Refused, match="locked list"):
        money.refund(disbursement=reread(paid), by=hassan, refunded_on=TODAY(), reason="broken")
    handovers.deliver(handover=line, by=officer, handed_on=TODAY())
    with pytest.raises(Refused, match="correct the handover"):
        money.refund(disbursement=reread(paid), by=hassan, refunded_on=TODAY(), reason="broken")
    handovers.correct(handover=line, by=officer, reason="brought back")
    handovers.postpone(handover=line, by=officer)
    money.refund(disbursement=reread(paid), by=hassan, refunded_on=TODAY(), reason="broken")


def test_decider_who_is_also_in_finance_moves_no_paid_money(paid, hassan):
    driss = paid.application.decided_by
    make_posting(user=driss, role="finance_officer")
    driss = type(driss).objects.get(pk=driss.pk)
    with pytest.raises(Refused, match="decided"):
        money.clear(disbursement=paid, by=driss, cleared_on=TODAY())
    with pytest.raises(Refused, match="decided"):
        money.refund(disbursement=paid, by=driss, refunded_on=TODAY(), reason="broken")
    money.clear(disbursement=paid, by=hassan, cleared_on=TODAY())
    with pytest.raises(Refused, match="decided"):
        money.unclear(disbursement=paid, by=driss, reason="mistake")
