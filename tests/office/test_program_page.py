"""The page of a program's figures: who may read it, the ways to it, and what it asks of the database."""

import pytest
from django.urls import reverse

from reintegration.ground.audit.models import AuditEntry
from tests.factories import make_coordinator, make_user
from tests.programs.factories import make_application, make_line, make_program
from tests.queries import count_queries


def page_of(program):
    return reverse("admin:program_figures", args=[program.slug])


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["programme_officer", "approver", "finance_officer", "auditor"])
def test_head_office_reads_the_figures_and_the_reading_is_recorded(client, role):
    user, program = make_user(role), make_program()
    client.force_login(user)
    assert client.get(page_of(program)).status_code == 200
    assert AuditEntry.objects.filter(action="report", subject_id=str(program.pk), by=user).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["coordinator", "social_worker", "administrator"])
def test_others_are_refused_and_shown_no_way_there(client, role):
    program = make_program()
    client.force_login(make_user(role))
    assert client.get(page_of(program)).status_code == 403
    assert client.get(reverse("admin:figures")).status_code == 403
    assert reverse("admin:figures") not in client.get("/").text


@pytest.mark.django_db
def test_unknown_program_is_not_found(client):
    client.force_login(make_user("auditor"))
    assert client.get(reverse("admin:program_figures", args=["no-such-season"])).status_code == 404


@pytest.mark.django_db
def test_menu_leads_to_the_program_that_opened_last_and_it_to_the_others(client):
    old, new = make_program(opens_on="2020-01-01"), make_program(opens_on="2026-01-01")
    client.force_login(make_user("auditor"))
    assert reverse("admin:figures") in client.get("/").text
    page = client.get(reverse("admin:figures"), follow=True)
    assert page.redirect_chain == [(page_of(new), 302)]
    assert page_of(old) in page.text


@pytest.mark.django_db
def test_menu_leads_to_the_empty_list_while_there_is_no_program(client):
    client.force_login(make_user("auditor"))
    page = client.get(reverse("admin:figures"))
    assert page["Location"] == reverse("admin:programs_program_changelist")


@pytest.mark.django_db
def test_page_asks_as_often_for_many_files_as_for_few(client):
    souad, line = make_coordinator(), make_line(amount="500000")
    client.force_login(make_user("auditor"))
    counts = []
    for files in (2, 8):
        for _file in range(files):
            make_application(by=souad, status="approved", line=line)
        counts.append(count_queries(client, page_of(line.program)))
    assert counts[0] == counts[1]
