"""One person, one duty on a file, also through two roles, and through a delegate. Driss lends his role to Karima."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from disbursements.services import money
from programs.eligibility import BARS, DID, PERMISSION, YOU_DID
from programs.models import Duty
from programs.services import applications, decisions, duties, scores
from programs.workflow import APPLICATION
from reintegration.ground.errors import Refused
from tests.disbursements.factories import make_cheque
from tests.factories import make_coordinator, make_delegate, make_posting, make_user, reread
from tests.programs.factories import bring_to, make_application, make_criterion, make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def driss():
    return make_user("approver", full_name_latin="Driss")


@pytest.fixture
def karima():
    return make_user(full_name_latin="Karima")


@pytest.fixture
def line():
    return make_line()


def posted(user, role, *, on_behalf_of=None, **place):
    """The user with one more posting."""
    lent = {"on_behalf_of": on_behalf_of, "ends_on": timezone.localdate() + timedelta(days=7)} if on_behalf_of else {}
    make_posting(user=user, role=role, starts_on=date(2020, 1, 1), **place, **lent)
    return reread(user)


def approve(file, by, line):
    return decisions.approve(application=file, by=by, line=line)


def test_delegate_decides_and_both_are_bound(driss, karima, line):
    file = make_application(status="checked", program=line.program)
    karima = posted(karima, "approver", on_behalf_of=driss)
    approve(file, karima, line)
    duty = file.duties.get(kind="decide")
    assert (duty.user, duty.on_behalf_of) == (karima, driss)
    assert file.decisions.get().by == karima
    hassan = posted(driss, "finance_officer")
    with pytest.raises(Refused, match="you decided on this file"):
        money.sign_cheque(disbursement=make_cheque(file), by=hassan)


def test_delegate_who_submitted_does_not_decide_for_somebody_else(driss, karima, line):
    souad = make_coordinator()
    file = make_application(status="checked", program=line.program, by=souad)
    delegate = posted(souad, "approver", on_behalf_of=driss)
    with pytest.raises(Refused, match="you submitted this file"):
        approve(file, delegate, line)


def test_delegate_does_not_decide_what_the_principal_submitted(driss, karima, line):
    souad = make_coordinator()
    file = make_application(status="checked", program=line.program, by=souad)
    director = posted(souad, "approver")
    delegate = posted(karima, "approver", on_behalf_of=director)
    with pytest.raises(Refused, match="Souad, for whom you act, submitted this file"):
        approve(file, delegate, line)
    assert "for whom you act" in APPLICATION.verb("approve", file, delegate).why_not


@pytest.mark.parametrize("step", ["check", "score"])
def test_delegate_does_not_decide_what_the_principal_checked_or_scored(karima, line, step):
    nadia, other = make_user("programme_officer", full_name_latin="Nadia"), make_user("programme_officer")
    file = make_application(program=line.program)
    if step == "score":
        scores.give(application=file, criterion=make_criterion(line.program), points=5, by=nadia)
    applications.check(application=file, by=nadia if step == "check" else other)
    delegate = posted(karima, "approver", on_behalf_of=posted(nadia, "approver"))
    with pytest.raises(Refused, match=f"Nadia, for whom you act, {step}"):
        approve(file, delegate, line)


@pytest.mark.parametrize("step", ["check", "score"])
def test_principal_does_not_decide_what_a_delegate_checked_or_scored_for_them(karima, line, step):
    nadia, other = make_user("programme_officer"), make_user("programme_officer")
    delegate = posted(karima, "programme_officer", on_behalf_of=nadia)
    file = make_application(program=line.program)
    if step == "score":
        scores.give(application=file, criterion=make_criterion(line.program), points=5, by=delegate)
    applications.check(application=file, by=delegate if step == "check" else other)
    with pytest.raises(Refused, match=f"you {step}"):
        approve(file, posted(nadia, "approver"), line)


def test_delegate_acts_for_two_people_and_binds_the_first_alone(driss, karima, line):
    file = make_application(status="checked", program=line.program)
    decisions.put_on_waiting_list(
        application=file, by=posted(karima, "approver", on_behalf_of=driss), reason="no money left"
    )
    driss.postings.update(ends_on=timezone.localdate() - timedelta(days=1))
    hind = make_user("approver", full_name_latin="Hind")
    with pytest.raises(Refused, match="you did not act for Hind"):
        approve(file, posted(karima, "approver", on_behalf_of=hind), line)


def test_one_user_in_five_roles_takes_one_step_on_a_file(line):
    """The same person submits, checks, scores, decides and pays: by roles alone, each step would be theirs."""
    souad = make_coordinator()
    for role in ("programme_officer", "approver", "finance_officer"):
        souad = posted(souad, role)
    file, criterion = make_application(program=line.program, by=souad), make_criterion(line.program)
    for act in (
        lambda: applications.check(application=file, by=souad),
        lambda: scores.give(application=file, criterion=criterion, points=5, by=souad),
    ):
        with pytest.raises(Refused, match="you submitted this file"):
            act()
    bring_to("checked", file, by=souad)
    with pytest.raises(Refused, match="you submitted this file"):
        approve(file, souad, line)
    approve(file, make_user("approver"), line)
    with pytest.raises(Refused, match="you submitted this file"):
        money.sign_cheque(disbursement=make_cheque(file), by=souad)
    assert file.duties.filter(user=souad).count() == 1


def test_returned_file_comes_back_by_nobody_who_decided(karima):
    souad = make_coordinator()
    hind = make_coordinator(souad.postings.get().centre, full_name_latin="Hind")
    file = make_application(status="returned", by=souad)
    Duty.objects.create(application=file, user=make_user(), kind="decide", on_behalf_of=hind)
    with pytest.raises(Refused, match="you decided on this file"):
        applications.resubmit(application=file, by=hind)
    with pytest.raises(Refused, match="Hind, for whom you act, decided on this file"):
        applications.resubmit(application=file, by=make_delegate(hind, user=karima))
    assert applications.resubmit(application=file, by=make_delegate(souad)).status == "submitted"


def test_duty_of_the_same_kind_is_taken_again(driss):
    file = make_application(status="waiting", approver=driss)
    assert duties.take(application=file, user=driss, kind="decide") == file.duties.get(user=driss)


def test_table_of_steps_is_whole():
    assert set(BARS) == set(DID) == set(YOU_DID) == set(PERMISSION)
    kinds = set(Duty.Kind.values)
    assert all(kinds - {kind} <= set(BARS[kind]) for kind in kinds)
