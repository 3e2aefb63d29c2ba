"""`reconcile_budget` is silent about right books and names every forged figure."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from programs.services import ledger
from reintegration.ground import protections
from tests.programs.factories import make_application, make_line, make_tranche

pytestmark = pytest.mark.django_db


@pytest.fixture
def books():
    """An approved file on a line of a tranche."""
    tranche = make_tranche(received="50000")
    line = make_line(tranche=tranche, amount="60000")
    return {"line": line, "tranche": tranche, "file": make_application(status="approved", line=line)}


def forge(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def reconciled():
    out, err = StringIO(), StringIO()
    try:
        call_command("reconcile_budget", stdout=out, stderr=err)
    except CommandError as error:
        return 1, err.getvalue() + str(error)
    return 0, out.getvalue()


def test_right_books_give_one_line(books):
    status, text = reconciled()
    assert status == 0
    assert text.count("\n") == 1 and "no difference" in text


@pytest.mark.parametrize(
    ("statement", "subject", "named"),
    [
        ("UPDATE programs_fundingline SET reserved = reserved - 1 WHERE id = %s", "line", "15000.00"),
        ("UPDATE programs_fundingline SET allocated = allocated + 1 WHERE id = %s", "line", "60000.01"),
        ("UPDATE programs_tranche SET received = received + 100 WHERE id = %s", "tranche", "50001.00"),
        ("UPDATE programs_tranche SET allocated = allocated + 100 WHERE id = %s", "tranche", "60001.00"),
        ("UPDATE programs_application SET amount_approved = amount_approved + 1 WHERE id = %s", "file", "15000.01"),
    ],
)
def test_forged_balance_is_named(books, statement, subject, named):
    forge(statement, books[subject].pk)
    status, text = reconciled()
    assert status == 1
    assert named in text and f" {books[subject].pk}" in text


def test_ledger_row_smuggled_in_is_named_with_line_and_file(books):
    forge(
        'INSERT INTO programs_budgetentry (line_id, kind, amount, application_id, reference, "on", at, by_id)'
        " SELECT line_id, 'release', 100, application_id, '', \"on\", at, by_id FROM programs_budgetentry"
        " WHERE kind = 'reserve'"
    )
    found = [str(difference) for difference in ledger.differences()]
    assert len(found) == 2
    assert any("14999.00" in text for text in found)


def test_decision_whose_allocations_were_changed_is_named(books):
    protections.lift(connection, {"programs_allocation_no_update"})
    forge("UPDATE programs_allocation SET amount = amount + 1")
    (found,) = ledger.differences()
    assert "15000.01" in str(found)


def test_file_that_lost_its_reservation_is_named(books):
    protections.lift(connection, {"programs_budgetentry_no_delete"})
    forge("DELETE FROM programs_budgetentry WHERE kind = 'reserve'")
    assert len(ledger.differences()) == 2


def test_number_of_queries_does_not_grow_with_the_books(books, django_assert_num_queries):
    make_application(status="approved", line=make_line())
    with django_assert_num_queries(9):
        assert ledger.differences() == []
