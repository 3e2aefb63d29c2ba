"""The figures of both articles, word for word, among very many other people, placements and sessions of other years.

Run with `bin/test --full -s -k seeds_among_many`, on either engine.
"""

import os

import pytest

from reintegration.demo import el_jadida, ramadan_2019
from reintegration.ground.access.models import Centre, User
from tests.benchmarks.test_figures import take_part
from tests.benchmarks.test_people import fill
from tests.demo.moving import printed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

OTHERS = int(os.environ.get("BENCHMARK_PEOPLE", 100_000))
SLUGS = (el_jadida.SLUG, ramadan_2019.SLUG)


def test_seeds_among_many_other_people_print_the_same_figures():
    before = {slug: printed(slug) for slug in SLUGS}
    centre, souad = Centre.objects.get(code="CAS"), User.objects.get(username="souad")
    fill(centre, souad, 0, OTHERS)
    for year in (2017, 2020, 2021):
        take_part(centre, souad, year)
    assert {slug: printed(slug) for slug in SLUGS} == before


def test_control_others_of_the_same_year_are_counted():
    before = printed(ramadan_2019.SLUG)["figures"]["placements.2018"]
    centre, souad = Centre.objects.get(code="CAS"), User.objects.get(username="souad")
    fill(centre, souad, 0, 100)
    take_part(centre, souad, 2018)
    assert printed(ramadan_2019.SLUG)["figures"]["placements.2018"] > before
