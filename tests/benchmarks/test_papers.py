"""What papers cost: a ceremony's certificates beside one file each, and lists, by how many people are on them.

Run with `bin/test --full --sqlite -s -k papers_cost`. CPU seconds of all processes and the largest process are printed;
asserted are ratios, the budgets of CPU and of memory, never a wall time.
"""

import json
import os
import subprocess
import sys

from django.conf import settings

FEW, SOME, ALL = 26, 104, int(os.environ.get("BENCHMARK_PAPERS", "478"))
MEMORY_MAX = 300


def measured(how, count):
    """CPU seconds, seconds on the clock and peak MB of the largest process, printing in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.papers_alone", how, str(count)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    done = subprocess.run(command, capture_output=True, check=True, cwd=settings.BASE_DIR, env=environment)
    cost = json.loads(done.stdout)
    print(
        f"{how:5} {count:3}: {cost['cpu']:5.1f} s CPU, {1000 * cost['cpu'] / count:3.0f} ms each, "
        f"{cost['seconds']:4.1f} s on the clock, {cost['mb']:.0f} MB"
    )
    assert cost["mb"] < MEMORY_MAX
    return cost["cpu"]


def test_papers_cost_of_certificates_is_linear_and_a_third_of_one_file_each():
    print()
    each = measured("each", FEW) / FEW
    few, some, many = (measured("batch", count) for count in (FEW, SOME, ALL))
    print(f"one file each against a batch of {ALL}: × {each * ALL / many:.1f}")
    assert few < 5 and many < 60
    assert each * ALL > 3 * many
    assert many / ALL < 1.5 * some / SOME, "the cost of one grows with their number"


def test_papers_cost_of_lists_is_linear():
    print()
    few, many = measured("list", FEW), measured("list", ALL)
    assert many / ALL < 1.5 * few / FEW, "the cost of a row grows with their number"
