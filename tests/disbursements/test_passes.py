"""Passes as officials use them: one link and PIN open one ceremony's list and papers for three days, and no more.

Rachid of the prefecture holds a pass to Souad's ceremony.
"""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disbursements import pass_papers
from disbursements.models import Ceremony, CeremonyPass
from disbursements.pass_views import COOKIE, STAY
from disbursements.services import ceremonies, handovers, passes
from reintegration.ground.access import users
from reintegration.ground.accounts import limits
from reintegration.ground.accounts.models import Session, digest
from reintegration.ground.audit import trail
from tests.disbursements.factories import make_ceremony, make_list
from tests.factories import make_user
from tests.reading import Page

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LIST_PDF, CERTIFICATES_PDF = "/pass/handover-list.ar.pdf", "/pass/certificates-1.fr.pdf"


@pytest.fixture
def ceremony(souad):
    """In preparation, with nobody on its list: enough for the door."""
    return make_ceremony(by=souad)


@pytest.fixture
def given(ceremony, souad):
    return passes.give(ceremony=ceremony, holder="Rachid, préfecture", by=souad)


@pytest.fixture
def listed(souad):
    """A pass to a locked list of two people."""
    return passes.give(ceremony=make_list(by=souad, people=2), holder="Rachid, préfecture", by=souad)


def open_door(client, given, pin=None):
    return client.post(reverse("pass_door", args=[given.token]), {"pin": pin or given.pin})


def enter(client, given):
    response = open_door(client, given)
    assert response.status_code == 302, response.status_code
    return client


def move(ceremony, days):
    """Let the ceremony be so many days from today."""
    Ceremony.objects.filter(pk=ceremony.pk).update(held_on=timezone.localdate() + days * DAY)


def wrong(given):
    return "000000" if given.pin != "000000" else "111111"


def text_of(response):
    return response.content.decode()


def test_official_enters_with_the_pin_and_reads_the_list(client, listed):
    page = text_of(enter(client, listed).get(reverse("pass_list")))

    assert [word for word in ("فاطمة", "Khadija", "منتظر", "Attendu") if word not in page] == []
    assert Page(page).foreign_to_arabic() == []


def test_list_tells_outcomes_and_nothing_that_identifies(client, souad, listed):
    line = listed.ceremony_pass.ceremony.handovers.get(seat=1)
    handovers.deliver(handover=line, by=souad, handed_on=timezone.localdate())
    page = text_of(enter(client, listed).get(reverse("pass_list")))
    person = line.application.beneficiary
    kept = [person.file_number, person.cin, person.phone, line.certificates.get().number]

    assert "تم التسليم" in page and "Remis" in page
    assert [word for word in kept if word and word in page] == []
    assert not any(word in page for word in ("السجناء", "سجين", "détenu", "prison"))


def test_pin_may_be_typed_in_arabic_digits_and_apart(client, given):
    typed = " ".join(given.pin).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert open_door(client, given, typed).status_code == 302


@pytest.mark.parametrize(("days", "status"), [(2, 403), (1, 302), (0, 302), (-1, 302), (-2, 403)])
def test_pass_opens_from_the_day_before_to_the_day_after(client, ceremony, given, days, status):
    move(ceremony, days)

    assert open_door(client, given).status_code == status


def answer_to(client, token, pin):
    """Everything that an answer tells but the form's own token: status, headers, bytes, queries."""
    with CaptureQueriesContext(connection) as captured:
        response = client.post(reverse("pass_door", args=[token]), {"pin": pin})
    headers = {name: value for name, value in response.items() if name != "X-Request-ID"}
    body = text_of(response).replace(str(response.context["csrf_token"]), "")
    return response.status_code, headers, body, len(captured)


def test_wrong_pin_day_link_or_withdrawn_pass_get_one_answer(ceremony, souad, given):
    withdrawn = passes.give(ceremony=ceremony, holder="Withdrawn", by=souad)
    passes.withdraw(ceremony_pass=withdrawn.ceremony_pass, by=souad)
    later = make_ceremony(by=souad, held_on=timezone.localdate() + 9 * DAY)
    early = passes.give(ceremony=later, holder="Early", by=souad)
    off = passes.give(ceremony=make_ceremony(by=souad), holder="Called off", by=souad)
    ceremonies.cancel(ceremony=off.ceremony_pass.ceremony, by=souad, reason="rain")
    asked = [(w.token, w.pin) for w in (withdrawn, early, off)] + [("nobody", "123456"), (given.token, wrong(given))]
    asked += [(given.token, ""), (given.token, "x" * 200), ("é" * 50, "1")]
    expected = answer_to(Client(), *asked[3])

    assert [pair for pair in asked if answer_to(Client(), *pair) != expected] == []
    assert expected[0] == 403


