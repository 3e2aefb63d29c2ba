"""The search over everything and the path of a page of people, at few and at many people: queries and milliseconds.

Run with `bin/test --full -s -k search_over_everything`. Asserts the same queries at both sizes; times are printed.
"""

import os
import statistics
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beneficiaries.models import Beneficiary, Episode, LifeProject
from beneficiaries.services import projects
from reintegration.ground.reference.models import Sector
from reintegration.office import path
from tests.benchmarks.test_people import FEW, fill
from tests.factories import make_centre, make_coordinator, make_province, make_user

pytestmark = pytest.mark.django_db

MANY = int(os.environ.get("BENCHMARK_PEOPLE", 20_000))
TYPED = {
    "common name": "محمد",
    "full name": "fatima zahra alaoui",
    "number": "CAS-1999-00042",
    "phone": "06 00 00 00 42",
    "card": "B1000042",
    "title": "soudure",
    "nothing": "zzyzx",
}
TITLES = [
    {"title_ar": "ورشة الخياطة", "title_fr": "Atelier de couture"},
    {"title_ar": "محل لبيع الخضر والفواكه", "title_fr": "Vente de fruits et légumes"},
    {"title_ar": "ورشة تلحيم وألمنيوم", "title_fr": "Soudure et aluminium"},
    {"title_ar": "صالون للحلاقة", "title_fr": "Salon de coiffure"},
]
TIMES = 15


def add_projects():
    """A project for every fourth accompaniment that has none, past the services."""
    sector, province = Sector.objects.first(), make_province()
    free = Episode.objects.filter(life_projects__isnull=True).values_list("pk", flat=True)
    rows = []
    for number, episode in enumerate(free):
        if number % 4:
            continue
        titles = TITLES[number // 4 % len(TITLES)]
        rows.append(
            LifeProject(episode_id=episode, sector=sector, province=province, **titles, **projects.derived(titles))
        )
    LifeProject.objects.bulk_create(rows, batch_size=2_000)


def measured(ask):
    """(queries, median and 95th percentile of this process's CPU milliseconds) of a call, after one warming."""
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    # Read at once: the next request empties what was captured.
    queries, spent = len(captured), []
    for _time in range(TIMES):
        began = time.process_time()
        ask()
        spent.append((time.process_time() - began) * 1000)
    return queries, statistics.median(spent), statistics.quantiles(spent, n=20)[-1]


def test_search_over_everything_costs_little_more_with_many_people(client):
    souad = make_coordinator()
    centre, others = souad.postings.get().centre, make_centre()
    nadia = make_user("programme_officer")
    figures = {}

    for size, start in ((FEW, 0), (MANY, FEW)):
        half = (size - start) // 2
        fill(centre, souad, start, half)
        fill(others, souad, start + half, size - start - half)
        add_projects()
        # The planner knows no more than it has counted.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        figures[size] = {}
        for user in (souad, nadia):
            client.force_login(user)
            for name, text in TYPED.items():
                ask = lambda text=text: client.post(reverse("admin:search_results"), {"q": text})  # noqa: E731
                figures[size][f"{user}: {name}"] = measured(ask)
        people = Beneficiary.objects.visible_to(nadia).order_by("-pk")[:50]
        figures[size]["path of 50"] = measured(lambda people=people: path.of_people(people.all(), user=nadia))
        number = people[0].file_number
        figures[size]["case file"] = measured(lambda number=number: client.get(f"/cases/{number}/"))

    for name, (queries, middle, slow) in figures[MANY].items():
        print(f"{name}: {queries} queries, {figures[FEW][name][1]:.0f} → {middle:.0f} ms, p95 {slow:.0f} ms")
    assert {name: row[0] for name, row in figures[FEW].items()} == {n: row[0] for n, row in figures[MANY].items()}
