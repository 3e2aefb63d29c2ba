"""Head office keeps the short lists; everybody else reads, and the trail is read by those who audit."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from reintegration.ground.audit import trail
from reintegration.ground.reference.models import Sector
from reintegration.ground.territory.models import Province
from tests.factories import make_posting
from tests.ground.people import make_user

pytestmark = pytest.mark.django_db
READ_BY_ALL = (
    "territory_region",
    "territory_province",
    "reference_sector",
    "reference_axis",
    "reference_establishment",
)


@pytest.fixture
def signed_in(client):
    def sign_in(role):
        user = make_user(role, language="fr")
        make_posting(user=user, role=role, starts_on=date(2020, 1, 1))
        client.force_login(user)
        return client

    return sign_in


@pytest.mark.parametrize("name", [*READ_BY_ALL, "audit_auditentry", "audit_statuschange"])
def test_auditor_opens_every_list_and_its_first_record(signed_in, name):
    trail.record(action="see", subject=Sector, by=None)
    trail.status_changed(subject=Sector.objects.first(), from_status="", to_status="draft", verb="draft", by=None)
    client = signed_in("auditor")
    page = client.get(reverse(f"admin:{name}_changelist"))
    first = page.context["cl"].result_list[0]
    assert page.status_code == 200
    assert client.get(reverse(f"admin:{name}_change", args=[first.pk])).status_code == 200
    assert client.get(reverse(f"admin:{name}_add")).status_code == 403


def test_auditor_finds_a_province_by_any_spelling(signed_in):
    page = signed_in("auditor").get(reverse("admin:territory_province_changelist"), {"q": "جديده"})
    assert [p.code for p in page.context["cl"].result_list] == ["06.181"]


def test_administrator_renames_a_sector_and_the_trail_tells(signed_in):
    client, sector = signed_in("administrator"), Sector.objects.get(code="crafts")
    address = reverse("admin:reference_sector_change", args=[sector.pk])
    form = client.get(address).context["adminform"].form
    values = {name: field.initial for name, field in form.fields.items()}
    posted = {**{n: form[n].value() for n in values}, "name_fr": "Artisanat d’art"}
    answer = client.post(address, posted)
    sector.refresh_from_db()
    assert (answer.status_code, sector.name_fr) == (302, "Artisanat d’art")
    assert trail.entries_of(sector).get().changes == {"name_fr": ["Artisanat", "Artisanat d’art"]}


@pytest.mark.parametrize("name", ["audit_auditentry", "audit_statuschange"])
def test_approver_does_not_read_the_trail(signed_in, name):
    assert signed_in("approver").get(reverse(f"admin:{name}_changelist")).status_code == 403


def test_administrator_reads_a_province_but_changes_nothing(signed_in):
    province = Province.objects.get(code="06.181")
    posted = {"name_fr": "X", "idempotency_key": str(uuid.uuid4())}
    address = reverse("admin:territory_province_change", args=[province.pk])
    answer = signed_in("administrator").post(address, posted)
    province.refresh_from_db()
    assert (answer.status_code, province.name_fr) == (403, "El Jadida")
