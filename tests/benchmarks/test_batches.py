"""A season's files submitted, checked and approved: one by one and all together, per file.

Run with `bin/test --full --sqlite -s -k batches`. Nothing asserts a wall time; CPU milliseconds are printed as a ratio.
"""

import os
import time

import pytest

from programs.services import applications, decisions
from tests.factories import make_coordinator, make_person, make_project, make_user, reread
from tests.programs.factories import cost, make_line

pytestmark = pytest.mark.django_db

SAMPLE, ALL = 48, int(os.environ.get("BENCHMARK_FILES", "478"))


class Season:
    """Projects of as many people, and those who bring them to approval."""

    def __init__(self, number):
        self.souad, self.nadia, self.driss = make_coordinator(), make_user("programme_officer"), make_user("approver")
        self.line = make_line(amount=str(10 * number))
        self.projects = [self._project() for _number in range(number)]

    def _project(self):
        return make_project(person=make_person(by=self.souad), by=self.souad, items=cost("10"))

    def one_by_one(self):
        for project in self.projects:
            file = applications.submit(project=project, program=self.line.program, by=self.souad)
            applications.check(application=file, by=self.nadia)
            decisions.approve(application=file, line=self.line, by=self.driss)

    def together(self):
        files = applications.submit_all(projects=self.projects, program=self.line.program, by=self.souad)
        applications.check_all(applications=files, by=self.nadia)
        decisions.approve_all(applications=files, line=self.line, by=self.driss)

    def cpu(self, way):
        """CPU milliseconds per file."""
        began = time.process_time()
        way()
        spent = (time.process_time() - began) * 1000 / len(self.projects)
        assert reread(self.line).free == 0
        return spent


def test_batches_cost_a_file_a_fraction_of_what_it_costs_alone():
    Season(2).one_by_one()
    few, many = Season(SAMPLE), Season(ALL)
    alone, together = few.cpu(few.one_by_one), many.cpu(many.together)
    print(
        f"\n{ALL} files: {together:.1f} ms a file together, {alone:.1f} ms alone ({SAMPLE}): × {alone / together:.1f}"
    )
    assert together < alone
