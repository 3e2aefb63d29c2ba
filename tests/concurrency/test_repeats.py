"""One form sent twice at the same moment enters one record: the second request waits for the key of the first."""

import pytest
from django.db import connection, models
from django.urls import reverse

from beneficiaries.models import LifeProject
from reintegration.ground.audit.models import IdempotencyKey
from reintegration.ground.reference.models import Sector
from tests import pages
from tests.concurrency.racing import race
from tests.factories import make_coordinator, make_person, make_province, open_episode
from tests.signing import Client

ADD = reverse("admin:beneficiaries_lifeproject_add")
SENT = 3


@pytest.fixture
def form(committed_database):
    """A signed-in client and the project's form that it fills in."""
    client, souad = Client(), make_coordinator()
    client.force_login(souad)
    url = f"{ADD}?episode={open_episode(make_person(by=souad)).pk}"
    typed = {"title_ar": "ورشة خياطة", "sector": Sector.objects.first().pk, "province": make_province().pk}
    return client, pages.record_form(client.get(url)).sent(**typed)


def send_together(form):
    client, data = form

    def send():
        assert client.post(ADD, data).status_code == 302

    return race([send] * SENT)


def test_clerk_presses_thrice_and_one_project_is_entered(form):
    assert send_together(form) == ["done"] * SENT
    assert (LifeProject.objects.count(), IdempotencyKey.objects.count()) == (1, 1)


def test_control_without_the_unique_key_each_press_enters_a_project(form):
    unique = IdempotencyKey._meta.get_field("key")
    free = models.UUIDField()
    free.set_attributes_from_name("key")
    with connection.schema_editor() as editor:
        editor.alter_field(IdempotencyKey, unique, free)
    assert send_together(form) == ["done"] * SENT
    assert LifeProject.objects.count() == SENT
