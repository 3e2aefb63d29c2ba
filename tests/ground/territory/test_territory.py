"""Regions and provinces come whole from the census office's list, and people's spellings find them."""

import csv
import io
from decimal import Decimal

import pytest
from django.apps import apps
from django.utils import translation

from reintegration.ground.territory.loading import DATA, load_territory
from reintegration.ground.territory.models import Province, ProvinceAlias, ProvinceSpelling, Region

pytestmark = pytest.mark.django_db
ALIASES = list(csv.DictReader(io.StringIO((DATA / "province_aliases.csv").read_text(encoding="utf-8"))))


def test_territory_holds_12_regions_75_provinces_and_8_parts_of_casablanca():
    assert Region.objects.count() == 12
    assert Province.objects.territories().count() == 75
    parts = Province.objects.filter(parent__code="06.141")
    assert parts.count() == 8 == Province.objects.exclude(parent=None).count()


def test_loading_again_changes_no_count():
    counts = [model.objects.count() for model in (Region, Province, ProvinceAlias, ProvinceSpelling)]
    load_territory(apps)
    assert [model.objects.count() for model in (Region, Province, ProvinceAlias, ProvinceSpelling)] == counts


def test_every_province_has_its_census_rates_and_lies_in_the_region_of_its_code():
    for province in Province.objects.select_related("region"):
        assert province.code.startswith(province.region.code)
        assert None not in (province.unemployment_rate, province.activity_rate, province.illiteracy_rate)
        assert province.census_year == 2024


def test_el_jadida_has_its_code_names_and_rates():
    province = Province.objects.get(code="06.181")
    assert (province.name_ar, province.name_fr, province.kind) == ("الجديدة", "El Jadida", "province")
    assert (province.unemployment_rate, province.activity_rate, province.illiteracy_rate) == (
        Decimal("19.3"), Decimal("41.8"), Decimal("29.0"),
    )  # fmt: skip


@pytest.mark.parametrize("row", ALIASES, ids=lambda row: row["alias"])
def test_alias_names_its_province(row):
    assert Province.objects.named(row["alias"]).code == row["province_code"]


@pytest.mark.parametrize("text", ["الجديدة", "الجديده", "el jadida", "EL-JADIDA ", "Eljadida", "06.181"])
def test_any_spelling_of_el_jadida_names_it(text):
    assert Province.objects.named(text).code == "06.181"


def test_every_province_is_named_by_its_names_and_code():
    for province in Province.objects.all():
        assert {Province.objects.named(n) for n in (province.name_ar, province.name_fr, province.code)} == {province}


@pytest.mark.parametrize("text", ["", "  ", "Atlantide", "الجديدة؟؟ سطات"])
def test_unknown_name_is_refused(text):
    with pytest.raises(Province.DoesNotExist):
        Province.objects.named(text)


@pytest.mark.parametrize("query", ["jadid", "الجديدة", "Jadida el"])
def test_clerk_finds_el_jadida_by_the_beginning_of_its_name(query):
    assert [p.code for p in Province.objects.matching(query)] == ["06.181"]


@pytest.mark.parametrize(("language", "name"), [("ar", "الجديدة"), ("fr", "El Jadida"), ("en", "El Jadida")])
def test_province_is_called_in_the_language_of_the_page(language, name):
    with translation.override(language):
        assert str(Province.objects.get(code="06.181")) == name


def test_region_has_its_own_english_name():
    with translation.override("en"):
        assert Region.objects.get(code="01").name == "Tangier-Tetouan-Al Hoceima"
