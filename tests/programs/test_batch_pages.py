"""The list of files: who may takes a step for those selected, on a page that says what it will do. Once, or not at all.

Nadia checks, Driss approves, Souad keeps files, Latifa audits.
"""

import re
import uuid
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from programs.models import Decision
from programs.services import applications
from reintegration.ground.admin import batches
from reintegration.ground.audit.models import AuditEntry, IdempotencyKey
from reintegration.ground.money import format_amount
from tests.factories import make_coordinator, make_delegate, make_posting, make_user, reread
from tests.programs.factories import cost, make_application, make_line

pytestmark = pytest.mark.django_db
URL = reverse("admin:programs_application_changelist")


@pytest.fixture
def line():
    return make_line(amount="40000")


@pytest.fixture
def nadia():
    return make_user("programme_officer")


@pytest.fixture
def driss():
    return make_user("approver")


def files_in(status, line, number=2, **fields):
    by = make_coordinator()
    return [make_application(status=status, program=line.program, by=by, **fields) for _number in range(number)]


def choose(client, action, files, url=URL, **sent):
    """Choose files in the list and the action above it."""
    chosen = {"action": action, "_selected_action": [file.pk for file in files], "index": 0, **sent}
    return client.post(url, chosen)


def confirm(client, action, files, url=URL, **changes):
    """Send the page that the action answers with; a name given None is left out."""
    sent = {"action": action, "_selected_action": [file.pk for file in files], "idempotency_key": str(uuid.uuid4())}
    sent |= {"version": sum(reread(file).version for file in files), **changes}
    return client.post(url, {name: value for name, value in sent.items() if value is not None})


def statuses(files):
    return [reread(file).status for file in files]


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        ("programme_officer", {"check"}),
        ("approver", {"approve"}),
        *[(role, set()) for role in ("coordinator", "social_worker", "finance_officer", "auditor")],
    ],
)
def test_list_offers_the_steps_of_the_role_alone(as_user, line, role, actions):
    user = make_user(role)
    make_application(program=line.program, by=user if role == "coordinator" else None)
    page = as_user(user).get(URL).content.decode()
    assert set(re.findall(r'<option value="(\w+)"', page)) & {"check", "approve", "delete_selected"} == actions


def test_nadia_checks_the_files_that_she_chose(as_user, nadia, line):
    files, other = files_in("submitted", line), files_in("submitted", line, 1)[0]
    page = choose(as_user(nadia), "check", files).content.decode()
    assert "You confirm that the file is complete" in page and format_amount(30_000) in page
    assert all(file.beneficiary.file_number in page for file in files)
    assert statuses(files) == ["submitted"] * 2

    answer = confirm(as_user(nadia), "check", files)

    assert (answer.status_code, answer["Location"]) == (302, URL)
    assert statuses([*files, other]) == ["checked", "checked", "submitted"]


def test_nadia_takes_all_that_the_filter_shows(as_user, nadia, line):
    files, other = files_in("submitted", line, 3), files_in("returned", line, 1)[0]
    page = choose(
        as_user(nadia), "check", files[:1], f"{URL}?status__exact=submitted", select_across=1
    ).content.decode()
    assert page.count('name="_selected_action"') == 3 and f'value="{other.pk}"' not in page


def test_driss_sees_what_each_line_has_before_and_after_and_approves(as_user, driss, line):
    files, small = files_in("checked", line), make_line(line.program, "20000", name_fr="Petit")
    page = choose(as_user(driss), "approve", files).content.decode()
    assert f"Crédit – free: {format_amount(40_000)} – afterwards: {format_amount(10_000)}" in page
    assert f"Petit – free: {format_amount(20_000)} – short by {format_amount(10_000)}" in page

    answer = confirm(as_user(driss), "approve", files, line=line.pk, reason="together")

    assert answer.status_code == 302
    assert statuses(files) == ["approved"] * 2
    assert (reread(line).reserved, reread(small).reserved) == (30_000, 0)
    assert {decision.reason for decision in Decision.objects.all()} == {"together"}


def test_line_that_is_short_is_refused_on_the_page_and_nothing_is_decided(as_user, driss, line):
    files = files_in("checked", line, 3)
    page = confirm(as_user(driss), "approve", files, line=line.pk).content.decode()
    assert "is short by 5000.00" in page
    assert statuses(files) == ["checked"] * 3
    assert confirm(as_user(driss), "approve", files[:2], line=line.pk).status_code == 302


def test_rows_that_a_step_is_refused_for_are_left_out_by_name_and_the_others_done(as_user, nadia, line):
    files, others = files_in("submitted", line), files_in("returned", line)
    page = choose(as_user(nadia), "check", [*files, *others]).content.decode()
    assert "Left out: 2" in page and page.count("the status is now “Returned for completion”") == 2
    assert all(file.beneficiary.file_number in page for file in others)
    assert page.count('name="_selected_action"') == 2 and format_amount(30_000) in page

    answer = confirm(as_user(nadia), "check", files, left_out=2)

    assert statuses([*files, *others]) == ["checked", "checked", "returned", "returned"]
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said == ["Mark as checked: done for 2. 2 left out."]


