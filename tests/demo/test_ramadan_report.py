"""The report of Ramadan 2019: the figures of the article, each counted from the records and moved by them."""

from datetime import date

import pytest

from beneficiaries.models import Beneficiary, Detention, Intervention, InterventionAttendance, Placement
from programs.models import Application, PublishedFigure
from reintegration.demo.ramadan_2019 import SLUG
from reintegration.ground.reference.models import Sector
from tests.demo.moving import delete, moved_by, printed, raw
from tests.factories import make_province

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

REGIONS = {
    "01": 52, "02": 37, "03": 66, "04": 71, "06": 112, "07": 58, "08": 21, "09": 36, "10": 11, "11": 14,
}  # fmt: skip
SECTORS = {
    "agriculture": 35, "catering": 62, "commerce": 158, "construction": 22, "crafts": 74, "industry": 31,
    "services": 96,
}  # fmt: skip
PUBLISHED = {
    "growth_percent": 66.7,
    "applications.submitted": 478,
    "applications.approved": 478,
    "approved_mad": "13500000.00",
    "average_project_mad": "28242.68",
    "funding.allocated_mad": "13500000.00",
    "regions": REGIONS,
    "regions.count": 10,
    "regions.absent": ["05", "12"],
    "sectors": SECTORS,
    "moussalaha": 18,
    "handed_over.people": 26,
    "handed_over.women": 6,
    "ceremony.launch.held_on": "2019-05-27",
    "ceremony.launch.expected": 26,
    "ceremony.launch.delivered": 26,
    "ceremony.launch.delivered_women": 6,
    "ceremony.launch.delivered_men": 20,
    "ceremony.launch.delivered_former_protection_residents": 2,
    "placements.2018": 453,
    "placements.2018.women": 87,
    "placements.2018.women_percent": 19.2,
    "interventions.2018_2019": 9183,
}


def test_report_prints_every_figure_of_the_article():
    figures = printed(SLUG)["figures"]
    assert {key: figures.get(key) for key in PUBLISHED} == PUBLISHED


def test_launch_hands_over_equipment_and_cheques():
    figures = printed(SLUG)["figures"]
    kinds = [figures[f"support.{kind}"] for kind in ("equipment", "cheque", "both")]
    assert min(kinds) > 0
    assert sum(kinds) == 26


def test_report_shows_what_was_announced_for_this_season_and_the_one_before():
    figures = printed(SLUG)["figures"]
    announced = {key: (value["value"], value["qualifier"]) for key, value in figures.items() if "announced." in key}
    assert announced == {
        "announced.beneficiaries": ("478", "eq"),
        "announced.budget_mad": ("13500000", "ge"),
        "announced.budget_usd": ("1430000", "eq"),
        "previous.announced.budget_mad": ("8100000", "eq"),
        "previous.announced.budget_usd": ("852000", "eq"),
    }
    assert figures["announced.budget_usd"]["as_printed"] == "1.43 مليون دولار"


def test_report_lists_the_partners_and_says_in_one_line_what_was_not_handed_over():
    report = printed(SLUG)
    assert len(report["figures"]["partners"]) == 5
    assert [line for line in report["reconciliation"] if "478" in line and "26" in line]
    assert not [line for line in report["reconciliation"] if "Announced" in line or "llocated" in line]


def test_interventions_are_held_with_one_person_and_with_many_in_every_field():
    figures = printed(SLUG)["figures"]
    axes = ("administrative", "judicial", "social", "family", "health")
    by_axis = [figures[f"interventions.2018_2019.{axis}"] for axis in axes]
    assert min(by_axis) > 0
    assert sum(by_axis) == 9183
    assert 0 < Intervention.objects.count() < 9183


# --- the proof that figures are counted -----------------------------------------------------------------------------


def first():
    """The first man of the launch in Casablanca-Settat: 23,800.00 MAD by cheque, in construction."""
    files = Application.objects.filter(program__slug=SLUG, handovers__ceremony__slug="launch", sex="M")
    return files.filter(region__code="06").order_by("pk")[0]


