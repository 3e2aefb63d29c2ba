"""The report of El Jadida: the figures of the articles, each counted from the records and moved by them."""

from decimal import Decimal

import pytest
from django.core.management import CommandError

from beneficiaries.models import Diagnosis, Residence, Training
from disbursements.models import Ceremony, Disbursement, Handover
from programs.models import Application, FundingLine, PublishedFigure
from reintegration.demo.el_jadida import SLUG
from reintegration.ground.audit.models import AuditEntry
from reintegration.ground.reference.models import Sector
from tests.demo.moving import delete, moved_by, printed, raw
from tests.factories import make_province

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

PUBLISHED = {
    "funding.indh_mad": "778000.00",
    "funding.allocated_mad": "778000.00",
    "applications.submitted": 9,
    "applications.approved": 9,
    "approved_mad": "778000.00",
    "average_project_mad": "86444.44",
    "regions": {"06": 9},
    "provinces": {"06.181": 9},
    "sectors": {"agriculture": 1, "crafts": 3, "sea_fishing": 2, "services": 3},
    "people.women": 3,
    "people.men": 6,
    "people.former_protection_residents": 0,
    "people.trained": 9,
    "people.diagnosed_in_detention": 6,
    "people.diagnosed_at_centre": 3,
    "people.resident_in_province_of_project": 9,
    "support.equipment": 9,
    "support.cheque": 0,
    "support.both": 0,
    "handed_over.people": 9,
    "handed_over.women": 3,
    "handed_over.amount_mad": "778000.00",
    "alive": 0,
    "ceremony.el_jadida.held_on": "2021-05-11",
    "ceremony.el_jadida.expected": 9,
    "ceremony.el_jadida.delivered": 9,
    "ceremony.el_jadida.delivered_women": 3,
    "ceremony.el_jadida.delivered_men": 6,
    "ceremony.el_jadida.delivered_former_protection_residents": 0,
    "ceremony.el_jadida.delivered_equipment": 9,
    "ceremony.el_jadida.delivered_cheque": 0,
    "ceremony.el_jadida.delivered_both": 0,
    "partners": [],
    "regions.count": 1,
    "regions.absent": ["01", "02", "03", "04", "05", "07", "08", "09", "10", "11", "12"],
    "ceremony.el_jadida.presiding": {
        "president_ar": "محمد أمين الكروج",
        "president_fr": "Mohamed Amine El Guerrouj",
        "coordinator_ar": "حادة بقاش",
        "coordinator_fr": "Hadda Bakkach",
    },
}
# What names things and counts nothing.
NAMES = {"agreement", "ceremony.el_jadida.name"}


def test_report_prints_every_figure_of_the_article():
    counted = {key: value for key, value in printed(SLUG)["figures"].items() if not key.startswith("announced.")}
    assert {key: value for key, value in counted.items() if key not in NAMES} == PUBLISHED


def test_report_names_the_agreement_and_its_first_tranche():
    (agreement,) = printed(SLUG)["figures"]["agreement"]
    assert agreement["partner_fr"] == "Comité provincial de développement humain – El Jadida"
    assert (agreement["tranche"], agreement["allocated_mad"]) == (1, "778000.00")


def test_report_shows_what_was_announced_with_its_qualifier_source_and_day():
    announced = printed(SLUG)["figures"]["announced.indh_mad"]
    assert (Decimal(announced["value"]), announced["qualifier"]) == (778_000, "approx")
    assert (announced["as_printed"], announced["published_on"]) == ("778.000.00", "2021-05-11")
    assert announced["source"]


def test_figure_of_the_other_article_is_kept_and_not_shown():
    envelope = PublishedFigure.objects.get(program__slug=SLUG, indicator="envelope_mad")
    assert str(envelope.value) == "891261.58"
    assert "announced.envelope_mad" not in printed(SLUG)["figures"]


def test_report_is_recorded_and_says_when_there_is_no_such_program():
    entries = AuditEntry.objects.filter(action="report").count()
    printed(SLUG)
    assert AuditEntry.objects.filter(action="report").count() == entries + 1
    with pytest.raises(CommandError, match=SLUG):
        printed("2019-2020")


# --- the proof that figures are counted -----------------------------------------------------------------------------


def files():
    """The nine files by seat: the first is a woman's of 98,500.00 MAD in crafts, the fourth a man's in agriculture."""
    return Application.objects.filter(program__slug=SLUG).order_by("beneficiary__file_number")


def first():
    return files()[0]


def of_first(model, path="application"):
    return raw(model, **{path: first()})


