"""The map of the regions: each has its shape, its shade by its number, and leads to its list."""

import pytest
from django.urls import reverse

from reintegration.ground.territory.models import Region
from reintegration.office.region_map import region_map
from tests.factories import make_user
from tests.programs.factories import make_application


@pytest.mark.django_db
def test_every_region_has_its_shape():
    drawn = region_map({region.code: (region.name, 0, "") for region in Region.objects.all()})
    assert sorted(shape["code"] for shape in drawn["shapes"]) == sorted(Region.objects.values_list("code", flat=True))
    assert {shape["shade"] for shape in drawn["shapes"]} == {0}


@pytest.mark.parametrize(("number", "shade", "is_dark"), [(0, 0, False), (1, 1, False), (51, 3, True), (100, 4, True)])
def test_region_is_shaded_by_its_share_of_the_most(number, shade, is_dark):
    drawn = region_map({"01": ("first", 100, "/1/"), "02": ("second", number, "/2/")})
    second = drawn["shapes"][1]
    assert (second["code"], second["shade"], second["is_dark"], second["url"]) == ("02", shade, is_dark, "/2/")


@pytest.mark.django_db
def test_page_draws_the_map_and_credits_it(client):
    application = make_application(status="approved")
    client.force_login(make_user("auditor"))
    text = client.get(reverse("admin:program_figures", args=[application.program.slug])).text
    url = reverse("admin:program_figure", args=[application.program.slug, f"regions.{application.region.code}"])
    assert f'<a href="{url}" aria-label="{application.region.name}: 1">' in text
    assert "OpenStreetMap" in text
    assert text.count("<path class=") == 12
