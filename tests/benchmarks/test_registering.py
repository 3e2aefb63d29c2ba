"""What one person costs from the door to a drafted project: people one by one, against all of them together.

Run with `bin/test --full -s -k registering`. Nothing asserts a time: CPU milliseconds a person and ratios are printed.
"""

import os
import time
from dataclasses import dataclass, field

import pytest

from beneficiaries.models import Beneficiary, Diagnosis, LifeProject, Placement, ProjectItem, Training
from beneficiaries.services import diagnoses, interventions, particulars, people, projects
from beneficiaries.services.interventions import Session
from beneficiaries.services.people import Admission
from reintegration.demo.names import names
from reintegration.ground.reference.models import Axis, Sector
from reintegration.ground.territory.models import Province
from tests.factories import ITEMS, OPENED_ON, make_coordinator, make_province

pytestmark = pytest.mark.django_db
PEOPLE, ALONE = int(os.environ.get("BENCHMARK_PEOPLE", 478)), 48
SESSION = 12
"""People in a session."""
SESSIONS = 19
"""Sessions of one person: what 9,183 attendances of 478 people come to."""


@dataclass
class Office:
    """A centre with its coordinator, and people who come through its door."""

    by: object
    province: Province
    sector: Sector
    axis: Axis
    source: object = field(default_factory=lambda: names("benchmark"))
    number: int = 0

    def newcomer(self):
        self.number += 1
        name = self.source.any_of("F" if self.number % 5 == 0 else "M")
        person = Beneficiary(
            centre=self.by.postings_now[0].centre,
            sex=name.sex,
            birth_year=1960 + self.number % 45,
            cin=f"B{100_000 + self.number}",
            given_name_ar=name.given_ar,
            family_name_ar=name.family_ar,
            given_name_latin=name.given_latin,
            family_name_latin=name.family_latin,
        )
        return Admission(person, self.province, opened_on=OPENED_ON)

    def draft(self, person):
        titles = {"title_ar": "ورشة خياطة", "title_fr": "Atelier de couture"}
        where = {"sector": self.sector, "province": self.province}
        items = [ProjectItem(**item) for item in ITEMS]
        return LifeProject(episode=person.episodes.get(), **titles, **where), items

    def session(self, group, number):
        centre = self.by.postings_now[0].centre
        return Session(centre, self.axis, OPENED_ON, f"Séance {number}", group)


@pytest.fixture
def office():
    return Office(make_coordinator(), make_province(), Sector.objects.first(), Axis.objects.first())


def sessions_of(office, files):
    groups = [files[start : start + SESSION] for start in range(0, len(files), SESSION)]
    return [office.session(group, number) for number in range(SESSIONS) for group in groups]


def one_by_one(office, count):
    by, files = office.by, []
    for one in (office.newcomer() for _number in range(count)):
        opening = {"province": one.province, "opened_on": one.opened_on, "consented_on": one.consented_on}
        yield "admitted", lambda one=one, opening=opening: people.admit(person=one.person, by=by, **opening)
        person = one.person
        files.append(person)
        for record in (Training(beneficiary=person, title_ar="نجارة"), placement(person)):
            yield "particulars", lambda record=record: particulars.save(record=record, by=by)
        yield "diagnosed", lambda person=person: diagnoses.add(diagnosis=diagnosis(person), by=by)
        yield "drafted", lambda person=person: drafted(office, person)
    for session in sessions_of(office, files):
        yield "sessions", lambda session=session: interventions.record(by=by, **vars(session))


def together(office, count):
    by = office.by
    admissions = [office.newcomer() for _number in range(count)]
    files = [one.person for one in admissions]
    yield "admitted", lambda: people.admit_all(admissions=admissions, by=by)
    for make in (lambda person: Training(beneficiary=person, title_ar="نجارة"), placement):
        yield "particulars", lambda make=make: particulars.save_all(records=[make(p) for p in files], by=by)
    yield "diagnosed", lambda: diagnoses.add_all(diagnoses=[diagnosis(person) for person in files], by=by)
    yield "drafted", lambda: projects.draft_all(drafts=[office.draft(person) for person in files], by=by)
    yield "sessions", lambda: interventions.record_all(sessions=sessions_of(office, files), by=by)


def drafted(office, person):
    project, items = office.draft(person)
    return projects.draft_all(drafts=[(project, items)], by=office.by)


def diagnosis(person):
    return Diagnosis(episode=person.episodes.get(), skills="نجارة", done_on=OPENED_ON)


def placement(person):
    return Placement(beneficiary=person, employer="Atelier Zahra", started_on=OPENED_ON)


def spent(way, office, count):
    """CPU milliseconds a person, by what was done."""
    costs = {}
    for name, act in way(office, count):
        began = time.process_time()
        act()
        costs[name] = costs.get(name, 0) + (time.process_time() - began) * 1000 / count
    return costs


def test_registering_many_costs_a_fraction_of_one_by_one(office):
    together_costs = spent(together, office, PEOPLE)
    alone_costs = spent(one_by_one, office, ALONE)

    for name in alone_costs:
        alone, among = alone_costs[name], together_costs[name]
        print(f"\n{name}: {alone:.1f} → {among:.1f} ms a person, ÷{alone / among:.1f}", end="")
    alone, among = sum(alone_costs.values()), sum(together_costs.values())
    print(f"\nfrom the door to the draft: {alone:.1f} → {among:.1f} ms a person, ÷{alone / among:.1f}")
    assert Beneficiary.objects.count() == PEOPLE + ALONE
    assert Placement.objects.count() == PEOPLE + ALONE
