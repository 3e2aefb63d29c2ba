"""Two at once at one account: its link opens it once, and it never gets two roles that must stay apart."""

from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from threading import BrokenBarrierError

import pytest
from django.db import connection

from reintegration.ground.access import postings
from reintegration.ground.access.models import Posting
from reintegration.ground.accounts import invitations
from reintegration.ground.accounts.models import Invitation, InvitationQuerySet
from reintegration.ground.errors import Refused
from tests.concurrency.racing import DONE, race
from tests.factories import make_user, reread

ROUNDS = 3
PASSWORDS = ["one brand new password", "another brand new password"]


def one_link_two_browsers():
    user = make_user(email=f"{make_user().username}@example.org")
    link = invitations.invite(user=user, by=None)
    return user, [partial(invitations.accept, user=user, token=link.token, password=password) for password in PASSWORDS]


def one_user_two_administrators():
    """Each asks for a role that must stay apart from the other's."""
    driss, roles = make_user(), (Posting.Role.ADMINISTRATOR, Posting.Role.APPROVER)
    return driss, [
        partial(postings.ask, posting=Posting(user=driss, role=role), by=make_user("administrator")) for role in roles
    ]


def test_link_followed_by_two_at_once_opens_the_account_once(committed_database):
    for user, acts in [one_link_two_browsers() for _ in range(ROUNDS)]:
        found = race(acts)
        assert sorted(found) == sorted([DONE, str(invitations.OVER)]), found
        assert reread(user).check_password(PASSWORDS[found.index(DONE)])


def test_control_a_link_that_is_read_and_then_ended_opens_the_account_twice(committed_database, monkeypatch):
    user, acts = one_link_two_browsers()
    monkeypatch.setattr(InvitationQuerySet, "open", lambda rows, now: rows)
    assert race(acts) == [DONE, DONE]
    assert Invitation.objects.filter(user=user).count() == 1


def test_roles_that_stay_apart_are_never_asked_for_at_once(committed_database):
    for user, acts in [one_user_two_administrators() for _ in range(ROUNDS)]:
        found = race(acts)
        assert found.count(DONE) == 1 and "neither decides nor pays" in "".join(found), found
        assert user.postings.count() == 1


def test_control_without_the_lock_on_the_user_both_roles_are_asked_for(committed_database, monkeypatch):
    look, both_looked = postings._refuse_beside_others, get_context("fork").Barrier(2)

    def look_and_wait(posting):
        look(posting)
        # SQLite lets one write at a time, whatever it writes: nobody else comes so far.
        with suppress(BrokenBarrierError):
            both_looked.wait(60 if connection.vendor == "postgresql" else 0.2)

    monkeypatch.setattr(postings, "_refuse_beside_others", look_and_wait)
    monkeypatch.setattr(postings, "lock", lambda model, ids: None)
    _user, acts = one_user_two_administrators()
    assert (race(acts) == [DONE, DONE]) == (connection.vendor == "postgresql")


def test_control_one_after_the_other_is_refused(db):
    _user, (first, second) = one_user_two_administrators()
    first()
    with pytest.raises(Refused):
        second()
