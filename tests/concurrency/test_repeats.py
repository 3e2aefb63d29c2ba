"""One form sent twice at the same moment enters one record: the second request waits for the key of the first."""

import pytest
from django.db import connection, models
from django.urls import reverse

from beneficiaries.models import Beneficiary
from reintegration.ground.audit.models import IdempotencyKey
from tests import pages
from tests.concurrency.racing import race
from tests.factories import make_coordinator, typed_person
from tests.signing import Client

ADD = reverse("admin:intake")
SENT = 3


@pytest.fixture
def form(committed_database):
    """A signed-in client and the person's form that it fills in."""
    client = Client()
    client.force_login(make_coordinator())
    return client, pages.record_form(client.get(ADD)).sent(**typed_person())


def send_together(form):
    client, data = form

    def send():
        assert client.post(ADD, data).status_code == 302

    return race([send] * SENT)


def test_clerk_presses_thrice_and_one_person_is_entered(form):
    assert send_together(form) == ["done"] * SENT
    assert (Beneficiary.objects.count(), IdempotencyKey.objects.count()) == (1, 1)


def test_control_without_the_unique_key_each_press_enters_a_person(form):
    unique = IdempotencyKey._meta.get_field("key")
    free = models.UUIDField()
    free.set_attributes_from_name("key")
    with connection.schema_editor() as editor:
        editor.alter_field(IdempotencyKey, unique, free)
    assert send_together(form) == ["done"] * SENT
    assert Beneficiary.objects.count() == SENT
