"""A session ends: with its hours, without use, by signing out, with the password, the account, the posting."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DjangoStore
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reintegration.ground.access.models import Posting
from reintegration.ground.accounts import ending, sessions
from reintegration.ground.accounts.models import Session
from reintegration.ground.jobs.working import keep_house
from reintegration.office import site
from tests.factories import PASSWORD, make_user
from tests.ground.accounts.door import is_in
from tests.signing import Client

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "another correct horse"


@pytest.fixture
def omar(client):
    omar = make_user("auditor")
    client.force_login(omar)
    # What a stranger is told is in the language of the browser.
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return omar


@pytest.fixture
def thief(client, omar):
    """Somebody who copied the cookie of Omar's session."""
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key
    assert is_in(thief)
    return thief


def passes(**times):
    """Let time have passed: moves the session's moments back."""
    Session.objects.update(**{name: F(name) - timedelta(minutes=minutes) for name, minutes in times.items()})


def test_copied_cookie_opens_nothing_after_signing_out(client, thief):
    client.post(reverse("admin:logout"))
    assert not is_in(thief)


def test_copied_cookie_opens_nothing_after_a_new_password(client, thief):
    words = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert client.post(reverse("admin:password_change"), words).status_code == 302
    assert is_in(client)
    assert not is_in(thief)


def test_other_sessions_end_with_the_password(client, omar):
    other = Client()
    other.force_login(omar)
    words = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    client.post(reverse("admin:password_change"), words)
    assert not is_in(other)
    assert omar.sessions.count() == 1


def test_control_without_both_locks_the_other_session_would_stay(client, omar, monkeypatch):
    monkeypatch.setattr(type(omar), "get_session_auth_hash", lambda user: "the same")
    monkeypatch.setattr(site, "end_sessions", lambda **given: None)
    client.force_login(omar)
    other = Client()
    other.force_login(omar)
    words = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    client.post(reverse("admin:password_change"), words)
    assert is_in(other)


def test_old_password_is_not_guessed_from_an_open_session(client, omar):
    words = {"old_password": "wrong", "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert [client.post(reverse("admin:password_change"), words).status_code for _ in range(6)] == [200] * 5 + [429]


def test_account_that_is_closed_opens_nothing(client, omar):
    type(omar).objects.update(is_active=False)
    assert not is_in(client)


def test_day_after_the_posting_opens_nothing(client, omar):
    Posting.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert not is_in(client)


def test_session_ends_after_twenty_minutes_without_use_and_says_so(client, omar):
    passes(seen_at=19)
    assert is_in(client)
    passes(seen_at=21)
    page = client.get("/access/user/", follow=True)
    assert page.redirect_chain[-1][0] == "/login/?next=/access/user/"
    assert "nothing was done for 20 minutes" in page.text
    assert settings.SESSION_COOKIE_NAME not in {name for name, kept in client.cookies.items() if kept.value}


def test_form_sent_too_late_is_not_taken_and_says_so(client, omar):
    passes(seen_at=21)
    page = client.post("/access/user/add/", {"username": "late"}, follow=True)
    assert "What you typed is kept as a draft." in page.text
    assert not type(omar).objects.filter(username="late").exists()


def test_session_ends_after_ten_hours_of_use_and_says_so(client, omar):
    passes(expire_date=599, started_at=599)
    session = client.session
    session["used"] = True
    session.save()
    assert is_in(client)
    passes(expire_date=2)
    assert "a session lasts 10 hours at most" in client.get("/", follow=True).text


def test_control_with_django_s_own_sessions_neither_ends(client, omar, monkeypatch):
    monkeypatch.setattr(sessions.SessionStore, "_get_session_from_db", DjangoStore._get_session_from_db)
    passes(seen_at=21)
    assert is_in(client)


def test_use_is_noted_once_a_minute_and_costs_nothing_in_between(client, omar):
    is_in(client)
    with CaptureQueriesContext(connection) as within:
        is_in(client)
    passes(seen_at=2)
    with CaptureQueriesContext(connection) as after:
        is_in(client)
    assert len(after) == len(within) + 1
    assert not [query for query in within if "UPDATE" in query["sql"]]
    assert Session.objects.get().seen_at > timezone.now() - timedelta(minutes=1)


def test_worker_forgets_a_session_a_day_after_its_end(client, omar):
    passes(expire_date=(10 + 23) * 60)
    keep_house("one")
    assert "a session lasts 10 hours at most" in client.get("/", follow=True).text
    Session.objects.create(session_key="copied", expire_date=timezone.now() - timedelta(hours=25))
    keep_house("one")
    assert not Session.objects.filter(session_key="copied").exists()


def test_page_that_asks_by_itself_does_not_keep_the_session(client, omar):
    passes(seen_at=2)
    client.get("/", headers={"X-Background": "1"})
    assert Session.objects.get().seen_at < timezone.now() - timedelta(minutes=1)


def test_session_knows_its_place_and_hides_what_it_holds(client, omar):
    client.get("/", HTTP_USER_AGENT="Mozilla Firefox/1")
    session = client.session
    session["secret"] = "opensesame"
    session.save()
    row = ending.under_way(omar).get()
    assert "opensesame" not in row.session_data
    assert row.user == omar


def test_key_of_the_session_changes_at_signing_in(client):
    client.get("/login/")
    session = client.session
    session["stranger"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = before = session.session_key
    client.force_login(make_user("auditor"))
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
