"""A forgotten password: the page tells nobody whether there is such an account, the link holds an hour and once."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reintegration.ground.accounts import forgotten, mails
from reintegration.ground.errors import Refused
from tests.factories import PASSWORD, make_user, reread

pytestmark = pytest.mark.django_db
NEW = "a brand new long password"
LINK = re.compile(r"http://localhost:8000(/account/\S+)")


@pytest.fixture
def driss():
    return make_user("approver", email="driss@example.org")


def ask(client, email):
    return client.post(reverse("account_forgotten"), {"email": email})


def mailed(email):
    """The link of the mail that the worker sends to who typed this address, or ""."""
    mail.outbox.clear()
    mails.send_new_password.func(mails.seal(email))
    return LINK.search(mail.outbox[0].body)[1] if mail.outbox else ""


def follow(client, link, password=NEW):
    page = client.get(link, follow=True)
    if not page.context["validlink"]:
        return page
    return client.post(page.redirect_chain[-1][0], {"new_password1": password, "new_password2": password})


def test_driss_sets_a_new_password_and_is_not_signed_in_by_it(client, driss):
    other = type(client)()
    other.force_login(driss)
    link = mailed("Driss@Example.org")
    assert follow(client, link).headers["Location"] == reverse("account_login")
    assert reread(driss).check_password(NEW) and "_auth_user_id" not in client.session
    assert other.get(reverse("admin:index")).status_code == 302
    assert follow(type(client)(), link, NEW + "!").context["validlink"] is False


def test_page_does_and_says_the_same_for_every_address(client, driss):
    answers, costs = [], []
    for email in ("driss@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            answers.append(ask(type(client)(), email))
        costs.append(len(queries))
    pages = [re.sub(rb'value="[^"]*"', b"", answer.content) for answer in answers]
    assert pages[0] == pages[1] and costs[0] == costs[1]
    queued = [str(row.args_kwargs) for row in DBTaskResult.objects.all()]
    assert len(queued) == 2 and "example.org" not in "".join(queued)
    assert not mail.outbox


def closed(user):
    user.is_active = False


def of_the_demonstration(user):
    user.is_demonstration = True


def never_used(user):
    user.set_unusable_password()
    user.last_login = None


@pytest.mark.parametrize("spoil", [closed, of_the_demonstration, never_used])
def test_no_mail_goes_to_an_account_that_is_no_longer_or_not_yet_in_use(client, driss, spoil):
    link = mailed(driss.email)
    spoil(driss)
    driss.save()
    assert mailed(driss.email) == ""
    assert follow(client, link).context["validlink"] is False


def test_link_is_over_after_an_hour_and_after_signing_in(driss, monkeypatch):
    token = mails.new_password_links.make_token(driss)
    later = PasswordResetTokenGenerator()._now() + timedelta(hours=1, seconds=1)
    with monkeypatch.context() as clock:
        clock.setattr(mails.new_password_links, "_now", lambda: later)
        assert not forgotten.holds(driss, token)
    assert forgotten.holds(driss, token)
    driss.last_login = timezone.now()
    assert not forgotten.holds(driss, token)


def test_link_is_used_once_by_two_who_opened_it(driss):
    token = mails.new_password_links.make_token(driss)
    forgotten.set_password(user=driss, token=token, password=NEW)
    with pytest.raises(Refused, match="does not hold"):
        forgotten.set_password(user=driss, token=token, password=NEW + "!")
    assert not reread(driss).check_password(PASSWORD)


def test_address_is_asked_for_three_times_an_hour(client, driss):
    assert [ask(client, driss.email).status_code for _time in range(4)] == [200, 200, 200, 429]
    assert ask(client, "DRISS@example.org").status_code == 429
    assert DBTaskResult.objects.count() == 3