def update_first(**values):
    raw(Application, pk=first().pk).update(**values)


def change_province():
    province = make_province("Béni Mellal")
    update_first(province=province, region=province.region)


def change_sector():
    update_first(sector=Sector.objects.get(code="sea_fishing"))


def placed(sex):
    return Placement.objects.filter(beneficiary__sex=sex).order_by("pk")[0]


def of_axis(code):
    return InterventionAttendance.objects.filter(intervention__axis__code=code).order_by("pk")[0]


def difference(before, after):
    """What a change moved: a count by how much, a table by how much in which row; of anything else what it is now."""
    if isinstance(before, int) and isinstance(after, int):
        return after - before
    if isinstance(before, dict) and isinstance(after, dict):
        rows = before | after
        return {row: after.get(row, 0) - before.get(row, 0) for row in rows if before.get(row) != after.get(row)}
    return after


CHANGES = {
    "one sex": (
        lambda: update_first(sex="F"),
        {
            "people.women": 1,
            "people.men": -1,
            "handed_over.women": 1,
            "ceremony.launch.delivered_women": 1,
            "ceremony.launch.delivered_men": -1,
        },
    ),
    "one sector": (change_sector, {"sectors": {"sea_fishing": 1, "construction": -1}}),
    "one province": (
        change_province,
        {
            "regions": {"05": 1, "06": -1},
            "regions.count": 1,
            "regions.absent": ["12"],
            "provinces": {"05.091": 1, "06.117": -1},
        },
    ),
    "one placement of a man": (lambda: delete(raw(Placement, pk=placed("M").pk)), {"placements.2018": -1}),
    "one placement of a woman": (
        lambda: delete(raw(Placement, pk=placed("F").pk)),
        {"placements.2018": -1, "placements.2018.women": -1, "placements.2018.women_percent": 19.0},
    ),
    "one placement moved to the next year": (
        lambda: raw(Placement, pk=placed("M").pk).update(started_on=date(2019, 1, 1)),
        {"placements.2018": -1},
    ),
    "the sex of a person placed": (
        lambda: raw(Beneficiary, pk=placed("M").beneficiary_id).update(sex="F"),
        {"placements.2018.women": 1, "placements.2018.women_percent": 19.4},
    ),
    "one part in a session": (
        lambda: delete(raw(InterventionAttendance, pk=of_axis("family").pk)),
        {"interventions.2018_2019": -1, "interventions.2018_2019.family": -1},
    ),
    "one session moved behind the period": (
        lambda: raw(Intervention, pk=of_axis("health").intervention_id).update(held_on=date(2019, 5, 28)),
        {"interventions.2018_2019": -20, "interventions.2018_2019.health": -20, "interventions.2018_2019.sessions": -1},
    ),
    "one participant of Moussalaha": (lambda: delete(raw(Detention, is_moussalaha=True)), {"moussalaha": -1}),
    "the budget of the season before": (
        lambda: delete(raw(PublishedFigure, program__slug="ramadan-2018", indicator="budget_mad")),
        {"growth_percent": None, "previous.announced.budget_mad": None},
    ),
    "one application": (
        lambda: delete(raw(Application, pk=first().pk)),
        {
            "applications.submitted": -1,
            "applications.approved": -1,
            "approved_mad": "13476200.00",
            "average_project_mad": "28251.99",
            "regions": {"06": -1},
            "provinces": {"06.117": -1},
            "sectors": {"construction": -1},
            "people.men": -1,
            "people.trained": -1,
            "people.diagnosed_in_detention": -1,
            "people.resident_in_province_of_project": -1,
            "support.cheque": -1,
            "handed_over.people": -1,
            "handed_over.amount_mad": "685850.00",
            "ceremony.launch.expected": -1,
            "ceremony.launch.delivered": -1,
            "ceremony.launch.delivered_men": -1,
            "ceremony.launch.delivered_cheque": -1,
        },
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change_of_one_record_moves_exactly_its_figures(name):
    change, expected = CHANGES[name]
    moved = moved_by(SLUG, change, difference)
    assert moved == expected
