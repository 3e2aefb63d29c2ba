"""The list of people and its search, at few and at many people: the same queries, and what the page costs more.

Run with `bin/test --full --sqlite -s -k people_list`. Nothing asserts a wall time; CPU seconds are printed as a ratio.
"""

import os
import statistics
import time

import pytest
from django.urls import reverse

from beneficiaries.models import Beneficiary, Episode, Residence
from beneficiaries.services import people
from reintegration.demo.names import names
from tests.factories import OPENED_ON, make_coordinator, make_province
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

FEW, MANY = 1_000, int(os.environ.get("BENCHMARK_PEOPLE", 20_000))
BATCH = 2_000


def fill(centre, worker, start, count):
    """Write people `start` … `start + count` as the bulk import does, past the services."""
    source, province = names("benchmark"), make_province()
    for first in range(start, start + count, BATCH):
        rows = [_person(source, centre, number) for number in range(first, min(first + BATCH, start + count))]
        Beneficiary.objects.bulk_create(rows)
        Residence.objects.bulk_create(
            Residence(beneficiary=row, province=province, starts_on=OPENED_ON) for row in rows
        )
        Episode.objects.bulk_create(
            Episode(beneficiary=row, centre=centre, worker=worker, opened_on=OPENED_ON) for row in rows
        )


def _person(source, centre, number):
    name = source.any_of("F" if number % 5 == 0 else "M")
    values = {
        "given_name_ar": name.given_ar,
        "family_name_ar": name.family_ar,
        "given_name_latin": name.given_latin,
        "family_name_latin": name.family_latin,
        "birth_year": 1960 + number % 45,
        "cin": f"B{1_000_000 + number}",
        "phone": f"06{number:08d}",
        "file_number": f"CAS-1999-{number:07d}",
    }
    return Beneficiary(centre=centre, sex=name.sex, **values | people.derived(values))


def cpu(client, url, times=9):
    """Median CPU milliseconds of a page, after one warming."""
    client.get(url)
    spent = []
    for _time in range(times):
        began = time.process_time()
        assert client.get(url).status_code == 200
        spent.append((time.process_time() - began) * 1000)
    return statistics.median(spent)


def test_people_list_and_search_cost_little_more_with_many_people(client):
    souad = make_coordinator()
    client.force_login(souad)
    centre = souad.postings.get().centre
    listing = reverse("admin:beneficiaries_beneficiary_changelist")
    pages = {"list": listing, "name": f"{listing}?q=ياسين", "phone": f"{listing}?q=0600000042"}

    fill(centre, souad, 0, FEW)
    few = {name: (cpu(client, url), count_queries(client, url)) for name, url in pages.items()}
    fill(centre, souad, FEW, MANY - FEW)
    many = {name: (cpu(client, url), count_queries(client, url)) for name, url in pages.items()}

    for name in pages:
        print(f"{name}: {few[name][0]:.0f} → {many[name][0]:.0f} ms CPU, ×{many[name][0] / few[name][0]:.2f}")
    assert {name: queries for name, (_ms, queries) in many.items()} == {n: q for n, (_ms, q) in few.items()}