def test_row_that_became_impossible_while_the_page_was_open_stops_the_step_for_all(as_user, nadia, line):
    files = [*files_in("submitted", line, 1), *files_in("returned", line)]
    assert confirm(as_user(nadia), "check", files).status_code == 200
    assert statuses(files) == ["submitted", "returned", "returned"]


def test_nothing_is_asked_when_no_row_is_possible(as_user, nadia, line):
    page = choose(as_user(nadia), "check", files_in("returned", line)).content.decode()
    assert "Not possible for any of them" in page
    assert 'type="submit"' not in page.partition('class="submit-row"')[2].partition("</div>")[0]


def test_files_of_two_programs_are_not_approved_together(as_user, driss, line):
    files = [*files_in("checked", line, 1), *files_in("checked", make_line(), 1)]
    assert choose(as_user(driss), "approve", files).status_code == 302
    assert confirm(as_user(driss), "approve", files, line=line.pk).status_code == 302
    assert statuses(files) == ["checked"] * 2


def test_page_sent_twice_is_done_once(as_user, nadia, line):
    files, key = files_in("submitted", line), str(uuid.uuid4())
    version = sum(file.version for file in files)
    filtered = f"{URL}?status__exact=submitted"
    first, second = (
        confirm(as_user(nadia), "check", files, filtered, idempotency_key=key, version=version) for _time in "12"
    )
    assert first.status_code == second.status_code == 302
    assert AuditEntry.objects.filter(action="check").count() == 2
    assert IdempotencyKey.objects.count() == 1


FORGED = {
    "no version": {"version": None},
    "an old version": {"version": 1},
    "no line": {"line": None},
    "a key that is none": {"idempotency_key": "1"},
}


@pytest.mark.parametrize("forgery", FORGED)
def test_forged_page_changes_nothing(as_user, driss, line, forgery):
    files, client = files_in("checked", line), as_user(driss)
    entries = AuditEntry.objects.count()
    answer = confirm(client, "approve", files, **{"line": line.pk, **FORGED[forgery]})
    assert answer.status_code in (200, 400)
    assert statuses(files) == ["checked"] * 2 and AuditEntry.objects.count() == entries


def test_line_of_another_program_is_no_choice(as_user, driss, line):
    files = files_in("checked", line)
    assert confirm(as_user(driss), "approve", files, line=make_line().pk).status_code == 200
    assert statuses(files) == ["checked"] * 2


def test_file_changed_while_the_page_was_open_is_seen(as_user, nadia, line):
    files = files_in("submitted", line)
    version = sum(file.version for file in files)
    applications.send_back(application=files[0], by=nadia, reason="no quote")
    page = confirm(as_user(nadia), "check", files, version=version).content.decode()
    assert "was changed while you had this page open" in page
    assert statuses(files) == ["returned", "submitted"]


@pytest.mark.parametrize("role", ["coordinator", "programme_officer", "finance_officer", "auditor", "administrator"])
def test_step_of_another_role_is_not_taken_by_a_forged_action(as_user, line, role):
    files, user = files_in("checked", line), make_user(role)
    for send in (choose, confirm):
        assert send(as_user(user), "approve", files, line=line.pk).status_code in (200, 302, 403)
    assert statuses(files) == ["checked"] * 2


def test_officer_who_also_decides_does_not_approve_what_they_checked(as_user, nadia, line):
    files = [*files_in("checked", line, 1), *files_in("checked", line, 1, officer=nadia)]
    make_posting(user=nadia, role="approver", starts_on=date(2019, 1, 1))
    page = choose(as_user(reread(nadia)), "approve", files).content.decode()
    assert "Left out: 1" in page and "you checked this file" in page
    assert confirm(as_user(reread(nadia)), "approve", files, line=line.pk).status_code == 200
    assert statuses(files) == ["checked"] * 2


def test_delegate_approves_for_the_principal_and_the_trail_says_so(as_user, driss, line):
    files, karima = files_in("checked", line), make_delegate(driss)
    confirm(as_user(karima), "approve", files, line=line.pk)
    assert {(d.by, d.duty.on_behalf_of) for d in Decision.objects.all()} == {(karima, driss)}


def test_more_than_one_page_takes_are_refused(as_user, nadia, line, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 2)
    files = files_in("submitted", line, 3)
    answer = as_user(nadia).post(
        URL, {"action": "check", "_selected_action": [f.pk for f in files], "index": 0}, follow=True
    )
    assert "Choose at most 2 at a time" in answer.content.decode()
    assert statuses(files) == ["submitted"] * 3


def test_page_costs_the_same_for_few_and_many(as_user, nadia, line, django_assert_max_num_queries):
    files = files_in("submitted", line, 6, items=cost("10"))
    client = as_user(nadia)
    choose(client, "check", files[:1])
    with django_assert_max_num_queries(17):
        choose(client, "check", files)
