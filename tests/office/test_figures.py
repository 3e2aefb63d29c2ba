"""Figures of a program: announced is not approved is not handed over, and every count says which."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from beneficiaries.services import visits
from disbursements.models import Handover
from disbursements.services import ceremonies, handovers, preparing
from programs.models import Partner, PublishedFigure
from reintegration.ground import records
from reintegration.office.figures import as_json, figures_of
from reintegration.office.figures_counted import entry
from tests.disbursements.factories import make_account, make_ceremony, make_cheque, make_equipment, make_finance
from tests.factories import (
    make_coordinator,
    make_detention,
    make_person,
    make_province,
    make_user,
    reread,
)
from tests.programs.factories import make_application, make_line, make_program

pytestmark = pytest.mark.django_db


def values(program):
    return {key: figure.value for key, figure in figures_of(program).items()}


def announce(program, value, **fields):
    given = {"indicator": "beneficiaries", "is_shown": True, "source": "Article", "published_on": date(2026, 5, 1)}
    return records.store(PublishedFigure(program=program, value=Decimal(value), **given | fields), by=None)


def hand_a_cheque(application, souad, hassan):
    """Everything that was approved, in one cheque, handed over at the centre today."""
    make_cheque(application, application.amount_approved, by=hassan, status="committed")
    handover = handovers.arrange(application=application, kind=Handover.Kind.CENTRE, by=souad)
    return handovers.deliver(handover=handover, by=souad, handed_on=timezone.localdate())


def test_announced_approved_and_handed_over_are_three_figures():
    souad, hassan = make_coordinator(), make_finance()
    line = make_line()
    announce(line.program, 478)
    make_application(by=souad, program=line.program)
    make_application(by=souad, status="approved", line=line)
    hand_a_cheque(make_application(by=souad, status="approved", line=line), souad, hassan)
    found = values(line.program)
    assert Decimal(found["announced.beneficiaries"]["value"]) == 478
    assert [found[f"applications.{name}"] for name in ("submitted", "approved")] == [3, 2]
    assert (found["approved_mad"], found["handed_over.amount_mad"]) == ("30000.00", "15000.00")
    assert found["handed_over.people"] == 1


def test_empty_program_has_no_average_and_no_fault():
    found = values(make_program())
    assert found["average_project_mad"] is None
    assert (found["applications.submitted"], found["approved_mad"], found["regions"]) == (0, "0.00", {})


def test_person_who_gave_up_is_submitted_but_not_approved():
    application = make_application(status="renounced")
    found = values(application.program)
    assert (found["applications.submitted"], found["applications.approved"]) == (1, 0)
    assert found["approved_mad"] == "0.00"


def test_neighbouring_program_changes_nothing():
    application = make_application(status="approved")
    before = values(application.program)
    make_application(status="approved")
    assert values(application.program) == before


def test_average_is_rounded_to_the_centime():
    line = make_line()
    souad = make_coordinator()
    for amount in ("10.00", "10.00", "10.01"):
        items = ({"name_ar": "آلة", "name_fr": "Machine", "quantity": 1, "unit_price": Decimal(amount)},)
        make_application(by=souad, status="approved", line=line, items=items)
    assert values(line.program)["average_project_mad"] == "10.00"


def test_support_is_equipment_cheque_or_both():
    souad, hassan, account = make_coordinator(), make_finance(), make_account()
    line = make_line()
    both, cheque, equipment, _nothing = (make_application(by=souad, status="approved", line=line) for _ in range(4))
    for application in (both, equipment):
        items = application.items.order_by("pk")[:1]
        preparing.prepare_equipment(application=application, items=items, by=hassan)
    for application in (both, cheque):
        make_cheque(application, "3000", by=hassan, account=account)
    found = values(line.program)
    assert [found[f"support.{name}"] for name in ("equipment", "cheque", "both")] == [1, 1, 1]


def test_project_is_alive_as_its_last_visit_said():
    souad, hassan = make_coordinator(), make_finance()
    application = make_application(by=souad, status="approved")
    hand_a_cheque(application, souad, hassan)
    first, second, *_later = application.project.visits.order_by("month")
    today = timezone.localdate()
    assert values(application.program)["alive"] == 0
    visits.record(visit=first, by=souad, done_on=today - timedelta(days=2), is_alive=True)
    assert values(application.program)["alive"] == 1
    visits.record(visit=second, by=souad, done_on=today, is_alive=False)
    assert values(application.program)["alive"] == 0


def test_ceremony_of_two_programs_counts_each_its_own():
    souad, hassan, account = make_coordinator(), make_finance(), make_account()
    files = [make_application(by=souad, status="approved") for _ in range(2)]
    for application in files:
        make_cheque(application, by=hassan, status="committed", account=account)
    ceremony = make_ceremony(by=souad)
    first, _second = ceremonies.invite(ceremony=ceremony, applications=files, by=souad)
    ceremonies.lock(ceremony=ceremony, by=souad)
    handovers.deliver(handover=reread(first), by=souad, handed_on=timezone.localdate())
    key = f"ceremony.{ceremony.pk}"
    for application, delivered in zip(files, (1, 0), strict=True):
        found = values(application.program)
        assert (found[f"{key}.expected"], found[f"{key}.delivered"]) == (1, delivered)


def test_ceremony_names_the_coordinator_who_signs_its_papers():
    souad, hassan = make_coordinator(), make_finance()
    application = make_application(by=souad, status="approved")
    make_cheque(application, by=hassan, status="committed")
    ceremony = make_ceremony(by=souad)
    make_coordinator(ceremony.centre, starts_on=ceremony.held_on, full_name_latin="Newcomer")
    ceremonies.invite(ceremony=ceremony, applications=[application], by=souad)
    presiding = values(application.program)[f"ceremony.{ceremony.pk}.presiding"]
    assert (presiding["president_fr"], presiding["coordinator_fr"]) == ("Le Président", souad.full_name_latin)


def test_report_says_each_disagreement_in_a_sentence():
    line = make_line(amount="100000")
    announce(line.program, 478)
    make_application(status="approved", line=line)
    with translation.override("en"):
        assert as_json(line.program)["reconciliation"] == [
            "People announced: 478; approved: 1.",
            "Allocated: 100\u00a0000,00 MAD; approved: 15\u00a0000,00 MAD.",
            "People approved: 1; handed over: 0.",
            "Approved: 15\u00a0000,00 MAD; handed over: 0,00 MAD.",
        ]


def test_figure_that_is_not_shown_is_not_announced():
    program = make_program()
    announce(program, 500, is_shown=False)
    assert "announced.beneficiaries" not in values(program)


@pytest.mark.parametrize(
    ("qualifier", "value", "agrees"),
    [
        ("eq", "100000", True),
        ("eq", "99999.99", False),
        ("ge", "100000", True),
        ("ge", "99999", True),
        ("ge", "100000.01", False),
        ("approx", "97000", True),
        ("approx", "80000", False),
    ],
)
def test_announced_budget_agrees_with_the_allocated_as_its_qualifier_says(qualifier, value, agrees):
    line = make_line(amount="100000")
    announce(line.program, value, indicator="budget_mad", qualifier=qualifier)
    with translation.override("en"):
        said = [text for text in as_json(line.program)["reconciliation"] if text.startswith("Announced")]
    assert (not said) == agrees


def test_budget_grows_by_percent_of_the_one_before():
    before = make_program()
    program = make_program(previous=before)
    announce(before, 8_100_000, indicator="budget_mad")
    announce(program, 13_500_000, indicator="budget_mad", qualifier="ge")
    found = values(program)
    assert found["previous.announced.budget_mad"]["value"] == "8100000"
    assert found["growth_percent"] == 66.7
    assert "growth_percent" not in values(before)


def test_report_names_partners_and_regions_without_files():
    program = make_application(status="approved").program
    records.store(Partner(program=program, name_ar="شريك", name_fr="Partenaire"), by=None)
    found = values(program)
    assert found["partners"] == [{"name_ar": "شريك", "name_fr": "Partenaire"}]
    assert (found["regions.count"], len(found["regions.absent"])) == (1, 11)
    assert set(found["regions"]) | set(found["regions.absent"]) == {f"{n:02d}" for n in range(1, 13)}


def in_two_regions(souad):
    """A program with a file in each of two regions, the first by a participant of Moussalaha."""
    line = make_line()
    first = make_application(by=souad, status="approved", line=line)
    make_detention(first.beneficiary, by=souad)
    second = make_person(by=souad, province="Marrakech")
    make_application(by=souad, person=second, status="approved", line=line, province=make_province("Marrakech"))
    return line.program


def test_moussalaha_is_counted_for_those_with_the_right_and_never_listed():
    program = in_two_regions(make_coordinator())
    for user, counted in ((None, True), (make_user("approver"), True), (make_finance(), False)):
        assert ("moussalaha" in figures_of(program, user=user)) is counted
    figure = figures_of(program)["moussalaha"]
    assert (figure.value, figure.opens) == (1, "")
    assert entry(program, "moussalaha") is None


def test_moussalaha_is_not_told_where_one_region_holds_all_files():
    souad = make_coordinator()
    application = make_application(by=souad, status="approved")
    make_detention(application.beneficiary, by=souad)
    assert "moussalaha" not in values(application.program)


def test_what_was_left_of_a_partly_handed_line_is_not_counted_as_handed():
    souad, hassan = make_coordinator(), make_finance()
    application = make_application(by=souad, status="approved")
    goods = make_equipment(application, by=hassan, status="received")
    make_cheque(application, "3000", by=hassan, status="committed")
    ceremony = make_ceremony(by=souad, slug="launch")
    (line,) = ceremonies.invite(ceremony=ceremony, applications=[application], by=souad)
    ceremonies.lock(ceremony=ceremony, by=souad)
    today = timezone.localdate()
    handovers.deliver(handover=reread(line), by=souad, handed_on=today, disbursements=[goods])
    found = values(application.program)
    assert found["handed_over.amount_mad"] == "12000.00"
    there = [found[f"ceremony.launch.delivered_{kind}"] for kind in ("equipment", "cheque", "both")]
    assert (there, found["support.both"]) == ([1, 0, 0], 1)


def test_two_ceremonies_of_one_key_are_told_apart():
    souad, hassan, account = make_coordinator(), make_finance(), make_account()
    line = make_line()
    numbers = []
    for _ceremony in range(2):
        application = make_application(by=souad, status="approved", line=line)
        make_cheque(application, by=hassan, account=account, status="committed")
        ceremony = make_ceremony(by=souad, slug="launch")
        ceremonies.invite(ceremony=ceremony, applications=[application], by=souad)
        numbers.append(ceremony.pk)
    found = values(line.program)
    assert [found[f"ceremony.{number}.expected"] for number in numbers] == [1, 1]


def test_figures_ask_as_often_for_many_files_as_for_few():
    souad, line = make_coordinator(), make_line(amount="500000")
    counts = []
    for files in (2, 8):
        for _file in range(files):
            person = make_person(by=souad)
            make_application(by=souad, person=person, status="approved", line=line)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            figures_of(line.program)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 22
