"""Deciding: to the centime, never on one's own file, one funded project for a person, and nothing half done."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from programs.models import Allocation, Application, BudgetEntry, Decision
from programs.services import applications, decisions, duties, ledger, scores
from programs.workflow import APPLICATION
from reintegration.ground.errors import Refused
from tests.factories import make_coordinator, make_person, make_posting, make_user, reread
from tests.programs.factories import (
    bring_to,
    cost,
    make_application,
    make_criterion,
    make_line,
    make_program,
    make_tranche,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def driss():
    return make_user("approver")


@pytest.fixture
def line():
    """The second tranche's line: 35,000.00 free."""
    return make_line(tranche=make_tranche(amount="120000"), amount="35000")


def checked(line, amount="50000", **given):
    return make_application(status="checked", program=line.program, items=cost(amount), **given)


def test_approver_gives_the_last_centime_of_the_line(driss, line):
    file = decisions.approve(application=checked(line), by=driss, line=line, amount=Decimal("35000.00"))
    assert (file.status, file.amount_approved, file.decided_by) == ("approved", 35000, driss)
    assert (reread(line).reserved, reread(line).free) == (35000, 0)
    decision = file.decisions.get()
    assert (decision.amount, decision.duty.user, decision.duty.kind) == (35000, driss, "decide")
    assert [(a.line, a.amount) for a in decision.allocations.all()] == [(line, 35000)]


def test_approver_gives_a_centime_too_much_and_nothing_happens(driss, line):
    file = checked(line)
    with pytest.raises(Refused, match=r"short by 0\.01"):
        decisions.approve(application=file, by=driss, line=line, amount=Decimal("35000.01"))
    assert reread(file).status == "checked" and reread(line).reserved == 0
    assert not Decision.objects.exists() and not Allocation.objects.exists()
    assert not file.duties.filter(user=driss).exists()


def test_approver_gives_what_was_asked_unless_told_otherwise(driss, line):
    file = decisions.approve(application=checked(line, "20000.50"), by=driss, line=line)
    assert file.amount_approved == Decimal("20000.50")


def test_approver_draws_on_two_lines(driss, line):
    own = make_line(line.program, "5000")
    file = checked(line, "40000")
    decisions.approve(application=file, by=driss, allocations={line: Decimal("35000"), own: Decimal("5000")})
    assert file.amount_approved == 40000
    assert (reread(line).free, reread(own).free) == (0, 0)
    assert ledger.differences() == []


def test_second_line_is_short_and_the_first_keeps_its_money(driss, line):
    own = make_line(line.program, "5000")
    parts = {line: Decimal("35000"), own: Decimal("5000.01")}
    with pytest.raises(Refused, match=r"short by 0\.01"):
        decisions.approve(application=checked(line), by=driss, allocations=parts)
    assert reread(line).free == 35000


def test_line_of_another_program_is_refused(driss, line):
    with pytest.raises(Refused, match="another program"):
        decisions.approve(application=checked(line), by=driss, line=make_line(), amount=1)


def test_approver_gives_more_than_was_asked_and_is_refused(driss, line):
    with pytest.raises(Refused, match="asks for 20000.00"):
        decisions.approve(application=checked(line, "20000"), by=driss, line=line, amount=Decimal("20000.01"))


def test_approver_chooses_no_line_or_no_money_and_is_refused(driss, line):
    with pytest.raises(Refused, match="Choose"):
        decisions.approve(application=checked(line), by=driss)
    with pytest.raises(Refused, match="more than zero"):
        decisions.approve(application=checked(line), by=driss, line=line, amount=0)


def test_program_without_money_says_what_is_short(driss):
    file = make_application(status="checked")
    with pytest.raises(Refused, match=r"short by 15000\.00"):
        decisions.approve(application=file, by=driss, line=make_line())


def posted_too(user, role):
    make_posting(user=user, role=role, starts_on=date(2019, 1, 1))
    return reread(user)


def test_submitter_who_became_approver_does_not_decide(line):
    souad = make_coordinator()
    file = checked(line, by=souad)
    souad = posted_too(souad, "approver")
    with pytest.raises(Refused, match="you submitted this file"):
        decisions.approve(application=file, by=souad, line=line, amount=1)
    assert "you submitted this file" in APPLICATION.verb("approve", file, souad).why_not


def test_checker_who_became_approver_does_not_decide(line):
    nadia = make_user("programme_officer")
    file = checked(line, officer=nadia)
    with pytest.raises(Refused, match="you checked this file"):
        decisions.approve(application=file, by=posted_too(nadia, "approver"), line=line, amount=1)


