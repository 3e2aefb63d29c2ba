"""How well duplicates are found among invented people written down twice, and what one search among many costs.

Run with `bin/test --full -s -k duplicates`. Recall and precision are asserted with slack; times are printed.
"""

import os
import statistics
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beneficiaries import duplicates
from beneficiaries.models import Beneficiary
from tests.benchmarks.noise import Writing
from tests.factories import make_centre

pytestmark = pytest.mark.django_db

MANY = int(os.environ.get("BENCHMARK_PEOPLE", 20_000))
ASKED = 200


def fill(writing, centre, count):
    """`count` people and their files' ids; every tenth is somebody's sibling."""
    people = []
    for number in range(count):
        people.append(writing.sibling(people[-1]) if number % 10 == 9 else writing.person())
    rows = [
        Beneficiary(centre=centre, sex="M", file_number=f"CAS-1999-{number:07d}", **values)
        for number, values in enumerate(people)
    ]
    for start in range(0, count, 2_000):
        Beneficiary.objects.bulk_create(rows[start : start + 2_000])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [(values, row.pk) for values, row in zip(people, rows, strict=True)]


@pytest.fixture
def writing():
    return Writing()


def test_duplicates_are_found_and_others_left_alone(writing):
    files = fill(writing, make_centre(), 6_000)
    twice = [(writing.again(values), pk) for values, pk in files[::6]]

    found = [(pk, duplicates.find(values, Beneficiary.objects.all())) for values, pk in twice]

    for name, least in (("warn", duplicates.WARN), ("block", duplicates.BLOCK)):
        hits = [(pk, other) for pk, rows in found for likeness, other in rows if likeness.score >= least]
        right = sum(pk == other for pk, other in hits)
        recall, precision = right / len(twice), right / len(hits)
        print(f"\n{name} at {least}: recall {recall:.3f}, precision {precision:.3f}", end="")
        if name == "warn":
            assert recall >= 0.95
            assert precision >= 0.80
        else:
            assert precision >= 0.97


def test_control_without_the_birth_namesakes_are_taken_for_one_person(writing, monkeypatch):
    files = fill(writing, make_centre(), 3_000)
    monkeypatch.setattr(duplicates, "_birth", lambda values, other: (1, duplicates.SAME))

    found = [(pk, duplicates.find(values, Beneficiary.objects.all())) for values, pk in files[::10]]

    hits = [(pk, other) for pk, rows in found for _likeness, other in rows]
    assert sum(pk == other for pk, other in hits) / len(hits) < 0.85


def test_duplicate_search_asks_once_and_reads_no_whole_table(writing):
    files = fill(writing, make_centre(), MANY)
    asked = [writing.again(values) for values, _pk in files[:: max(1, MANY // ASKED)]]
    spent, worked = [], []

    with CaptureQueriesContext(connection) as captured:
        for values in asked:
            began, began_work = time.perf_counter(), time.process_time()
            duplicates.find(values, Beneficiary.objects.all())
            spent.append((time.perf_counter() - began) * 1000)
            worked.append((time.process_time() - began_work) * 1000)

    candidates = [duplicates.candidates(values, Beneficiary.objects.all()).count() for values in asked]
    p95, p95_cpu = (statistics.quantiles(times, n=20)[-1] for times in (spent, worked))
    median = statistics.median(spent)
    print(f"\none against {MANY}: median {median:.1f} ms, p95 {p95:.1f} ms, p95 of CPU here {p95_cpu:.1f} ms", end="")
    print(f"; candidates: mean {statistics.mean(candidates):.0f}, most {max(candidates)}")
    assert len(captured) == len(asked)
    plan = duplicates.candidates(asked[0], Beneficiary.objects.all()).order_by().explain()
    assert "SCAN" not in plan and "Seq Scan" not in plan, plan
