"""`reconcile_budget` compares disbursements with the ledger, and names each that stands elsewhere than its money."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from disbursements.services import money, orders
from disbursements.services.reconciliation import differences
from programs.services import ledger
from reintegration.ground import protections
from tests.disbursements.factories import make_approved, make_cheque, make_equipment, make_finance

pytestmark = pytest.mark.django_db


@pytest.fixture
def cheque():
    """3,000.00 MAD committed for a file whose 12,000.00 MAD of equipment are paid."""
    hassan, application = make_finance(), make_approved()
    equipment = make_equipment(application, by=hassan, status="received")
    orders.pay(order=equipment.order, by=hassan, paid_on=timezone.localdate(), invoice="F-1")
    return make_cheque(application, by=hassan, status="committed")


def forge(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found(cheque):
    """What is named, without the file and line that each names first."""
    place = f"Application {cheque.application_id} on line {cheque.allocation.line_id}: "
    texts = [str(difference) for difference in differences()]
    assert all(text.startswith(place) for text in texts), texts
    return [text.removeprefix(place) for text in texts]


def test_books_in_every_status_are_right(cheque, django_assert_num_queries):
    assert found(cheque) == []
    money.cancel(disbursement=cheque, by=cheque.committed_by, reason="torn")
    with django_assert_num_queries(15):
        assert found(cheque) == []


def test_forged_status_is_named_in_both_balances(cheque):
    protections.lift(connection)
    forge("UPDATE disbursements_disbursement SET status = 'paid', paid_on = '2021-01-01' WHERE id = %s", cheque.pk)
    assert found(cheque) == [
        "“committed” is 0.00, the records say 3000.00",
        "“paid” is 15000.00, the records say 12000.00",
    ]


def test_forged_amount_is_named(cheque):
    protections.lift(connection)
    forge("UPDATE disbursements_disbursement SET amount = amount - 1 WHERE id = %s", cheque.pk)
    assert found(cheque) == ["“committed” is 2999.99, the records say 3000.00"]


def test_movement_that_no_disbursement_made_is_named(cheque):
    ledger.clear(line=cheque.allocation.line, amount=1, by=cheque.committed_by, application=cheque.application)
    assert found(cheque) == [
        "“paid” is 12000.00, the records say 11999.00",
        "“cleared” is 0.00, the records say 1.00",
    ]


def test_deleted_disbursement_is_named_by_the_command(cheque):
    protections.lift(connection)
    forge("DELETE FROM disbursements_cheque")
    forge("DELETE FROM disbursements_disbursement WHERE id = %s", cheque.pk)
    err = StringIO()
    with pytest.raises(CommandError, match="1 difference"):
        call_command("reconcile_budget", stdout=StringIO(), stderr=err)
    assert "“committed” is 0.00, the records say 3000.00" in err.getvalue()
