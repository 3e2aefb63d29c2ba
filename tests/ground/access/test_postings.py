"""Administrators give postings to others, never to themselves, and never both keys at once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reintegration.ground.access import postings
from reintegration.ground.access.models import Posting
from reintegration.ground.errors import Refused
from tests import pages
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def omar():
    return make_user("administrator")


def posting(user, role="approver", **fields):
    return Posting(user=user, role=role, **fields)


def test_administrator_posts_somebody_else(omar):
    driss = make_user()
    assert postings.save(posting=posting(driss), by=omar).user == driss


def test_administrator_posts_himself_and_is_refused(client, omar):
    client.force_login(omar)
    values = {"user": omar.pk, "role": "auditor", "starts_on": "2026-01-01"}
    assert pages.send(client, reverse("admin:access_posting_add"), **values).status_code == 200
    rows = {"postings-TOTAL_FORMS": 2, "postings-1-role": "auditor", "postings-1-starts_on": "2026-01-01"}
    assert pages.send(client, reverse("admin:access_user_change", args=[omar.pk]), **rows).status_code == 200
    assert list(omar.postings.values_list("role", flat=True)) == ["administrator"]


def test_administrator_does_not_take_over_the_posting_of_another(omar):
    held = make_user("auditor").postings.get()
    held.user = omar
    with pytest.raises(Refused, match="own postings"):
        postings.save(posting=held, by=omar)


def test_administrator_does_not_pass_on_a_posting_of_his_own(omar):
    held = omar.postings.get()
    held.user = make_user()
    with pytest.raises(Refused, match="own postings"):
        postings.save(posting=held, by=omar)


@pytest.mark.parametrize(("held", "added"), [("administrator", "approver"), ("finance_officer", "administrator")])
def test_nobody_gives_rights_and_handles_money_at_once(omar, held, added):
    with pytest.raises(Refused, match="neither decides nor pays"):
        postings.save(posting=posting(make_user(held), added), by=omar)


@pytest.mark.parametrize(("held", "added"), [("coordinator", "auditor"), ("auditor", "programme_officer")])
def test_auditor_holds_no_posting_that_writes(omar, held, added):
    with pytest.raises(Refused, match="changes nothing"):
        postings.save(posting=posting(make_user(held), added), by=omar)


def test_approver_becomes_administrator_the_day_after(omar):
    driss = make_user()
    last = timezone.localdate()
    postings.save(posting=posting(driss, starts_on=date(2020, 1, 1), ends_on=last), by=omar)
    postings.save(posting=posting(driss, "administrator", starts_on=last + timedelta(days=1)), by=omar)
    assert driss.postings.count() == 2
