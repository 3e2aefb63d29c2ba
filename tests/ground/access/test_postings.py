"""One administrator asks for a posting, another confirms it, and nobody has rights from one alone."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from reintegration.ground import protections
from reintegration.ground.access import postings
from reintegration.ground.access.models import Posting
from reintegration.ground.access.steps import POSTING
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from tests import attacks, pages
from tests.factories import make_centre, make_coordinator, make_posting, make_user, reread
from tests.signing import forget_proof

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = timedelta(days=1)
ADD = "admin:access_posting_add"


@pytest.fixture
def omar():
    return make_user("administrator")


@pytest.fixture
def zineb():
    return make_user("administrator", full_name_latin="Zineb")


@pytest.fixture
def asked(omar):
    """An approver's posting that Omar has asked for."""
    return postings.ask(posting=posting(make_user()), by=omar)


def posting(user, role="approver", **fields):
    return Posting(user=user, role=role, **fields)


def page_of(record, verb=None):
    name, args = ("verb", [record.pk, verb]) if verb else ("change", [record.pk])
    return reverse(f"admin:access_posting_{name}", args=args)


def verbs_on(record, user):
    return {verb.name: verb.enabled for verb in POSTING.verbs(record, user)}


def test_posting_gives_its_rights_when_another_administrator_confirms(asked, omar, zineb):
    assert reread(asked.user).scope.roles == set()
    postings.confirm(posting=asked, by=zineb)
    assert reread(asked.user).scope.roles == {"approver"}
    assert (asked.asked_by, asked.confirmed_by) == (omar, zineb)
    assert [entry.action for entry in trail.entries_of(asked)] == ["confirm", "add"]


def test_who_asked_is_not_offered_to_confirm_and_is_refused(asked, omar, zineb):
    assert verbs_on(asked, zineb) == {"confirm": True, "withdraw": True}
    assert verbs_on(asked, omar) == {"confirm": False, "withdraw": True}
    with pytest.raises(Refused, match="Another administrator"):
        postings.confirm(posting=asked, by=omar)


def test_administrator_does_not_confirm_a_posting_of_his_own(omar, zineb):
    asked = postings.ask(posting=posting(zineb, "programme_officer"), by=omar)
    with pytest.raises(Refused, match="Another administrator"):
        postings.confirm(posting=asked, by=zineb)


def test_who_changed_the_request_last_is_who_asked(asked, omar, zineb):
    asked.role = "finance_officer"
    postings.ask(posting=asked, by=zineb)
    with pytest.raises(Refused, match="Another administrator"):
        postings.confirm(posting=asked, by=zineb)
    postings.confirm(posting=asked, by=omar)


def test_request_changed_meanwhile_is_not_confirmed_unseen(asked, zineb):
    seen = reread(asked)
    asked.role = "finance_officer"
    postings.ask(posting=asked, by=make_user("administrator"))
    with pytest.raises(Refused, match="Somebody else changed"):
        postings.confirm(posting=seen, by=zineb)


def test_confirmed_posting_is_neither_changed_nor_prolonged(asked, omar, zineb):
    asked.ends_on = TODAY() + 9 * DAY
    held = postings.confirm(posting=postings.ask(posting=asked, by=omar), by=zineb)
    held.role = "finance_officer"
    with pytest.raises(Refused, match="only ends"):
        postings.ask(posting=held, by=omar)
    with pytest.raises(Refused, match="only ends earlier"):
        postings.end(posting=reread(held), by=omar, ends_on=TODAY() + 10 * DAY)
    with pytest.raises(Refused, match="only ends"):
        postings.withdraw(posting=held, by=omar)


def test_one_administrator_ends_a_posting_at_once(omar, client):
    souad = make_coordinator(full_name_latin="Souad")
    client.force_login(souad)
    today = reverse("admin:index")
    assert client.get(today).status_code == 200
    postings.end(posting=souad.postings.get(), by=omar, ends_on=TODAY() - DAY)
    assert client.get(today).status_code != 200


def test_posting_that_begins_today_is_taken_back_whole(asked, omar, zineb):
    held = postings.confirm(posting=asked, by=zineb)
    postings.end(posting=held, by=omar, ends_on=TODAY() - DAY)
    assert not asked.user.postings.exists()
    assert trail.entries_of(Posting).filter(action="delete").count() == 1


def test_posting_of_the_past_does_not_end_before_it_began(omar):
    held = make_user("approver").postings.get()
    with pytest.raises(Refused, match="end is before"):
        postings.end(posting=held, by=omar, ends_on=held.starts_on - DAY)


def test_posting_that_would_end_before_it_begins_is_refused_at_its_last_day(client, omar):
    client.force_login(omar)
    days = {"starts_on": TODAY(), "ends_on": TODAY() - DAY}
    page = pages.send(client, reverse(ADD), user=make_user().pk, role="approver", **days)
    assert page.context["adminform"].form.errors == {"ends_on": ["The end is before the beginning."]}


def test_rights_are_over_the_day_after_the_last(monkeypatch):
    driss = make_user()
    make_posting(user=driss, role="approver", ends_on=TODAY())
    assert reread(driss).scope.roles == {"approver"}
    monkeypatch.setattr(timezone, "localdate", lambda: date.today() + 2 * DAY)
    assert reread(driss).scope.roles == set()


