"""Many rows in one statement: the database judges each of them, also beside the rows before it."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from programs import eligibility
from programs.models import Application, BudgetEntry, Decision, Duty
from programs.services import applications, decisions, ledger
from tests.attacks import refuses
from tests.factories import make_coordinator, make_person, make_posting, make_user, reread
from tests.holders import lift
from tests.programs.factories import cost, decide, make_application, make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return make_line()


@pytest.fixture
def nadia():
    return make_user("programme_officer")


def checked(line, **fields):
    return make_application(status="checked", program=line.program, **fields)


def also_approver(user):
    make_posting(user=user, role="approver", starts_on=user.postings.get().starts_on)
    return reread(user)


def blind(monkeypatch):
    """Nobody looks what somebody did before."""
    monkeypatch.setattr(eligibility, "takers", lambda files, steps: {})


def approve_all(files, line, by):
    with transaction.atomic():
        decisions.approve_all(applications=files, line=line, by=by)


def test_database_refuses_the_checker_among_many_decisions(line, nadia, monkeypatch):
    files = [checked(line), checked(line, officer=nadia), checked(line)]
    nadia = also_approver(nadia)
    blind(monkeypatch)
    with pytest.raises(IntegrityError, match="checked or scored"):
        approve_all(files, line, nadia)
    assert not Decision.objects.exists() and reread(line).reserved == 0
    lift(["programs_decision_apart"])
    approve_all(files, line, nadia)
    assert reread(line).reserved == 45_000


def test_database_refuses_the_submitter_among_many_decisions(line, monkeypatch):
    souad = make_coordinator()
    files = [checked(line), checked(line, by=souad)]
    souad = also_approver(souad)
    blind(monkeypatch)
    with pytest.raises(IntegrityError, match="not the duty"):
        approve_all(files, line, souad)
    assert not Decision.objects.exists()


def test_database_refuses_to_fund_one_person_twice_in_one_batch(line, monkeypatch):
    person = make_person(by=(souad := make_coordinator()))
    files = [checked(line, person=person, by=souad) for _number in range(2)]
    monkeypatch.setattr(eligibility, "_refuse_funded", lambda files: None)
    with pytest.raises(IntegrityError):
        approve_all(files, line, make_user("approver"))
    assert not Application.objects.approved().exists()
    lift(["application_one_funded_per_person"])
    approve_all(files, line, make_user("approver"))


def test_database_refuses_a_batch_beyond_its_line(line, monkeypatch):
    files, driss = [checked(line) for _number in range(7)], make_user("approver")
    monkeypatch.setattr(ledger, "_need", lambda *args, **names: None)
    with pytest.raises(IntegrityError):
        approve_all(files, line, driss)
    assert not Decision.objects.exists() and reread(line).reserved == 0


def test_database_refuses_a_batch_without_its_history(line, monkeypatch):
    files = [make_application(program=line.program) for _number in range(2)]
    monkeypatch.setattr("reintegration.ground.workflow.trail.statuses_changed", lambda steps, **told: steps)
    with pytest.raises(IntegrityError, match="no step says so"), transaction.atomic():
        applications.check_all(applications=files, by=make_user("programme_officer"))


def two_duties(file):
    """The decider, for whom somebody else acts, and in the same statement the payer: one person."""
    driss, karima, now = make_user("approver"), make_user(), timezone.now()
    rows = [
        Duty(application=file, user=karima, on_behalf_of=driss, kind="decide", at=now),
        Duty(application=file, user=driss, kind="pay", at=now),
    ]
    Duty.objects.bulk_create(rows)


def test_second_duty_in_one_statement_is_refused(line):
    file = checked(line)
    assert refuses(lambda: two_duties(file))
    lift(["programs_duty_apart"])
    assert not refuses(lambda: two_duties(file))


def test_reservation_repeated_in_one_statement_is_refused(line):
    file, driss = checked(line, items=cost("10")), make_user("approver")
    decide(file, {line: "10"}, by=driss)

    def reserve_twice():
        row = {"kind": "reserve", "line": line, "application": file, "amount": Decimal(10), "by": driss}
        BudgetEntry.objects.bulk_create([BudgetEntry(**row, on=timezone.localdate()) for _number in range(2)])

    assert refuses(reserve_twice)
    lift(["programs_budgetentry_decided"])
    assert not refuses(reserve_twice)
