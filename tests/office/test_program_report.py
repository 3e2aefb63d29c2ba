"""`program_report`: printed or written whole, by whom, and as a workbook whose texts stay texts."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from programs.models import Partner, PublishedFigure
from reintegration.ground import records
from reintegration.ground.audit.models import AuditEntry
from reintegration.office.figures import as_json
from tests.factories import make_user
from tests.programs.factories import make_application, make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    program = make_application(status="approved", line=make_line(amount="100000")).program
    for value, qualifier, indicator in ((478, "eq", "beneficiaries"), (50_000, "ge", "budget_mad")):
        figure = PublishedFigure(program=program, indicator=indicator, value=value, qualifier=qualifier, is_shown=True)
        figure.source, figure.published_on = "=HYPERLINK(1)", date(2026, 5, 1)
        records.store(figure, by=None)
    records.store(Partner(program=program, name_ar="+شريك", name_fr="+Partenaire"), by=None)
    return program


def report(program, **options):
    output = StringIO()
    call_command("program_report", program.slug, stdout=output, **options)
    return output.getvalue()


def sheets_of(path):
    return {sheet.title: list(sheet.iter_rows()) for sheet in load_workbook(path)}


def test_report_is_printed_or_written_to_a_file(program, tmp_path):
    path = tmp_path / "report.json"
    said = report(program, output=path)
    assert said.startswith(f"{path}: {program.slug}, ")
    assert json.loads(path.read_text()) == json.loads(report(program)) == json.loads(json.dumps(as_json(program)))


def test_workbook_holds_figures_reconciliation_and_breakdowns(program, tmp_path):
    path = tmp_path / "report.xlsx"
    with translation.override("en"):
        report(program, format="xlsx", output=path)
    sheets = sheets_of(path)
    assert list(sheets) == ["Figures", "Reconciliation", "Regions", "Provinces", "Sectors"]
    lines = {row[0].value: [cell.value for cell in row[1:]] for row in sheets["Figures"]}
    assert lines["applications.approved"] == ["Approved", 1, "counted", "applications"]
    assert lines["approved_mad"][1] == lines["average_project_mad"][1] == Decimal(15000)
    assert lines["announced.beneficiaries"][1] == 478
    assert lines["announced.budget_mad"][1] == "more than 50\u00a0000,00"
    assert lines["announced.budget_mad"][3].startswith("=HYPERLINK(1) – ")
    assert [row[0].value for row in sheets["Reconciliation"][1:]] == as_json(program)["reconciliation"]
    assert sum(row[2].value for row in sheets["Regions"][1:]) == 1
    assert sum(row[4].value for row in sheets["Sectors"][1:]) == 15000


def test_texts_of_the_workbook_never_run(program, tmp_path):
    report(program, format="xlsx", output=tmp_path / "report.xlsx")
    cells = [cell for rows in sheets_of(tmp_path / "report.xlsx").values() for row in rows for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "+"))] == [True] * 3


def test_workbook_reads_from_the_right_in_arabic(program, tmp_path):
    for language, is_rtl in (("ar", True), ("fr", False)):
        path = tmp_path / f"{language}.xlsx"
        with translation.override(language):
            report(program, format="xlsx", output=path)
        assert {bool(sheet.sheet_view.rightToLeft) for sheet in load_workbook(path)} == {is_rtl}


def test_workbook_needs_a_file_and_the_file_a_folder(program, tmp_path):
    with pytest.raises(CommandError, match="-o"):
        report(program, format="xlsx")
    with pytest.raises(CommandError, match="cannot be written"):
        report(program, output=tmp_path / "nowhere" / "report.json")
    assert list(tmp_path.iterdir()) == []
    assert not AuditEntry.objects.filter(action="report").exists()


@pytest.mark.parametrize(("role", "may"), [("auditor", True), ("finance_officer", True), ("coordinator", False)])
def test_report_is_for_who_reads_figures_on_the_page(program, role, may):
    user = make_user(role)
    if may:
        report(program, by=user.username)
        assert AuditEntry.objects.get(action="report").by == user
    else:
        with pytest.raises(CommandError, match="does not include"):
            report(program, by=user.username)


def test_page_hands_out_the_same_workbook_and_it_is_recorded(client, program):
    user = make_user("approver")
    client.force_login(user)
    url = reverse("admin:program_workbook", args=[program.slug])
    assert url in client.get(reverse("admin:program_figures", args=[program.slug])).text
    answer = client.get(url)
    assert answer["Content-Disposition"] == f'attachment; filename="{program.slug}.xlsx"'
    assert AuditEntry.objects.filter(action="report", by=user, changes={"format": [None, "xlsx"]}).count() == 1
