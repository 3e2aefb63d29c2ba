"""Passes on the page of their ceremony: who plans it gives them, sees link and PIN once, and withdraws them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disbursements.models import CeremonyPass
from disbursements.services import ceremonies, passes
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from tests import pages
from tests.disbursements.factories import make_ceremony
from tests.factories import make_coordinator, make_user, reread
from tests.signing import forget_proof

pytestmark = pytest.mark.django_db
HOLDER = "Rachid, préfecture"


@pytest.fixture
def ceremony(souad):
    return make_ceremony(by=souad)


@pytest.fixture
def given(ceremony, souad):
    return passes.give(ceremony=ceremony, holder=HOLDER, by=souad).ceremony_pass


def page(name, record):
    return reverse(f"admin:disbursements_ceremony_{name}", args=[record.pk])


def give(client, ceremony):
    return pages.send(client, page("give_pass", ceremony), holder=HOLDER)


def test_souad_gives_a_pass_whose_link_and_pin_open_the_list(as_user, souad, ceremony):
    client = as_user(souad)
    shown = client.get(give(client, ceremony)["Location"])
    link, pin = shown.context["link"], shown.context["pin"]
    text = shown.content.decode()

    assert shown.status_code == 200 and link in text and pin in text and "data:image/png" in text
    assert link.startswith("http://testserver/pass/") and "no-store" in shown["Cache-Control"]
    assert Client().post(link.removeprefix("http://testserver"), {"pin": pin})["Location"] == reverse("pass_list")


def test_link_and_pin_are_shown_once(as_user, souad, ceremony):
    client = as_user(souad)
    url = give(client, ceremony)["Location"]
    pin = client.get(url).context["pin"]
    again = client.get(url, follow=True)

    assert again.redirect_chain[0][0] == page("change", ceremony)
    assert pin not in again.content.decode() and [m.level_tag for m in again.context["messages"]] == ["warning"]


def test_form_sent_twice_gives_one_pass(as_user, souad, ceremony):
    client = as_user(souad)
    sent = pages.record_form(client.get(page("give_pass", ceremony))).sent(holder=HOLDER)
    answers = [client.post(page("give_pass", ceremony), sent)["Location"] for _time in range(2)]

    assert answers[0] == answers[1] and CeremonyPass.objects.count() == 1


def test_pass_without_a_holder_is_asked_for_again(as_user, souad, ceremony):
    answer = pages.send(as_user(souad), page("give_pass", ceremony), holder=" ")

    assert answer.status_code == 200 and "holder" in answer.context["form"].errors
    assert not CeremonyPass.objects.exists()


def test_passes_stand_on_the_page_until_one_is_withdrawn(as_user, souad, ceremony, given):
    client = as_user(souad)
    assert HOLDER in client.get(page("change", ceremony)).content.decode()
    answer = pages.send(client, page("withdraw_pass", given))

    assert answer["Location"] == page("change", ceremony)
    assert (reread(given).revoked_by, reread(given).status) == (souad, "withdrawn")
    assert page("withdraw_pass", given) not in client.get(page("change", ceremony)).content.decode()
    assert pages.send(client, page("withdraw_pass", given)).context["form"].errors


def test_history_of_the_ceremony_tells_who_gave_used_and_withdrew(as_user, souad, ceremony, given):
    passes.used(given, action="open_list")
    passes.withdraw(ceremony_pass=given, by=souad)
    text = as_user(souad).get(page("history", ceremony)).content.decode()

    assert [e.action for e in trail.entries_of(ceremony)[:3]] == ["withdraw_pass", "open_list", "give_pass"]
    assert f"pass {given.pk}: {HOLDER}" in text and "Pass withdrawn" in text


def test_coordinator_of_another_centre_finds_no_pass(as_user, ceremony, given):
    client = as_user(make_coordinator())
    urls = [page("give_pass", ceremony), page("given_pass", given), page("withdraw_pass", given)]

    assert {method(url).status_code for url in urls for method in (client.get, client.post)} == {404}
    with pytest.raises(Refused):
        passes.withdraw(ceremony_pass=given, by=make_coordinator())
    with pytest.raises(Refused):
        passes.give(ceremony=ceremony, holder=HOLDER, by=make_coordinator())


@pytest.mark.parametrize(("role", "sees"), [("auditor", True), ("finance_officer", False), ("social_worker", False)])
def test_who_does_not_plan_gives_and_withdraws_nothing(as_user, souad, ceremony, given, role, sees):
    centre = ceremony.centre if role == "social_worker" else None
    client = as_user(make_user(role, centre))
    text = client.get(page("change", ceremony)).content.decode()
    urls = [page("give_pass", ceremony), page("given_pass", given), page("withdraw_pass", given)]

    assert (HOLDER in text, page("give_pass", ceremony) in text) == (sees, False)
    assert {client.get(url).status_code for url in urls} == {403}


def test_souad_proves_who_she_is_before_she_gives_a_pass(as_user, souad, ceremony, given):
    client = as_user(souad)
    forget_proof(client)
    answers = [client.get(page("give_pass", ceremony)), client.get(page("withdraw_pass", given))]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert all("reauthenticate" in answer["Location"] for answer in answers)


def test_no_pass_is_given_for_a_ceremony_called_off_or_gone_by(souad, ceremony):
    ceremonies.cancel(ceremony=ceremony, by=souad, reason="rain")
    gone = make_ceremony(by=souad, held_on=timezone.localdate() - timedelta(days=2))

    for over in (ceremony, gone):
        with pytest.raises(Refused, match="is over"):
            passes.give(ceremony=over, holder=HOLDER, by=souad)
