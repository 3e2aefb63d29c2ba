"""The lists behind the numbers of a program's report: exactly the rows counted, as far as the reader may see them."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from beneficiaries.models import Placement
from disbursements.services import ceremonies, handovers
from programs.models import Application, ReportPeriod
from programs.models.application import ApplicationQuerySet
from reintegration import roles
from reintegration.ground import records
from reintegration.ground.audit.models import AuditEntry
from reintegration.office import program_page_list
from reintegration.office.figures import figures_of
from reintegration.office.figures_counted import blocks, ceremonies_of
from tests.disbursements.factories import make_ceremony, make_cheque, make_equipment
from tests.factories import OPENED_ON, make_coordinator, make_intervention, make_person, make_user, reread
from tests.programs.factories import make_application, make_line
from tests.queries import count_queries

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r'href="(/programs/[^"]+/figures/[^"]+/)"><bdi>([^<]+)</bdi>')


@pytest.fixture
def souad():
    return make_coordinator()


@pytest.fixture
def program(souad):
    """Two approved files, one of them handed over at a ceremony; a placement and a session in its periods."""
    line = make_line()
    first, _second = (make_application(by=souad, status="approved", line=line) for _ in range(2))
    make_application(by=souad, program=line.program)
    make_equipment(first, status="received")
    make_cheque(first, "3000", status="committed")
    ceremony = make_ceremony(by=souad, slug="launch")
    (handover,) = ceremonies.invite(ceremony=ceremony, applications=[first], by=souad)
    ceremonies.lock(ceremony=ceremony, by=souad)
    handovers.deliver(handover=reread(handover), by=souad, handed_on=timezone.localdate())
    people = [first.beneficiary, make_person(by=souad, sex="M")]
    make_intervention(people=people, by=souad, held_on=OPENED_ON)
    for person in people:
        records.store(Placement(beneficiary=person, employer="Société", started_on=OPENED_ON), by=None)
    for indicator in ReportPeriod.Indicator:
        days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
        records.store(ReportPeriod(program=line.program, indicator=indicator, key="2026", **days), by=None)
    return line.program


def list_of(program, key, name="program_figure"):
    return reverse(f"admin:{name}", args=[program.slug, key])


def plain(text):
    """A number of the page as JSON would write it."""
    return Decimal(unescape(text).replace("\u00a0", "").replace(",", ".").removesuffix("%"))


def test_every_counted_figure_counts_the_rows_of_its_list(program):
    found = figures_of(program)
    counted = {key: figure for key, figure in found.items() if figure.opens == key}
    assert len(counted) > 300
    entries = {
        key: opened for block in blocks(program, ceremonies_of(program)) for key, opened in block.entries().items()
    }
    for key, figure in counted.items():
        opened = entries[key]
        if opened.amount:
            assert Decimal(figure.value) == sum(getattr(row, opened.amount) for row in opened.rows), key
        else:
            assert figure.value == opened.rows.count(), key


def test_every_number_of_the_page_opens_its_list(client, program):
    client.force_login(make_user("auditor"))
    links = NUMBER.findall(client.get(reverse("admin:program_figures", args=[program.slug])).text)
    assert {key.split("/")[-2].split(".")[0] for key, _text in links} >= {
        "applications", "approved_mad", "ceremony", "funding", "handed_over", "interventions", "people", "placements",
        "regions", "sectors", "support",
    }  # fmt: skip
    wrong = []
    for url, text in dict(links).items():
        page = client.get(url)
        answer = page.context["everybody"] if page.context["amount"] is None else page.context["amount"]
        if "%" not in text and url != list_of(program, "approved_mad"):
            wrong += [url] if (page.status_code, answer) != (200, plain(text)) else []
    assert wrong == []


@pytest.mark.parametrize(
    "key", ["moussalaha", "growth_percent", "regions", "announced.beneficiaries", "regions.99", "no-such", "a.b.c"]
)
def test_number_that_has_no_list_is_not_found(client, program, key):
    client.force_login(make_user("auditor"))
    for name in ("program_figure", "program_figure_workbook"):
        assert client.get(list_of(program, key, name)).status_code == 404


def test_list_leads_to_its_records_and_says_the_sum(client, program):
    client.force_login(make_user("approver"))
    page = client.get(list_of(program, "approved_mad"))
    files = Application.objects.filter(program=program, status="approved")
    links = [reverse("admin:programs_application_change", args=[file.pk]) for file in files]
    assert all(link in page.text for link in links)
    assert page.context["amount"] == Decimal(30000)
    assert "30\u00a0000,00" in page.text


def test_list_shows_fifty_rows_a_page(client, program, souad, monkeypatch):
    monkeypatch.setattr(program_page_list, "PAGE", 2)
    client.force_login(make_user("auditor"))
    url = list_of(program, "applications.submitted")
    pages = [client.get(url, {"page": number}) for number in (1, 2)]
    seen = [line["url"] for page in pages for line in page.context["rows"]]
    assert (len(seen), len(set(seen))) == (3, 3)


@pytest.mark.parametrize("role", ["coordinator", "social_worker", "administrator"])
def test_who_reads_no_figures_opens_no_list(client, program, role):
    client.force_login(make_user(role))
    assert client.get(list_of(program, "applications.approved")).status_code == 403
    assert client.get(list_of(program, "applications.approved", "program_figure_workbook")).status_code == 403
    assert client.get(reverse("admin:program_workbook", args=[program.slug])).status_code == 403


def test_list_holds_only_the_readers_files_and_says_of_how_many(client, program, souad, monkeypatch):
    """No role of a centre reads figures today; the list does not rely on that."""
    allowed = roles.PERMISSIONS["coordinator"] | {program_page_list.SEE_FIGURES, "programs.export_application"}
    monkeypatch.setitem(roles.PERMISSIONS, "coordinator", allowed)
    amal = make_coordinator()
    make_application(by=amal, program=program, status="approved", line=program.funding_lines.get())
    client.force_login(amal)
    page = client.get(list_of(program, "applications.approved"))
    assert (page.context["page"].paginator.count, page.context["everybody"]) == (1, 3)
    assert "1 of 3 are in your charge." in page.text
    sheet = load_workbook(
        BytesIO(client.get(list_of(program, "applications.approved", "program_figure_workbook")).content)
    ).active
    assert sheet.max_row == 2
    monkeypatch.setattr(ApplicationQuerySet, "visible_to", lambda rows, user: rows)
    assert client.get(list_of(program, "applications.approved")).context["page"].paginator.count == 3


def test_list_is_exported_by_who_may_and_the_export_is_recorded(client, program):
    person = Application.objects.filter(program=program).first().beneficiary
    type(person).objects.filter(pk=person.pk).update(given_name_latin="=1+1")
    user = make_user("finance_officer")
    client.force_login(user)
    answer = client.get(list_of(program, "applications.submitted", "program_figure_workbook"))
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == 3
    assert {row[0].data_type for row in rows} == {"s"}
    assert any(row[0].value.startswith("=1+1") for row in rows)
    recorded = AuditEntry.objects.get(action="export", by=user)
    assert recorded.changes == {"rows": [None, 3], "figure": [None, "applications.submitted"]}


def test_who_may_not_export_people_sees_the_list_without_its_export(client, program):
    client.force_login(make_user("finance_officer"))
    page = client.get(list_of(program, "placements.2026"))
    export = list_of(program, "placements.2026", "program_figure_workbook")
    assert page.status_code == 200
    assert export not in page.text
    assert client.get(export).status_code == 403


@pytest.mark.parametrize(
    "key",
    [
        "applications.approved",
        "handed_over.amount_mad",
        "ceremony.launch.delivered",
        "placements.2026",
        "interventions.2026",
        "interventions.2026.sessions",
        "funding.allocated_mad",
    ],
)
def test_list_of_every_kind_asks_little(client, program, key):
    client.force_login(make_user("programme_officer"))
    assert count_queries(client, list_of(program, key)) <= 25


def test_list_asks_as_often_for_many_rows_as_for_few(client, program, souad):
    client.force_login(make_user("auditor"))
    url = list_of(program, "applications.submitted")
    few = count_queries(client, url)
    for _file in range(4):
        make_application(by=souad, program=program)
    assert count_queries(client, url) == few
