"""A program's page, lists and report among few and among very many other people: the same queries, and the time.

Run with `bin/test --full --sqlite -s -k program_figures_among`. Nothing asserts a wall time; CPU is printed as a ratio.
"""

import os
import statistics
import time
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beneficiaries.models import Beneficiary, Intervention, InterventionAttendance, Placement
from programs.models import ReportPeriod
from reintegration.ground import records
from reintegration.ground.reference.models import Axis
from reintegration.office.figures import as_json
from tests.benchmarks.test_people import cpu, fill
from tests.factories import make_coordinator, make_user
from tests.programs.factories import make_application, make_line
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

FEW, MANY = 1_000, int(os.environ.get("BENCHMARK_PEOPLE", 100_000))
FILES, PLACED, SESSIONS, GROUP = 12, 450, 300, 30
PERIOD = {"key": "2018", "starts_on": date(2018, 1, 1), "ends_on": date(2018, 12, 31)}


def make_season(souad):
    """A season with files, and periods in which many were placed and many took part in sessions."""
    line = make_line(amount="500000")
    for _file in range(FILES):
        make_application(by=souad, status="approved", line=line)
    for indicator in ReportPeriod.Indicator:
        records.store(ReportPeriod(program=line.program, indicator=indicator, **PERIOD), by=None)
    return line.program


def take_part(centre, worker, year):
    """Placements and sessions of a year, past the services."""
    people = list(Beneficiary.objects.filter(centre=centre).order_by("-pk").values_list("pk", flat=True)[:PLACED])
    Placement.objects.bulk_create(
        Placement(beneficiary_id=pk, employer="Société", started_on=date(year, 6, 1)) for pk in people
    )
    axes = list(Axis.objects.all())
    held = Intervention.objects.bulk_create(
        Intervention(centre=centre, axis=axes[n % len(axes)], held_on=date(year, 6, 1), subject="S", done_by=worker)
        for n in range(SESSIONS)
    )
    InterventionAttendance.objects.bulk_create(
        [InterventionAttendance(intervention=row, beneficiary_id=pk) for row in held for pk in people[:GROUP]]
    )


def report_cost(program, times=9):
    """Median CPU milliseconds and queries of the report."""
    spent = []
    for _time in range(times):
        with CaptureQueriesContext(connection) as captured:
            began = time.process_time()
            as_json(program)
            spent.append((time.process_time() - began) * 1000)
    return statistics.median(spent), len(captured)


def test_program_figures_among_many_other_people_cost_little_more(client):
    souad = make_coordinator()
    centre, program = souad.postings.get().centre, make_season(souad)
    fill(centre, souad, 0, FEW)
    take_part(centre, souad, 2018)
    client.force_login(make_user("auditor"))
    pages = {"page": reverse("admin:program_figures", args=[program.slug])}
    for key in ("applications.approved", "placements.2018", "interventions.2018"):
        pages[key] = reverse("admin:program_figure", args=[program.slug, key])

    def measured():
        found = {name: (cpu(client, url), count_queries(client, url)) for name, url in pages.items()}
        return found | {"report": report_cost(program)}

    few = measured()
    before = as_json(program)
    fill(centre, souad, FEW, MANY - FEW)
    for year in range(2019, 2024):
        take_part(centre, souad, year)
    many = measured()

    for name, (ms, queries) in many.items():
        print(f"{name}: {few[name][0]:.0f} → {ms:.0f} ms CPU, ×{ms / few[name][0]:.2f}, {queries} queries")
    assert {name: queries for name, (_ms, queries) in many.items()} == {n: q for n, (_ms, q) in few.items()}
    assert as_json(program) == before