def test_control_the_comparison_of_answers_sees_the_right_pin(given):
    response = open_door(Client(), given)

    assert (response.status_code, response["Location"]) == (302, reverse("pass_list"))


def test_looking_at_the_door_asks_nothing_about_the_pass(client, given):
    with CaptureQueriesContext(connection) as captured:
        known = client.get(reverse("pass_door", args=[given.token]))

    assert known.status_code == client.get(reverse("pass_door", args=["nobody"])).status_code == 200
    assert not any(CeremonyPass._meta.db_table in query["sql"] for query in captured)


def test_guessing_the_pin_stops_and_the_right_one_with_it(given):
    statuses = [open_door(Client(), given, wrong(given)).status_code for _try in range(6)]

    assert statuses == [403] * 5 + [429]
    refused = open_door(Client(), given)
    assert refused.status_code == 429 and COOKIE not in refused.cookies
    assert "Rachid" not in text_of(refused)


def test_control_without_the_limit_guessing_goes_on(given, monkeypatch):
    monkeypatch.setitem(limits.RATES, "pass", "1000/m/key")

    assert {open_door(Client(), given, wrong(given)).status_code for _try in range(7)} == {403}


def test_pass_stays_closed_for_the_day_after_fifteen_wrong_pins(given, monkeypatch):
    rates = limits.RATES["pass"].split(",")
    monkeypatch.setitem(limits.RATES, "pass", next(rate for rate in rates if "/d/" in rate))
    statuses = [open_door(Client(), given, wrong(given)).status_code for _try in range(16)]

    assert statuses == [403] * 15 + [429]
    assert open_door(Client(), given).status_code == 429


def test_one_address_guesses_no_pins_of_many_passes(ceremony, souad):
    given = [passes.give(ceremony=ceremony, holder=f"Holder {n}", by=souad) for n in range(3)]
    statuses = [open_door(Client(), one, wrong(one)).status_code for one in given for _try in range(4)]

    assert statuses == [403] * 10 + [429] * 2
    assert open_door(Client(REMOTE_ADDR="192.0.2.9"), given[2]).status_code == 302


def test_right_pin_is_no_try(given):
    assert {open_door(Client(), given).status_code for _try in range(12)} == {302}


def test_withdrawn_pass_is_out_at_once(client, souad, given):
    enter(client, given)
    passes.withdraw(ceremony_pass=given.ceremony_pass, by=souad)
    pages = [
        reverse("pass_list"),
        reverse("pass_list_pdf", args=["ar"]),
        reverse("pass_certificates_pdf", args=[1, "ar"]),
    ]

    assert [client.get(url).status_code for url in pages] == [403] * 3


@pytest.mark.parametrize("days", [2, -2])
def test_pass_is_out_when_its_days_are_over_or_the_ceremony_moved(client, ceremony, given, days):
    enter(client, given)
    move(ceremony, days)

    assert client.get(reverse("pass_list")).status_code == 403


def test_pass_closes_with_the_account_of_who_gave_it(client, souad, given):
    enter(client, given)
    souad.is_active = False
    users.save(user=souad, by=make_user("administrator"))

    assert [client.get(reverse("pass_list")).status_code, open_door(Client(), given).status_code] == [403, 403]
    assert CeremonyPass.objects.get().status == CeremonyPass.Status.CLOSED


def test_called_off_ceremony_is_closed_at_once(client, souad, ceremony, given):
    enter(client, given)
    ceremonies.cancel(ceremony=ceremony, by=souad, reason="rain")

    assert client.get(reverse("pass_list")).status_code == 403


def test_stay_ends_by_leaving_and_after_twelve_hours(client, given):
    enter(client, given)
    cookie = client.cookies[COOKIE]
    stolen = Client()
    stolen.cookies[COOKIE] = cookie.value
    assert (cookie["path"], cookie["httponly"], cookie["max-age"]) == ("/pass/", True, STAY.total_seconds())
    assert stolen.get(reverse("pass_list")).status_code == 200

    client.post(reverse("pass_leave"))
    assert stolen.get(reverse("pass_list")).status_code == 403

    enter(client, given)
    Session.objects.update(expire_date=timezone.now())
    assert client.get(reverse("pass_list")).status_code == 403


