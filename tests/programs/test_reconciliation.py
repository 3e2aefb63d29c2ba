"""`reconcile_budget` is silent about right books and names every forged figure."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from programs.services import funding, ledger
from reintegration.ground import protections
from tests.factories import make_user
from tests.programs.factories import make_application, make_line, make_tranche

pytestmark = pytest.mark.django_db


@pytest.fixture
def books():
    """An approved file on a line of a tranche; both amounts of the agreement were amended."""
    hassan = make_user("finance_officer")
    tranche = make_tranche(received="50000")
    line, agreement = make_line(tranche=tranche, amount="60000"), tranche.agreement
    signed = {"agreement": agreement, "signed_on": date(2021, 4, 1), "reason": "more", "by": hassan}
    funding.amend(reference="A1", amount=Decimal("1000100"), **signed)
    funding.amend(reference="A2", amount=Decimal("500100"), tranche=tranche, **signed)
    file = make_application(status="approved", line=line)
    return {"line": line, "tranche": tranche, "agreement": agreement, "file": file}


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


def smuggled(kind, **columns):
    """Insert a ledger row like the first reservation, but for what is said, as if no trigger stood there."""
    given = {"line_id": "line_id", "application_id": "application_id", "counterpart_id": "NULL", "tranche_id": "NULL"}
    given |= {name: str(value) for name, value in columns.items()}
    forge(
        f'INSERT INTO programs_budgetentry (kind, amount, reference, {", ".join(given)}, "on", at, by_id)'
        f" SELECT '{kind}', 100, '', {', '.join(given.values())}, \"on\", at, by_id FROM programs_budgetentry"
        " WHERE kind = 'reserve'"
    )


@pytest.mark.parametrize(
    ("statement", "subject", "named"),
    [
        ("UPDATE programs_fundingline SET reserved = reserved - 1 WHERE id = %s", "line", "15000.00"),
        ("UPDATE programs_fundingline SET allocated = allocated + 1 WHERE id = %s", "line", "60000.01"),
        ("UPDATE programs_fundingline SET advanced = advanced + 1 WHERE id = %s", "line", "0.01"),
        ("UPDATE programs_tranche SET received = received + 100 WHERE id = %s", "tranche", "50001.00"),
        ("UPDATE programs_tranche SET allocated = allocated + 100 WHERE id = %s", "tranche", "60001.00"),
        ("UPDATE programs_tranche SET advanced = advanced + 100 WHERE id = %s", "tranche", "1.00"),
        ("UPDATE programs_tranche SET amount = amount + 100 WHERE id = %s", "tranche", "500101.00"),
        ("UPDATE programs_agreement SET amount = amount + 100 WHERE id = %s", "agreement", "1000101.00"),
        ("UPDATE programs_agreement SET distributed = distributed + 100 WHERE id = %s", "agreement", "500101.00"),
        ("UPDATE programs_application SET amount_approved = amount_approved + 1 WHERE id = %s", "file", "15000.01"),
    ],
)
def test_forged_balance_is_named(books, statement, subject, named):
    protections.lift(connection)
    forge(statement, books[subject].pk)
    status, text = reconciled()
    assert status == 1
    assert named in text and f" {books[subject].pk}" in text


def test_ledger_row_smuggled_in_is_named_with_line_and_file(books):
    protections.lift(connection)
    smuggled("release")
    found = [str(difference) for difference in ledger.differences()]
    assert len(found) == 2
    assert any("14999.00" in text for text in found)


def test_half_a_transfer_is_named_with_both_lines(books):
    other = make_line()
    smuggled("transfer_out", application_id="NULL", counterpart_id=other.pk)
    (found,) = [str(difference) for difference in ledger.differences()]
    assert f"Funding line {other.pk} " in found and f"line {books['line'].pk}”" in found


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
    with django_assert_num_queries(12):
        assert ledger.differences() == []