def update_first(**values):
    raw(Application, pk=first().pk).update(**values)


def move_first():
    province = make_province("Marrakech")
    update_first(province=province, region=province.region)


WITHOUT_THE_FIRST = {
    "applications.submitted": 8,
    "applications.approved": 8,
    "approved_mad": "679500.00",
    "average_project_mad": "84937.50",
    "regions": {"06": 8},
    "provinces": {"06.181": 8},
    "sectors": {"agriculture": 1, "crafts": 2, "sea_fishing": 2, "services": 3},
    "people.women": 2,
    "people.trained": 8,
    "people.diagnosed_in_detention": 5,
    "people.resident_in_province_of_project": 8,
    "support.equipment": 8,
    "handed_over.people": 8,
    "handed_over.women": 2,
    "handed_over.amount_mad": "679500.00",
    "ceremony.el_jadida.expected": 8,
    "ceremony.el_jadida.delivered": 8,
    "ceremony.el_jadida.delivered_women": 2,
    "ceremony.el_jadida.delivered_equipment": 8,
}
CHANGES = {
    "one sex": (
        lambda: update_first(sex="M"),
        {
            "people.women": 2,
            "people.men": 7,
            "handed_over.women": 2,
            "ceremony.el_jadida.delivered_women": 2,
            "ceremony.el_jadida.delivered_men": 7,
        },
    ),
    "one sector": (
        lambda: update_first(sector=Sector.objects.get(code="construction")),
        {"sectors": {"agriculture": 1, "construction": 1, "crafts": 2, "sea_fishing": 2, "services": 3}},
    ),
    "one province": (
        move_first,
        {
            "provinces": {"06.181": 8, "07.351": 1},
            "regions": {"06": 8, "07": 1},
            "regions.count": 2,
            "regions.absent": ["01", "02", "03", "04", "05", "08", "09", "10", "11", "12"],
            # With one region alone it would be told by region.
            "moussalaha": 0,
        },
    ),
    "one origin": (
        lambda: update_first(is_former_protection_resident=True),
        {
            "people.former_protection_residents": 1,
            "ceremony.el_jadida.delivered_former_protection_residents": 1,
        },
    ),
    "one application": (lambda: delete(raw(Application, pk=first().pk)), WITHOUT_THE_FIRST),
    "one training": (lambda: delete(of_first(Training, "beneficiary__applications")), {"people.trained": 8}),
    "one diagnosis": (
        lambda: delete(of_first(Diagnosis, "episode__beneficiary__applications")),
        {"people.diagnosed_in_detention": 5},
    ),
    "one residence": (
        lambda: delete(of_first(Residence, "beneficiary__applications")),
        {"people.resident_in_province_of_project": 8},
    ),
    "one disbursement": (
        lambda: delete(of_first(Disbursement)),
        {
            "support.equipment": 8,
            "handed_over.amount_mad": "679500.00",
            "ceremony.el_jadida.delivered_equipment": 8,
        },
    ),
    "one handover": (
        lambda: delete(of_first(Handover)),
        {
            "handed_over.people": 8,
            "handed_over.women": 2,
            "handed_over.amount_mad": "679500.00",
            "ceremony.el_jadida.expected": 8,
            "ceremony.el_jadida.delivered": 8,
            "ceremony.el_jadida.delivered_women": 2,
            "ceremony.el_jadida.delivered_equipment": 8,
        },
    ),
    "the ceremony": (
        lambda: delete(raw(Ceremony, slug="el_jadida")),
        dict.fromkeys(key for key in (*PUBLISHED, *NAMES) if key.startswith("ceremony.")),
    ),
    "the funding line": (
        lambda: delete(raw(FundingLine, program__slug=SLUG)),
        {"funding.indh_mad": None, "funding.allocated_mad": "0.00", "agreement": []},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change_of_one_record_moves_exactly_its_figures(name):
    change, expected = CHANGES[name]
    assert moved_by(SLUG, change) == expected


def test_published_figure_taken_away_is_announced_no_more():
    raw(PublishedFigure, program__slug=SLUG, indicator="indh_mad").delete()
    assert "announced.indh_mad" not in printed(SLUG)["figures"]


def test_control_no_change_moves_no_figure():
    assert moved_by(SLUG, lambda: None) == {}


def test_report_says_in_a_sentence_what_does_not_reconcile():
    assert printed(SLUG)["reconciliation"] == []
    raw(FundingLine, program__slug=SLUG).update(allocated=800_000)
    (sentence,) = printed(SLUG)["reconciliation"]
    assert "800\u00a0000,00" in sentence and "778\u00a0000,00" in sentence
