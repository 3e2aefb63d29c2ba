"""Driss lends his role to Karima while he is away: by a posting with a last day, as long as he holds it himself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from reintegration.ground.access import postings
from reintegration.ground.access.models import Posting
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.roles import PERMISSIONS
from tests import pages
from tests.factories import make_centre, make_coordinator, make_delegate, make_posting, make_user, reread
from tests.programs.factories import make_application

pytestmark = pytest.mark.django_db
DECIDE = "programs.decide_application"
TODAY = timezone.localdate


@pytest.fixture
def omar():
    return make_user("administrator")


@pytest.fixture
def driss():
    return make_user("approver", full_name_latin="Driss")


def lent(user, principal, role="approver", *, days=7, **fields):
    given = {"starts_on": TODAY(), "ends_on": TODAY() + timedelta(days=days), **fields}
    return Posting(user=user, role=role, on_behalf_of=principal, **given)


def give(posting, *, by):
    return postings.confirm(posting=postings.ask(posting=posting, by=by), by=make_user("administrator"))


def test_delegate_acts_for_the_principal(omar, driss):
    karima = make_user()
    give(lent(karima, driss), by=omar)
    karima = reread(karima)
    assert karima.get_all_permissions() == PERMISSIONS["approver"]
    assert karima.principal_for(DECIDE) == driss


def test_own_posting_is_nobodys_behalf(driss):
    assert driss.principal_for(DECIDE) is None
    assert make_user("auditor").principal_for(DECIDE) is None
    nadia = make_delegate(driss, user=make_user("programme_officer"))
    assert nadia.principal_for("programs.check_application") is None
    # Both roles see applications: the own one is enough for that.
    assert nadia.principal_for("programs.view_application") is None
    assert nadia.principal_for(DECIDE) == driss


def end(user):
    user.postings.update(ends_on=TODAY() - timedelta(days=1))


def deactivate(user):
    type(user).objects.filter(pk=user.pk).update(is_active=False)


def become_delegate(user):
    user.postings.all().delete()
    make_delegate(make_user("approver"), user=user, days=30)


@pytest.mark.parametrize("loses", [end, deactivate, become_delegate])
def test_principal_who_loses_the_role_lends_nothing(driss, loses):
    karima = make_delegate(driss)
    assert karima.has_perm(DECIDE)
    loses(driss)
    assert not reread(karima).has_perm(DECIDE)
    assert reread(karima).scope.roles == set()


def test_delegation_is_over_after_its_last_day(driss):
    karima = make_delegate(driss, days=-1)
    assert not karima.has_perm(DECIDE)


def test_delegate_of_a_coordinator_sees_that_centre_and_no_other():
    souad, other = make_coordinator(), make_centre()
    karima = make_delegate(souad)
    assert karima.scope.centre_ids == {souad.postings.get().centre_id}
    souad.postings.all().delete()
    make_posting(user=souad, role="coordinator", centre=other)
    assert reread(karima).scope.centre_ids == set()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"role": "finance_officer"}, "does not hold this post"),
        ({"starts_on": TODAY() - timedelta(days=9000)}, "does not hold this post"),
        ({"ends_on": None}, "has a last day"),
    ],
)
def test_delegation_beyond_what_the_principal_holds_is_refused(omar, driss, wrong, message):
    with pytest.raises(Refused, match=message):
        postings.ask(posting=lent(make_user(), driss, **wrong), by=omar)


def test_delegation_beyond_the_principals_last_day_is_refused(omar, driss):
    driss.postings.update(ends_on=TODAY() + timedelta(days=3))
    postings.ask(posting=lent(make_user(), driss, days=3), by=omar)
    with pytest.raises(Refused, match="Driss does not hold this post"):
        postings.ask(posting=lent(make_user(), driss, days=4), by=omar)


def test_delegation_of_another_centre_is_refused(omar):
    souad = make_coordinator()
    with pytest.raises(Refused, match="does not hold this post"):
        postings.ask(posting=lent(make_user(), souad, "coordinator", centre=make_centre()), by=omar)


def test_delegate_lends_nothing_on(omar, driss):
    karima = make_delegate(driss)
    with pytest.raises(Refused, match="in their own name"):
        postings.ask(posting=lent(make_user(), karima, days=3), by=omar)


def test_nobody_delegates_to_themselves(omar, driss):
    with pytest.raises(Refused, match="nobody delegates to themselves"):
        postings.ask(posting=lent(driss, driss), by=omar)
    with pytest.raises(IntegrityError), transaction.atomic():
        lent(driss, driss).save()


def test_who_holds_a_role_acts_in_it_for_nobody_else(omar, driss):
    with pytest.raises(Refused, match="holds this role already"):
        postings.ask(posting=lent(make_user("approver"), driss), by=omar)
    with pytest.raises(Refused, match="holds this role already"):
        postings.ask(posting=lent(make_delegate(driss), make_user("approver")), by=omar)


def test_lent_role_stays_apart_from_those_it_must_stay_apart_from(omar, driss):
    with pytest.raises(Refused, match="neither decides nor pays"):
        postings.ask(posting=lent(make_user("administrator"), driss), by=omar)


def test_paper_names_the_coordinator_and_not_the_delegate():
    souad = make_coordinator()
    make_delegate(souad)
    centre = souad.postings.get().centre
    assert [posting.user for posting in Posting.objects.coordinating(centre, TODAY())] == [souad]


def test_administrator_delegates_on_the_page(omar, driss, client):
    karima = make_user()
    client.force_login(omar)
    values = {"user": karima.pk, "role": "approver", "starts_on": TODAY(), "on_behalf_of": driss.pk}
    url = reverse("admin:access_posting_add")
    assert "has a last day" in pages.send(client, url, **values).content.decode()
    assert pages.send(client, url, **values, ends_on=TODAY()).status_code == 302
    assert karima.postings.get().on_behalf_of == driss
    assert not reread(karima).has_perm(DECIDE)


def test_history_names_for_whom_a_step_was_taken(client):
    souad = make_coordinator()
    karima = make_delegate(souad, user=make_user(full_name_latin="Karima"))
    file = make_application(by=karima, person=None)
    steps, entries = trail.status_changes_of(file), trail.entries_of(file)
    assert [(step.by, step.on_behalf_of) for step in steps] == [(karima, souad)]
    assert {(entry.by, entry.on_behalf_of) for entry in entries} == {(karima, souad)}
    client.force_login(souad)
    page = client.get(reverse("admin:programs_application_history", args=[file.pk])).content.decode()
    assert "on behalf of" in page and "Karima" in page


def test_delegate_of_an_administrator_neither_posts_nor_confirms_the_administrator(omar):
    zineb, nadia = make_user("administrator"), make_user()
    karima = make_delegate(omar)
    with pytest.raises(Refused, match="own postings"):
        postings.ask(posting=Posting(user=omar, role="auditor"), by=karima)
    asked = postings.ask(posting=Posting(user=nadia, role="auditor"), by=omar)
    with pytest.raises(Refused, match="Another administrator"):
        postings.confirm(posting=asked, by=karima)
    asked = postings.ask(posting=asked, by=karima)
    with pytest.raises(Refused, match="Another administrator"):
        postings.confirm(posting=asked, by=omar)
    postings.confirm(posting=asked, by=zineb)
