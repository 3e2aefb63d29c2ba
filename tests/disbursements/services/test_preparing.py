"""Dividing an approved amount: never more than was approved, from a line that can carry it, under one lock."""

from decimal import Decimal

import pytest
from django.utils import timezone

from disbursements.models import BankAccount, Disbursement
from disbursements.services import money, preparing
from programs.services import decisions
from reintegration.ground import records
from reintegration.ground.errors import Refused
from tests.disbursements.factories import (
    make_account,
    make_approved,
    make_cheque,
    make_equipment,
    make_finance,
    make_rib,
)
from tests.factories import make_coordinator, make_user
from tests.programs.factories import make_application, make_line, make_program

pytestmark = pytest.mark.django_db


def test_finance_prepares_equipment_with_its_items():
    application = make_approved()
    disbursement = make_equipment(application)
    line = disbursement.lines.get()
    assert (disbursement.number, disbursement.amount, disbursement.status) == (1, Decimal("12000.00"), "prepared")
    assert (line.name_fr, line.quantity, line.status) == ("Machine à coudre", 2, "planned")


def test_finance_prepares_a_cheque_to_the_person_for_the_rest():
    application = make_approved()
    make_equipment(application)
    rest = preparing.remaining(application)
    cheque = make_cheque(application, rest).cheque
    assert rest == Decimal("3000.00")
    assert preparing.remaining(application) == 0
    assert (cheque.payee_latin, cheque.disbursement.number) == ("Fatima El Amrani", 2)


def test_finance_prepares_a_centime_too_much_and_is_refused():
    application = make_approved()
    make_cheque(application, "12000")
    with pytest.raises(Refused, match="Short by 0.01"):
        make_cheque(application, "3000.01")


def test_cancelled_disbursement_keeps_its_number_and_frees_its_amount():
    application, hassan = make_approved(), make_finance()
    first = make_cheque(application, "15000", by=hassan)
    money.cancel(disbursement=first, by=hassan, reason="misprint")
    assert make_cheque(application, "15000", by=hassan).number == 2


def test_finance_prepares_an_item_twice_and_is_refused():
    application = make_approved()
    make_equipment(application)
    with pytest.raises(Refused, match="on another disbursement already"):
        make_equipment(application)


def test_finance_prepares_for_an_application_that_is_not_approved_and_is_refused():
    with pytest.raises(Refused, match="Only approved"):
        make_cheque(make_application(status="checked"), "1")


def test_coordinator_prepares_a_cheque_and_is_refused():
    with pytest.raises(Refused, match="Your role"):
        make_cheque(by=make_user("approver"))


def test_coordinator_of_another_centre_prepares_and_learns_nothing():
    with pytest.raises(Refused, match="does not exist"):
        make_cheque(by=make_coordinator())


def test_amount_goes_to_the_allocation_that_can_carry_it():
    program = make_program()
    small, large = make_line(program, "5000"), make_line(program, "10000")
    application = make_application(status="checked", program=program)
    shares = {small: Decimal(5000), large: Decimal(10000)}
    decisions.approve(application=application, by=make_user("approver"), allocations=shares)
    assert make_cheque(application, "6000").allocation.line == large
    with pytest.raises(Refused, match=r"in parts of 5000\.00 at most"):
        make_cheque(application, "5000.01")
    assert make_cheque(application, "4000").allocation.line == large
    assert make_cheque(application, "5000").allocation.line == small


def test_cheque_number_is_used_once_in_an_account():
    account, application = make_account(), make_approved()
    make_cheque(application, "100", number="4417029", account=account)
    with pytest.raises(Refused, match="has this number already"):
        make_cheque(application, "100", number="4417029", account=account)
    assert make_cheque(application, "100", number="4417029").number == 2


def test_cheque_of_a_closed_account_is_refused():
    account = make_account(is_active=False)
    with pytest.raises(Refused, match="closed"):
        make_cheque(account=account)


def test_rib_with_a_wrong_digit_is_refused():
    right = make_rib(123)
    assert int(right) % 97 == 0
    for wrong in (right[:-1] + str((int(right[-1]) + 1) % 10), right[:-1], "A" * 24):
        with pytest.raises(Refused):
            records.store(BankAccount(bank="Banque", rib=wrong), by=None)


def test_finance_sees_what_is_left_to_disburse():
    application = make_approved()
    make_cheque(application, "4000")
    rows = preparing.to_disburse(type(application).objects.all())
    assert [(row.disbursed, row.left) for row in rows] == [(Decimal("4000.00"), Decimal("11000.00"))]
    make_cheque(application, "11000")
    assert not rows.all().exists()


def test_cheque_is_stored_with_the_day_it_was_issued():
    disbursement = make_cheque()
    assert disbursement.cheque.issued_on == timezone.localdate()
    assert Disbursement.objects.get() == disbursement
