"""Guessing stops: wrong passwords and wrong codes are counted for all processes together, right ones are not."""

import pytest
from django.urls import reverse

from reintegration.ground.accounts import factors, limits
from reintegration.ground.accounts.models import RecoveryCode, digest
from reintegration.ground.audit.models import AuditEntry
from tests.concurrency.racing import DONE, race
from tests.factories import make_user
from tests.ground.accounts.door import code, give_code, give_password, is_in, sign_in, with_app
from tests.signing import Client

LOCKED = "Try again in 5 minutes."


@pytest.mark.django_db
@pytest.mark.parametrize("exists", [True, False])
def test_sixth_password_is_refused_in_the_same_words_whether_there_is_an_account(client, exists):
    user = make_user("auditor")
    if not exists:
        user.username = "nobody.of.this.name"
    answers = [give_password(client, user, "wrong").text for _ in range(6)]
    assert [LOCKED in answer for answer in answers] == [False] * 5 + [True]
    assert LOCKED in give_password(Client(), user).text
    assert AuditEntry.objects.filter(action="sign-in-failed").count() == 5


@pytest.mark.django_db
def test_lock_out_ends_by_itself(client, monkeypatch):
    user = make_user("auditor")
    for _ in range(6):
        give_password(client, user, "wrong")
    later = limits.ratelimit.time.time() + 301
    monkeypatch.setattr(limits.ratelimit.time, "time", lambda: later)
    assert give_password(client, user).status_code == 302


@pytest.mark.django_db
def test_right_passwords_are_not_counted_and_the_name_in_capitals_is_the_same(client):
    user = make_user("auditor")
    assert [give_password(Client(), user).status_code for _ in range(7)] == [302] * 7
    for name in (user.username, user.username.upper(), f" {user.username}"):
        user.username = name
        give_password(client, user, "wrong")
        give_password(client, user, "wrong")
    assert LOCKED in give_password(client, user, "wrong").text


@pytest.mark.django_db
def test_one_address_tries_thirty_names_a_minute(client):
    user = make_user("auditor")
    for number in range(31):
        user.username = f"guess{number}"
        answer = give_password(client, user, "wrong")
    assert LOCKED in answer.text
    assert give_password(Client(REMOTE_ADDR="192.0.2.7"), user, "wrong").text.count(LOCKED) == 0


@pytest.mark.django_db
def test_sixth_code_is_refused_even_when_right(client, latifa):
    give_password(client, latifa)
    answers = [give_code(client, "000000").text for _ in range(5)]
    assert LOCKED not in "".join(answers)
    assert LOCKED in give_code(client, code()).text
    assert not is_in(client)


def guesses(user, number):
    """Wrong passwords from one process."""

    def guess():
        client = Client()
        for _ in range(number):
            give_password(client, user, "wrong")

    return guess


def looked_at(user):
    return AuditEntry.objects.filter(action="sign-in-failed", subject_id=str(user.pk)).count()


def test_twenty_one_wrong_passwords_through_three_processes_are_counted_together(committed_database):
    user = make_user("auditor")
    assert race([guesses(user, 7)] * 3) == [DONE] * 3
    assert looked_at(user) == 5
    assert LOCKED in give_password(Client(), user).text


def test_control_counted_in_each_process_they_would_be_three_times_as_many(committed_database, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    user = make_user("auditor")
    assert race([guesses(user, 7)] * 3) == [DONE] * 3
    assert looked_at(user) == 15


def spend(user, given, answers):
    """Sign in with a recovery code; waits for the other in front of the second step."""

    def act():
        client = Client()
        sign_in(client, user, given)
        if is_in(client):
            RecoveryCode.objects.create(user=user, digest=f"in as {answers.pop()}")

    return act


def test_recovery_code_given_by_two_at_once_opens_one(committed_database):
    user = with_app(make_user("auditor"))
    client = Client()
    client.force_login(user)
    given = client.post(reverse("account_codes"), follow=True).context["codes"][0]
    assert race([spend(user, given, ["one"]), spend(user, given, ["two"])]) == [DONE, DONE]
    assert user.recovery_codes.filter(digest__startswith="in as").count() == 1
    assert AuditEntry.objects.filter(action="recovery-code-used").count() == 1


def test_control_read_and_not_spent_it_would_open_both(committed_database, monkeypatch):
    def is_known(*, user, code):
        return user.recovery_codes.filter(digest=digest(factors._plain(code)), used_at=None).exists()

    user = with_app(make_user("auditor"))
    client = Client()
    client.force_login(user)
    given = client.post(reverse("account_codes"), follow=True).context["codes"][0]
    monkeypatch.setattr(factors, "use_recovery_code", is_known)
    assert race([spend(user, given, ["one"]), spend(user, given, ["two"])]) == [DONE, DONE]
    assert user.recovery_codes.filter(digest__startswith="in as").count() == 2
