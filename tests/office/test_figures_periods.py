"""Report periods: what the foundation did for everybody over a time, counted from records and not from files."""

from datetime import date

import pytest

from beneficiaries.models import Beneficiary, Placement
from programs.models import ReportPeriod
from reintegration.ground import records
from reintegration.ground.reference.models import Axis
from reintegration.office.figures import figures_of
from tests.factories import make_coordinator, make_intervention, make_person
from tests.programs.factories import make_program

pytestmark = pytest.mark.django_db


def values(program):
    return {key: figure.value for key, figure in figures_of(program).items()}


def make_period(program, indicator, key="2018", starts_on=date(2018, 1, 1), ends_on=date(2018, 12, 31)):
    period = ReportPeriod(program=program, indicator=indicator, key=key, starts_on=starts_on, ends_on=ends_on)
    return records.store(period, by=None)


def place(person, day):
    return records.store(Placement(beneficiary=person, employer="Société", started_on=day), by=None)


def test_placements_count_each_person_of_the_period_once():
    souad, program = make_coordinator(), make_program()
    woman, man = make_person(by=souad), make_person(by=souad, sex="M")
    late, double = make_person(by=souad, sex="M"), make_person(by=souad)
    Beneficiary.objects.filter(pk=double.pk).update(canonical=woman)
    for person, day in (
        (woman, date(2018, 1, 1)),
        (woman, date(2018, 6, 1)),
        (double, date(2018, 7, 1)),
        (man, date(2018, 12, 31)),
        (man, date(2017, 12, 31)),
        (late, date(2019, 1, 1)),
    ):
        place(person, day)
    make_period(program, "placements")
    found = values(program)
    assert (found["placements.2018"], found["placements.2018.women"]) == (2, 1)
    assert found["placements.2018.women_percent"] == 50.0


def test_interventions_count_attendances_by_axis_and_sessions():
    souad, program = make_coordinator(), make_program()
    people = [make_person(by=souad, opened_on=date(2018, 1, 1)) for _ in range(2)]
    social, health = Axis.objects.get(code="social"), Axis.objects.get(code="health")
    make_intervention(people=people, by=souad, axis=social, held_on=date(2018, 3, 1))
    make_intervention(people=people[:1], by=souad, axis=health, held_on=date(2018, 12, 31))
    make_intervention(people=people, by=souad, axis=health, held_on=date(2019, 1, 1))
    make_period(program, "interventions")
    found = values(program)
    keys = ("", ".social", ".health", ".family", ".sessions")
    assert [found[f"interventions.2018{key}"] for key in keys] == [3, 2, 1, 0, 2]


def test_period_without_anything_has_no_share():
    program = make_program()
    make_period(program, "placements")
    assert values(program)["placements.2018.women_percent"] is None
