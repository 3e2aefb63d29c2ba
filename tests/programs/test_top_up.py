"""An approved file gets more money by a second decision: within what it asks for, under the same duties."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from programs.services import decisions, duties, ledger
from reintegration.ground.errors import Refused
from tests.factories import make_posting, make_user, reread
from tests.programs.factories import cost, make_application, make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def driss():
    return make_user("approver")


@pytest.fixture
def line():
    return make_line(amount="12000")


@pytest.fixture
def file(driss, line):
    """Asks for 15,000.00, has 9,000.00."""
    file = make_application(status="checked", program=line.program, items=cost("15000"))
    return decisions.approve(application=file, by=driss, line=line, amount=Decimal("9000"))


def test_approver_gives_more_by_a_second_decision(file, line, driss):
    decisions.top_up(application=file, by=driss, line=line, amount=Decimal("3000"), reason="A dearer oven.")
    assert (reread(file).status, reread(file).amount_approved, reread(line).reserved) == ("approved", 12000, 12000)
    assert sorted(file.decisions.values_list("amount", flat=True)) == [3000, 9000]
    assert file.duties.filter(kind="decide").count() == 1
    assert ledger.differences() == []


def test_another_approver_gives_more_under_a_duty_of_their_own(file, line):
    amal = make_user("approver")
    decisions.top_up(application=file, by=amal, line=line, amount=Decimal("1"), reason="x")
    assert file.duties.filter(kind="decide", user=amal).exists()


def test_approver_gives_no_more_than_the_project_asks_for(file, driss):
    rich = make_line(file.program)
    with pytest.raises(Refused, match=r"asks for 15000\.00"):
        decisions.top_up(application=file, by=driss, line=rich, amount=Decimal("6000.01"), reason="x")
    decisions.top_up(application=file, by=driss, line=rich, reason="x")
    with pytest.raises(Refused, match="All that the project asks for"):
        decisions.top_up(application=file, by=driss, line=rich, amount=Decimal("0.01"), reason="x")


def test_approver_gives_no_more_than_the_line_has(file, line, driss):
    with pytest.raises(Refused, match=r"short by 0\.01"):
        decisions.top_up(application=file, by=driss, line=line, amount=Decimal("3000.01"), reason="x")
    assert reread(file).amount_approved == 9000


def test_payer_gives_no_more(file, line):
    hassan = make_user("finance_officer")
    make_posting(user=hassan, role="approver", starts_on=date(2019, 1, 1))
    duties.take(application=file, user=hassan, kind="pay")
    with pytest.raises(Refused, match="Not possible"):
        decisions.top_up(application=file, by=hassan, line=line, amount=Decimal("1"), reason="x")


def test_file_that_is_not_approved_gets_no_more(line, driss):
    file = make_application(status="checked", program=line.program)
    with pytest.raises(Refused, match="not possible any more"):
        decisions.top_up(application=file, by=driss, line=line, amount=Decimal("1"), reason="x")


def test_page_asks_for_what_is_left(as_user, file, line, driss):
    client, url = as_user(driss), reverse("admin:programs_application_verb", args=[file.pk, "top_up"])
    assert client.get(url).context["form"].initial["amount"] == 6000
    values = {"idempotency_key": uuid.uuid4(), "version": reread(file).version, "line": line.pk, "amount": "2500"}
    assert client.post(url, {**values, "reason": ""}).status_code == 200
    assert client.post(url, {**values, "reason": "A dearer oven."}).status_code == 302
    assert reread(file).amount_approved == 11500