def test_checker_of_an_earlier_round_does_not_decide(line):
    nadia, souad = make_user("programme_officer"), make_coordinator()
    file = checked(line, officer=nadia, by=souad)
    applications.send_back(application=file, by=nadia, reason="no quote")
    applications.resubmit(application=file, by=souad)
    applications.check(application=file, by=make_user("programme_officer"))
    with pytest.raises(Refused, match="you checked this file"):
        decisions.reject(application=file, by=posted_too(nadia, "approver"), reason="late")


def test_scorer_who_became_approver_does_not_decide(line):
    nadia, criterion = make_user("programme_officer"), make_criterion(line.program)
    file = checked(line)
    scores.give(application=file, criterion=criterion, points=5, by=nadia)
    with pytest.raises(Refused, match="you scored this file"):
        decisions.approve(application=file, by=posted_too(nadia, "approver"), line=line, amount=1)


def test_scorer_whose_points_somebody_corrected_does_not_decide(line):
    nadia, criterion = make_user("programme_officer"), make_criterion(line.program)
    file = checked(line)
    scores.give(application=file, criterion=criterion, points=5, by=nadia)
    scores.give(application=file, criterion=criterion, points=6, by=make_user("programme_officer"))
    with pytest.raises(Refused, match="you scored this file"):
        decisions.approve(application=file, by=posted_too(nadia, "approver"), line=line, amount=1)


def test_decider_cannot_pay(driss, line):
    file = decisions.approve(application=checked(line), by=driss, line=line, amount=1)
    with pytest.raises(Refused, match="you decided on this file"):
        duties.take(application=file, user=driss, kind="pay")


def test_waiting_file_is_approved_when_money_comes(driss):
    file = make_application(status="waiting", approver=driss)
    decisions.approve(application=file, by=driss, line=make_line(file.program))
    assert [d.outcome for d in file.decisions.order_by("at")] == ["wait", "approve"]


def second_file(line, person, **given):
    project_of = {"person": person, "by": person.episodes.get().worker}
    return make_application(program=line.program, items=cost("100"), **project_of, **given)


def test_person_with_a_funded_project_gets_no_second_one(driss, line):
    person = make_person()
    bring_to("approved", second_file(line, person), by=None, line=line)
    again = second_file(line, person, status="checked")
    with pytest.raises(Refused, match="funded project in this program already"):
        decisions.approve(application=again, by=driss, line=line)


def test_person_who_renounced_is_funded_after_all(driss, line):
    person = make_person()
    renounced = second_file(line, person)
    bring_to("renounced", renounced, by=renounced.submitted_by, line=line)
    again = second_file(line, person, status="checked")
    assert decisions.approve(application=again, by=driss, line=line).status == "approved"


def test_same_card_in_two_centres_is_funded_once(driss, line):
    make_application(status="approved", line=line, person=make_person(cin="M123456"), items=cost("100"))
    again = make_application(status="checked", program=line.program, person=make_person(cin="m 123456"))
    with pytest.raises(Refused, match="funded project in this program already"):
        decisions.approve(application=again, by=driss, line=line, amount=100)


def test_merged_person_is_funded_once(driss, line):
    first, second = make_person(), make_person()
    make_application(status="approved", line=line, person=first, items=cost("100"))
    again = make_application(status="checked", program=line.program, person=second)
    second.canonical = first
    second.save()
    with pytest.raises(Refused, match="funded project in this program already"):
        decisions.approve(application=reread(again), by=driss, line=line, amount=100)


@pytest.mark.parametrize("same", [{"person": True}, {"cin_key": True}])
def test_database_funds_a_person_or_card_once(line, same):
    first = make_application(status="approved", line=line, person=make_person(cin="M123456"), items=cost("100"))
    other = make_application(status="approved", line=line, person=make_person(cin="M99"), items=cost("100"))
    forged = {"person": first.person} if "person" in same else {"cin_key": first.cin_key}
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=other.pk).update(**forged)


def test_renounced_money_goes_back_to_its_lines(line):
    file = make_application(status="approved", line=line, items=cost("30000"))
    decisions.renounce(application=file, by=file.submitted_by, reason="found a job")
    assert (file.status, file.amount_approved, reread(line).free) == ("renounced", 0, 35000)
    assert ledger.differences() == []


def test_ordered_money_is_not_renounced(line):
    own = make_line(make_program(), "1000")
    file = make_application(status="approved", line=own, items=cost("1000"))
    hassan = make_user("finance_officer")
    duties.take(application=file, user=hassan, kind="pay")
    ledger.commit(line=own, amount=1, application=file, by=hassan)
    with pytest.raises(Refused, match="cancel the order"):
        decisions.renounce(application=file, by=file.submitted_by, reason="found a job")
    assert BudgetEntry.objects.filter(application=file, kind="release").count() == 0


def test_rejected_file_keeps_its_decision_and_moves_no_money(driss, line):
    file = decisions.reject(application=checked(line), by=driss, reason="no market")
    assert (file.status, file.decisions.get().outcome, reread(line).free) == ("rejected", "reject", 35000)
