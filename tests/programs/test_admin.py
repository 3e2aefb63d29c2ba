"""The pages of applications and money, as each role uses them."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programs.models import Application, BudgetEntry, FundingLine, Tranche
from tests.factories import make_coordinator, make_person, make_posting, make_project, make_user, reread
from tests.programs.factories import (
    cost,
    make_agreement,
    make_application,
    make_criterion,
    make_line,
    make_program,
    make_source,
    make_tranche,
)

pytestmark = pytest.mark.django_db
FORMS = ("TOTAL_FORMS", "INITIAL_FORMS")
LISTS = [
    "application",
    "program",
    "agreement",
    "tranche",
    "fundingline",
    "fundingsource",
    "budgetentry",
    "decision",
    "partnerreceipt",
]


def page(name, *args):
    return reverse(f"admin:programs_{name}", args=args)


def post(client, url, **values):
    return client.post(url, {"idempotency_key": uuid.uuid4(), **values})


def take(client, file, verb, **values):
    """Send the form of a step."""
    return post(client, page("application_verb", file.pk, verb), version=reread(file).version, **values)


def test_coordinator_submits_a_project(as_user, souad):
    project, program = make_project(by=souad), make_program()
    response = post(as_user(souad), page("application_add"), project=project.pk, program=program.pk)
    assert response.status_code == 302
    assert Application.objects.get().submitted_by == souad


def test_coordinator_finds_the_project_preset(as_user, souad):
    project = make_project(by=souad)
    response = as_user(souad).get(page("application_add"), {"project": project.pk})
    assert response.context["adminform"].form.initial["project"] == str(project.pk)


def test_coordinator_submits_a_project_of_another_centre_and_is_refused(as_user, souad):
    project, program = make_project(), make_program()
    response = post(as_user(souad), page("application_add"), project=project.pk, program=program.pk)
    assert "project" in response.context["adminform"].form.errors
    assert not Application.objects.exists()


def test_coordinator_reads_why_a_submission_is_refused(as_user, souad):
    project, program = make_project(by=souad, items=()), make_program()
    response = post(as_user(souad), page("application_add"), project=project.pk, program=program.pk)
    assert b"no item" in response.content
    assert not Application.objects.exists()


def test_closed_program_is_not_offered(as_user, souad):
    program = make_program(closes_on=timezone.localdate() - timedelta(days=1))
    response = post(as_user(souad), page("application_add"), project=make_project(by=souad).pk, program=program.pk)
    assert response.status_code == 200 and not Application.objects.exists()


def test_coordinator_of_another_centre_finds_nothing(as_user, souad):
    file = make_application()
    client = as_user(souad)
    assert client.get(page("application_change", file.pk)).status_code == 404
    assert client.get(page("application_verb", file.pk, "withdraw")).status_code == 404
    assert file.beneficiary.file_number not in client.get(page("application_changelist")).content.decode()


def test_coordinator_sees_no_money_of_the_program(as_user, souad):
    file = make_application(by=souad)
    make_line(file.program, "777777")
    assert b"777" not in as_user(souad).get(page("application_change", file.pk)).content.replace(b"\xc2\xa0", b"")


def test_approver_approves_to_the_centime(as_user):
    line = make_line(amount="35000")
    file = make_application(status="checked", program=line.program, items=cost("50000"))
    client = as_user(make_user("approver"))
    assert "35\u00a0000,00" in client.get(page("application_verb", file.pk, "approve")).content.decode()
    response = take(client, file, "approve", line=line.pk, amount="35000.01")
    assert "short by 0.01" in str(response.context["form"].errors["amount"])
    assert take(client, file, "approve", line=line.pk, amount="35 000,00").status_code == 302
    assert (reread(file).status, reread(line).free) == ("approved", 0)


def test_approver_sends_the_decision_twice_and_it_is_made_once(as_user):
    line = make_line()
    file = make_application(status="checked", program=line.program)
    client, key = as_user(make_user("approver")), uuid.uuid4()
    values = {"line": line.pk, "amount": "100", "idempotency_key": key, "version": reread(file).version}
    url = page("application_verb", file.pk, "approve")
    assert client.post(url, values).url == client.post(url, values).url
    assert BudgetEntry.objects.filter(kind="reserve").count() == 1


def test_approver_cannot_draw_on_a_line_of_another_program(as_user):
    file = make_application(status="checked", program=make_line().program)
    response = take(as_user(make_user("approver")), file, "approve", line=make_line().pk, amount="1")
    assert "line" in response.context["form"].errors


def test_approver_reads_what_is_short_on_the_file(as_user):
    line = make_line(amount="100")
    file = make_application(status="checked", program=line.program, items=cost("100.01"))
    assert "short by 0.01" in as_user(make_user("approver")).get(page("application_change", file.pk)).content.decode()


def test_submitter_reads_why_the_buttons_are_closed(as_user, souad):
    file = make_application(status="checked", by=souad)
    make_posting(user=souad, role="approver", starts_on=timezone.localdate())
    content = as_user(reread(souad)).get(page("application_change", file.pk)).content.decode()
    assert "you submitted this file" in content


def test_officer_scores_on_the_page(as_user):
    file, nadia = make_application(), make_user("programme_officer")
    criterion = make_criterion(file.program)
    rows = {f"{name}-{form}": "0" for name in ("items", "decisions", "duties") for form in FORMS}
    rows |= {"scores-TOTAL_FORMS": "1", "scores-INITIAL_FORMS": "0"}
    rows |= {"scores-0-criterion": criterion.pk, "scores-0-points": "15", "scores-0-application": file.pk}
    url = page("application_change", file.pk)
    response = post(as_user(nadia), url, version=reread(file).version, **rows)
    assert response.status_code == 302
    assert [(s.points, s.by) for s in file.scores.all()] == [(15, nadia)]


def test_officer_finds_a_row_for_every_criterion(as_user):
    file = make_application()
    criteria = [make_criterion(file.program) for _ in range(3)]
    make_criterion(make_program())
    response = as_user(make_user("programme_officer")).get(page("application_change", file.pk))
    (scores,) = [f for f in response.context["inline_admin_formsets"] if f.opts.verbose_name == "score"]
    assert [form.initial.get("criterion") for form in scores.formset.extra_forms] == [c.pk for c in criteria]


def test_head_office_searches_by_name_and_file_number(as_user):
    file, other = make_application(), make_application(person=make_person(family_name_latin="Tazi"))
    client = as_user(make_user("auditor"))
    for text, found in [("tazi", other), (file.beneficiary.file_number, file)]:
        results = client.get(page("application_changelist"), {"q": text}).context["cl"].result_list
        assert list(results) == [found]


def test_officer_exports_the_list_and_coordinator_cannot(as_user, souad):
    file = make_application(by=souad)
    export = page("application_export")
    assert as_user(souad).get(export).status_code == 403
    client = as_user(make_user("programme_officer"))
    fields = client.get(export).context["form"].fields
    values = {name: "on" for name in fields if name.startswith("applicationresource_")}
    response = client.post(export, {"format": "1", "resource": "0", **values})
    assert file.beneficiary.file_number in response.content.decode("utf-8-sig")


def test_finance_enters_a_tranche_its_receipt_and_a_line(as_user):
    hassan, agreement = make_user("finance_officer"), make_agreement(amount="1000")
    client = as_user(hassan)
    assert post(client, page("tranche_add"), agreement=agreement.pk, number="1", amount="1000,01").status_code == 200
    assert not Tranche.objects.exists()
    assert post(client, page("tranche_add"), agreement=agreement.pk, number="1", amount="1000").status_code == 302
    tranche = Tranche.objects.get()
    receipt = {"receipts-TOTAL_FORMS": "1", "receipts-INITIAL_FORMS": "0", "receipts-0-tranche": tranche.pk}
    receipt |= {"receipts-0-received_on": "2021-03-01", "receipts-0-amount": "400", "receipts-0-reference": "V1"}
    url = page("tranche_change", tranche.pk)
    assert post(client, url, version=tranche.version, **receipt).status_code == 302
    line = {"program": make_program().pk, "source": agreement.source.pk, "tranche": tranche.pk}
    line |= {"name_ar": "شطر", "name_fr": "Tranche", "amount": "900"}
    assert post(client, page("fundingline_add"), **line).status_code == 302
    assert (reread(tranche).received, reread(tranche).allocated) == (400, 900)
    assert FundingLine.objects.get().free == 900


def test_finance_renames_a_line_and_moves_no_money(as_user):
    line = make_line(amount="100")
    values = {"name_ar": "جديد", "name_fr": "Nouveau", "allocated": "999", "program": make_program().pk}
    response = post(
        as_user(make_user("finance_officer")), page("fundingline_change", line.pk), version=line.version, **values
    )
    assert response.status_code == 302
    assert (reread(line).name_fr, reread(line).allocated, reread(line).program) == ("Nouveau", 100, line.program)


def test_officer_opens_a_season(as_user):
    values = {"name_ar": "موسم", "name_fr": "Saison", "short_name_ar": "موسم", "short_name_fr": "Saison"}
    values |= {"slug": "next", "opens_on": "2027-01-01", "closes_on": "2027-03-01"}
    for prefix in ("funding_lines", "criteria", "published_figures", "report_periods", "partners"):
        values |= {f"{prefix}-{form}": "0" for form in FORMS}
    response = post(as_user(make_user("programme_officer")), page("program_add"), **values)
    assert response.status_code == 302


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_as_much_for_many_rows_as_for_few(as_user, name):
    client = as_user(make_user("auditor"))
    shared = {"tranche": make_tranche(agreement=make_agreement(source=make_source()), received="5000")}

    def add():
        line = make_line(amount="15000", **shared)
        make_application(status="approved", line=line)

    add()
    url = page(f"{name}_changelist")
    client.get(url)
    few = queries(client, url)
    add()
    add()
    assert queries(client, url) <= few


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", LISTS)
def test_pages_open_for_those_who_may_and_for_nobody_else(as_user, name):
    make_application(status="approved", line=make_line(tranche=make_tranche(received="10")))
    assert as_user(make_user("finance_officer")).get(page(f"{name}_changelist")).status_code == 200
    expected = 200 if name in ("application", "program", "decision") else 403
    assert as_user(make_coordinator()).get(page(f"{name}_changelist")).status_code == expected


def test_page_of_a_file_asks_as_much_for_many_items_as_for_few(as_user):
    client, line = as_user(make_user("auditor")), make_line()
    small = make_application(status="approved", line=line, items=cost("100"))
    large = make_application(status="approved", line=line, items=cost("100") * 9)
    for _ in range(3):
        make_criterion(line.program)
    client.get(page("application_change", small.pk))
    few = queries(client, page("application_change", small.pk))
    assert queries(client, page("application_change", large.pk)) <= few


def test_coordinator_reads_why_the_file_came_back(as_user, souad):
    file = make_application(status="returned", by=souad)
    assert "no quote" in as_user(souad).get(page("application_change", file.pk)).content.decode()
