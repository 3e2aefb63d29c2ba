"""The short lists are there after migrating, and outward texts keep silent about prison."""

import re

import pytest
from django.apps import apps

from reintegration.ground.reference.loading import load_reference
from reintegration.ground.reference.models import Axis, Establishment, OfficialText, Sector

pytestmark = pytest.mark.django_db
PRISON = re.compile(
    "سج[نو]|سجين|سجناء|اعتقال|معتقل|نزي?لا|prison|détenu|détention|pénitentiaire|carcéral|inmate", re.IGNORECASE
)


def test_sectors_stand_in_their_order():
    assert [s.code for s in Sector.objects.all()] == [
        "commerce", "industry", "services", "crafts", "catering", "agriculture", "construction", "sea_fishing",
    ]  # fmt: skip


def test_health_and_judicial_axes_are_protected():
    assert set(Axis.objects.filter(is_protected=True).values_list("code", flat=True)) == {"health", "judicial"}
    assert Axis.objects.count() == 5


def test_outward_texts_have_no_word_for_prison_or_prisoner():
    outward = OfficialText.objects.filter(is_outward=True)
    assert {"kingdom", "issuer_short", "programme_short", "commitment"} <= {t.code for t in outward}
    assert [t.code for t in outward if PRISON.search(t.text_ar + t.text_fr)] == []


def test_the_pattern_sees_the_word_in_inward_texts():
    inward = OfficialText.objects.filter(is_outward=False)
    assert all(PRISON.search(t.text_ar) and PRISON.search(t.text_fr) for t in inward)
    assert inward.count() == 2


def test_loading_again_keeps_what_head_office_changed():
    Sector.objects.filter(code="crafts").update(name_fr="Métiers")
    count = Establishment.objects.count()
    load_reference(apps)
    assert Sector.objects.get(code="crafts").name_fr == "Métiers"
    assert Establishment.objects.count() == count


def test_every_kind_of_establishment_is_there():
    assert set(Establishment.objects.values_list("kind", flat=True)) == set(Establishment.Kind.values)