def test_pass_opens_nothing_else_of_the_office(client, ceremony, given):
    enter(client, given)
    client.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[COOKIE].value
    urls = [
        reverse("admin:index"),
        reverse("admin:disbursements_ceremony_change", args=[ceremony.pk]),
        reverse("admin:disbursements_ceremony_list_pdf", args=[ceremony.pk, "ar"]),
    ]

    assert [client.get(url).headers.get("Location", "")[:6] for url in urls] == ["/login"] * 3


def test_session_of_an_account_is_no_pass_and_stays_itself(client, souad, given):
    client.force_login(souad)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    stranger = Client()
    stranger.cookies[COOKIE] = key
    assert stranger.get(reverse("pass_list")).status_code == 403

    enter(client, given)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value == key
    assert client.get(reverse("admin:index")).context["user"] == souad
    assert trail.entries_of(given.ceremony_pass.ceremony)[0].by is None


def test_pass_reaches_its_own_ceremony_whatever_the_address(client, souad, given):
    other = make_list(by=souad, people=1, name_ar="حفل آخر")
    enter(client, given)
    urls = ["/pass/?ceremony={0}", "/pass/{0}/", "/pass/?pass={0}", "/pass/handover-list.ar.pdf?object_id={0}"]
    answers = [client.get(url.format(other.pk)) for url in urls]

    assert not any("حفل آخر".encode() in answer.content for answer in answers)
    assert trail.entries_of(other).filter(by=None).count() == 0


def test_list_that_is_not_locked_shows_nobody(client, souad):
    given = passes.give(ceremony=make_list(by=souad, people=1, locked=False), holder="Rachid", by=souad)
    enter(client, given)
    page = client.get(reverse("pass_list"))

    assert page.status_code == 200 and "فاطمة" not in text_of(page) and ".pdf" not in text_of(page)
    assert client.get(LIST_PDF).status_code == 409


def test_each_look_and_print_is_told_on_the_ceremony(client, listed):
    enter(client, listed)
    client.get(reverse("pass_list"))
    papers = [client.get(LIST_PDF), client.get(CERTIFICATES_PDF)]
    told = list(trail.entries_of(listed.ceremony_pass.ceremony).filter(by=None).order_by("pk"))

    assert [paper["Content-Type"] for paper in papers] == ["application/pdf"] * 2
    assert all("no-store" in paper["Cache-Control"] for paper in papers)
    assert [entry.action for entry in told] == ["open_pass", "open_list", "print", "print"]
    assert {entry.actor for entry in told} == {f"pass {listed.ceremony_pass.pk}: Rachid, préfecture"}
    assert [entry.changes["paper"] for entry in told[2:]] == [[None, "handover_list"], [None, "certificates"]]


def test_wrong_pin_is_told_on_the_ceremony_and_a_wrong_link_in_the_trail(given):
    open_door(Client(), given, wrong(given))
    open_door(Client(), given._replace(token="nobody"))

    assert trail.entries_of(given.ceremony_pass.ceremony)[0].action == "refuse_pass"
    assert trail.entries_of(CeremonyPass).filter(action="refuse_pass", actor=trail.STRANGER).count() == 1


def test_certificates_come_in_files_short_enough_to_wait_for(client, listed, monkeypatch):
    monkeypatch.setattr(pass_papers, "PART", 1)
    page = text_of(enter(client, listed).get(reverse("pass_list")))
    urls = [reverse("pass_certificates_pdf", args=[first, "ar"]) for first in (0, 1, 2, 3)]

    assert [url in page for url in urls] == [False, True, True, False]
    assert [client.get(url).status_code for url in urls[::3]] == [404, 404]


def test_list_costs_as_much_for_few_as_for_many(client, souad, listed):
    many = passes.give(ceremony=make_list(by=souad, people=4), holder="Many", by=souad)
    counts = []
    for one in (listed, many):
        enter(client, one)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("pass_list"))
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 14


def test_link_and_pin_are_kept_as_digests_alone(given):
    kept = CeremonyPass.objects.values().get()

    assert kept["token_digest"] == digest(given.token) and given.token not in str(kept) and given.pin not in kept["pin"]
    assert len(given.token) >= 43 and len(given.pin) == 6