def test_new_role_and_centre_hold_at_the_next_request(omar, zineb, client):
    karim, here, there = make_user(), make_centre(), make_centre()
    make_posting(user=karim, role="social_worker", centre=here)
    client.force_login(karim)
    people = reverse("admin:beneficiaries_beneficiary_changelist")
    assert client.get(people).wsgi_request.user.scope.centre_ids == {here.pk}
    postings.end(posting=karim.postings.get(), by=omar, ends_on=TODAY() - DAY)
    asked = postings.ask(posting=posting(karim, "coordinator", centre=there), by=omar)
    assert client.get(people).status_code != 200
    postings.confirm(posting=asked, by=zineb)
    user = client.get(people).wsgi_request.user
    assert (user.scope.centre_ids, user.scope.roles) == ({there.pk}, {"coordinator"})


ATTACKS = {
    "role = 'finance_officer'",
    "ends_on = NULL",
    "ends_on = '2999-01-01'",
    "starts_on = '2001-01-01'",
    "confirmed_at = NULL, confirmed_by_id = NULL",
    "asked_by_id = NULL, confirmed_by_id = NULL",
}


@pytest.mark.parametrize("change", sorted(ATTACKS))
def test_database_lets_a_confirmed_posting_only_end(omar, zineb, change):
    asked = postings.ask(posting=posting(make_user(), ends_on=TODAY() + 9 * DAY), by=omar)
    postings.confirm(posting=asked, by=zineb)
    attack = (f"UPDATE access_posting SET {change} WHERE id = %s", asked.pk)
    assert attacks.refused(*attack)
    assert not attacks.refused("UPDATE access_posting SET ends_on = %s WHERE id = %s", TODAY(), asked.pk)
    protections.lift(connection, {"access_posting_only_ends"})
    assert not attacks.refused(*attack)


def test_database_wants_two_administrators(asked, omar):
    for by in (omar, asked.user):
        with pytest.raises(IntegrityError), transaction.atomic():
            Posting.objects.filter(pk=asked.pk).update(confirmed_by=by, confirmed_at=timezone.now())


def test_administrator_posts_himself_and_is_refused(client, omar):
    client.force_login(omar)
    response = pages.send(client, reverse(ADD), user=omar.pk, role="auditor", starts_on="2026-01-01")
    assert "own postings" in response.content.decode()
    assert list(omar.postings.values_list("role", flat=True)) == ["administrator"]


def test_administrator_neither_takes_over_a_request_nor_passes_on_his_own(asked, omar, zineb):
    asked.user = zineb
    with pytest.raises(Refused, match="own postings"):
        postings.ask(posting=asked, by=zineb)
    own = postings.ask(posting=posting(zineb, "programme_officer"), by=omar)
    own.user = make_user()
    with pytest.raises(Refused, match="own postings"):
        postings.ask(posting=own, by=zineb)


@pytest.mark.parametrize(("held", "added"), [("administrator", "approver"), ("finance_officer", "administrator")])
def test_nobody_gives_rights_and_handles_money_at_once(omar, held, added):
    with pytest.raises(Refused, match="neither decides nor pays"):
        postings.ask(posting=posting(make_user(held), added), by=omar)


@pytest.mark.parametrize(("held", "added"), [("coordinator", "auditor"), ("auditor", "programme_officer")])
def test_auditor_holds_no_posting_that_writes(omar, held, added):
    with pytest.raises(Refused, match="changes nothing"):
        postings.ask(posting=posting(make_user(held), added), by=omar)


def test_approver_becomes_administrator_the_day_after(omar):
    driss = make_user()
    postings.ask(posting=posting(driss, starts_on=date(2020, 1, 1), ends_on=TODAY()), by=omar)
    postings.ask(posting=posting(driss, "administrator", starts_on=TODAY() + DAY), by=omar)
    assert driss.postings.count() == 2


def test_administrators_ask_and_confirm_on_the_pages(client, omar, zineb):
    driss = make_user()
    client.force_login(omar)
    assert pages.send(client, reverse(ADD), user=driss.pk, role="approver", starts_on=TODAY()).status_code == 302
    asked = driss.postings.get()
    assert pages.send(client, page_of(asked, "confirm")).status_code == 200
    today = reverse("admin:index")
    assert page_of(asked, "confirm") not in pages.links_of(client.get(today))
    client.force_login(zineb)
    assert page_of(asked, "confirm") in pages.links_of(client.get(today))
    waiting = client.get(reverse("admin:access_posting_changelist") + "?state=waiting")
    assert [row.pk for row in waiting.context["cl"].queryset] == [asked.pk]
    assert "Omar" in client.get(page_of(asked, "confirm")).content.decode()
    assert pages.send(client, page_of(asked, "confirm")).status_code == 302
    assert reread(driss).scope.roles == {"approver"}
    assert pages.send(client, page_of(asked, "end")).status_code == 302
    assert not driss.postings.exists()


def test_administrator_proves_himself_again_before_giving_or_taking_rights(client, asked, zineb):
    client.force_login(zineb)
    forget_proof(client)
    for url in (reverse(ADD), page_of(asked, "confirm"), page_of(asked, "withdraw")):
        response = client.get(url)
        assert response.status_code == 302 and "reauthenticate" in response.headers["Location"], url
