"""Who tries many codes that nobody knows is stopped, for right ones too; who asks for known ones never is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disbursements.models import Certificate
from reintegration.ground.accounts import limits
from tests.disbursements.factories import make_list

pytestmark = pytest.mark.django_db
GUESSES = ["/verify/{}/", "/v/{}", "/verify/?code={}", "/verify/?number=ATT-1999-00001&code={}"]


@pytest.fixture
def known(souad):
    make_list(by=souad, people=1)
    return f"/verify/{Certificate.objects.get().code}/"


def guess(client, times):
    return [client.get(GUESSES[n % len(GUESSES)].format(f"Z{n:025d}")).status_code for n in range(times)]


def test_guessing_stops_after_thirty_codes_and_tells_nothing_more(client, known):
    assert set(guess(client, 30)) == {404}

    stopped, right = client.get("/v/ZZZZ"), client.get(known)
    assert (stopped.status_code, stopped.content) == (429, right.content)
    assert not right.cookies and right["Cache-Control"] == "no-store"
    assert "انتظر" in right.content.decode() and "Attendez" in right.content.decode()


def test_another_address_and_the_empty_page_stay_open(client, known):
    guess(client, 31)

    assert client.get("/verify/").status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.9").get(known).status_code == 200


def test_known_codes_are_never_too_many_and_write_nothing(client, known):
    with CaptureQueriesContext(connection) as captured:
        assert {client.get(known).status_code for _time in range(31)} == {200}

    assert {query["sql"].split()[0] for query in captured} == {"SELECT"}


def test_control_without_the_limit_guessing_goes_on(client, known, monkeypatch):
    monkeypatch.setitem(limits.RATES, "verify", "1000/m/ip")

    assert set(guess(client, 31)) == {404}
