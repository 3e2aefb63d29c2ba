"""Who leaves hands over the cases and keeps nothing: all of it in one act, or nothing."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import Episode
from beneficiaries.services import handing_over, visits
from disbursements.services import passes
from reintegration.ground.access import leaving, postings
from reintegration.ground.access.models import Posting
from reintegration.ground.accounts import invitations
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.jobs.models import Job
from tests import pages
from tests.disbursements.factories import make_ceremony
from tests.factories import (
    make_centre,
    make_coordinator,
    make_delegate,
    make_person,
    make_posting,
    make_project,
    make_user,
    open_episode,
    reread,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def omar():
    return make_user("administrator")


@pytest.fixture
def centre():
    return make_centre()


@pytest.fixture
def karim(centre):
    """A social worker with two cases, one of them with a project that is visited."""
    karim = make_user("social_worker", centre)
    make_person(by=karim, centre=centre)
    project = make_project(person=make_person(by=karim, centre=centre), by=karim)
    visits.plan(project=project, handed_on=TODAY(), by=karim)
    return karim


@pytest.fixture
def souad(centre):
    return make_coordinator(centre)


def leave(user, by, **to):
    return leaving.hand_over(user=user, by=by, on=TODAY(), to=to.get("to", {}))


def held(user):
    return {(str(held.label), held.centre): held.count for held in leaving.held_by(user)}


def test_cases_go_to_who_takes_over_and_the_account_closes(client, omar, karim, souad, centre):
    client.force_login(karim)
    lent = make_delegate(karim)
    assert held(karim) == {
        ("open accompaniments", centre): 2,
        ("life projects in them", centre): 1,
        ("visits planned", centre): 4,
        ("sessions under way", None): 1,
        ("postings", None): 1,
        ("delegations given", None): 1,
    }
    leave(karim, omar, to={centre: souad})
    assert set(Episode.objects.open().values_list("worker", flat=True)) == {souad.pk}
    karim = reread(karim)
    assert held(karim).keys() <= {("postings", None), ("delegations given", None)}
    assert not karim.is_active and karim.scope.roles == set() and reread(lent).scope.roles == set()
    assert not karim.postings.exclude(ends_on=TODAY()).exists()
    assert client.get(reverse("admin:index")).status_code == 302
    assert trail.entries_of(open_episode_of(souad)).filter(action="hand-over").count() == 1
    assert trail.entries_of(karim)[0].action == "leave"


def open_episode_of(user):
    return Episode.objects.open().filter(worker=user).first()


def test_closed_cases_and_those_of_others_stay_as_they_are(omar, karim, souad, centre):
    other = open_episode(make_person(by=souad, centre=centre))
    closed = open_episode(make_person(by=karim, centre=centre))
    Episode.objects.filter(pk=closed.pk).update(closed_on=TODAY(), exit="employed")
    nadia = make_user("social_worker", centre)
    leave(karim, omar, to={centre: nadia})
    assert reread(other).worker == souad and reread(closed).worker == karim


def test_nothing_moves_where_something_cannot(omar, karim, souad, centre, monkeypatch):
    def fail(**_given):
        raise Refused("the last step")

    monkeypatch.setattr("reintegration.ground.access.handing_over.hand_over", fail)
    with pytest.raises(Refused, match="last step"):
        leave(karim, omar, to={centre: souad})
    assert reread(karim).is_active
    assert set(Episode.objects.open().values_list("worker", flat=True)) == {karim.pk}


def test_nobody_leaves_while_nobody_else_works_there(omar, karim, centre):
    make_user("programme_officer")
    with pytest.raises(Refused, match="Nobody else works"):
        leave(karim, omar)
    assert reread(karim).is_active


def test_only_who_stays_there_in_a_fitting_role_takes_over(omar, karim, souad, centre):
    leaving_too = make_user()
    make_posting(user=leaving_too, role="social_worker", centre=centre, ends_on=TODAY())
    closed = make_user("social_worker", centre, is_active=False)
    unconfirmed = postings.ask(posting=Posting(user=make_user(), role="social_worker", centre=centre), by=omar).user
    assert list(leaving.successors(karim, centre)) == [souad]
    for wrong in (make_coordinator(), leaving_too, closed, unconfirmed, make_user("approver"), karim, None):
        with pytest.raises(Refused, match="Say who takes over"):
            leave(karim, omar, to={centre: wrong})


def test_requests_invitations_and_work_of_who_leaves_end(omar):
    zineb = make_user("administrator")
    asked = postings.ask(posting=Posting(user=make_user(), role="approver"), by=zineb)
    used = make_user("auditor", email="used@example.org")
    invitation = invitations.invite(user=used, by=zineb)
    job = Job.objects.create(kind="seed_demo", owner=zineb)
    leave(zineb, omar)
    assert not Posting.objects.filter(pk=asked.pk).exists()
    assert reread(invitation).ended_at and reread(job).status == "cancelled"
    later = postings.ask(posting=Posting(user=used, role="auditor", starts_on=TODAY() + timedelta(days=5)), by=omar)
    assert later.asked_by == omar


def test_postings_that_begin_later_go_and_those_of_before_end_on_the_last_day(omar):
    driss = make_user("approver")
    make_posting(user=driss, role="approver", starts_on=TODAY() + timedelta(days=3))
    leaving.hand_over(user=driss, by=omar, on=TODAY() - timedelta(days=1), to={})
    assert [posting.ends_on for posting in driss.postings.all()] == [TODAY() - timedelta(days=1)]


def test_passes_that_who_leaves_has_given_end(omar, souad, centre):
    ceremony = make_ceremony(by=souad, centre=centre)
    given = passes.give(ceremony=ceremony, holder="Prefecture", by=souad)
    day = ceremony.held_on
    assert passes.enter(token=given.token, pin=given.pin, on=day)
    leave(souad, omar)
    assert passes.enter(token=given.token, pin=given.pin, on=day) is None


@pytest.mark.parametrize(("on", "message"), [(date(2999, 1, 1), "still to come"), (date(2010, 1, 1), "end is before")])
def test_last_day_fits_the_posting(omar, on, message):
    with pytest.raises(Refused, match=message):
        leaving.hand_over(user=make_user("approver"), by=omar, on=on, to={})


def test_administrator_does_not_let_himself_leave(omar):
    with pytest.raises(Refused, match="own postings"):
        leave(omar, omar)


def test_hand_over_costs_the_same_for_many_cases(omar, karim, souad, centre, django_assert_max_num_queries):
    for _case in range(5):
        make_person(by=karim, centre=centre)
    with transaction.atomic(), django_assert_max_num_queries(6):
        handing_over.hand_over(user=karim, to={centre: souad}, by=omar, on=TODAY())


def test_administrator_hands_over_on_the_page(client, omar, karim, souad, centre):
    client.force_login(omar)
    url = reverse("admin:access_user_verb", args=[karim.pk, "leave"])
    field = f"to_{centre.pk}"
    assert pages.record_form(client.get(url)).choices[field] == ["", str(souad.pk)]
    assert pages.send(client, url).status_code == 200
    assert reread(karim).is_active
    assert pages.send(client, url, **{field: souad.pk}).status_code == 302
    assert not reread(karim).is_active
