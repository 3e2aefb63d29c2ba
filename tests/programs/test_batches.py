"""Many files at once: what a single one is refused for refuses all of them, by its name; what is written is the same.

Souad submits, Nadia checks, Driss approves.
"""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beneficiaries.models import Consent
from beneficiaries.services import episodes
from programs.models import Allocation, Application, ApplicationItem, BudgetEntry, Decision, Duty
from programs.services import applications, decisions, ledger, scores
from reintegration.ground import records
from reintegration.ground.audit import sealing, trail, verifying
from reintegration.ground.audit.models import AuditEntry, StatusChange
from reintegration.ground.errors import Refused
from reintegration.ground.money import LARGEST
from tests.factories import (
    make_coordinator,
    make_person,
    make_posting,
    make_project,
    make_user,
    open_episode,
    reread,
)
from tests.programs.factories import cost, make_application, make_criterion, make_line, make_program

pytestmark = pytest.mark.django_db
WRITTEN = (Application, ApplicationItem, Duty, Decision, Allocation, BudgetEntry, StatusChange, AuditEntry)


class Office:
    """One program with a line of 100,000 MAD, and those who work on its files."""

    def __init__(self):
        self.souad, self.nadia, self.driss = make_coordinator(), make_user("programme_officer"), make_user("approver")
        self.line = make_line()
        self.program = self.line.program

    def project(self, **fields):
        return make_project(person=make_person(by=self.souad), by=self.souad, **fields)

    def file(self, status="checked", **fields):
        given = {"program": self.program, "by": self.souad, "officer": self.nadia, "approver": self.driss, **fields}
        return make_application(status=status, **given)

    def submit(self, projects):
        return applications.submit_all(projects=projects, program=self.program, by=self.souad)

    def check(self, files):
        return applications.check_all(applications=files, by=self.nadia)

    def approve(self, files, by=None):
        return decisions.approve_all(applications=files, line=self.line, by=by or self.driss)


@pytest.fixture
def office():
    return Office()


def also(user, role):
    make_posting(user=user, role=role, starts_on=date(2019, 1, 1))
    return reread(user)


def closed(office):
    project = office.project()
    episodes.close(
        episode=open_episode(project.beneficiary), by=office.souad, closed_on=timezone.localdate(), exit="moved"
    )
    return project


def without_consent(office):
    project = office.project()
    consent = Consent.objects.get(beneficiary=project.beneficiary)
    consent.withdrawn_on = timezone.localdate()
    records.store(consent, by=office.souad)
    return project


def homeless(office):
    project = office.project()
    project.beneficiary.residences.all().delete()
    return project


def submitted(office):
    project = office.project()
    applications.submit(project=project, program=office.program, by=office.souad)
    return project


PROJECTS = {
    "no items": lambda office: office.project(items=()),
    "paid by its bearer": lambda office: office.project(own_contribution=15000),
    "too large": lambda office: office.project(
        items=[{"name_ar": "آلة", "name_fr": "Machine", "quantity": 30_000, "unit_price": LARGEST}]
    ),
    "closed": closed,
    "no consent": without_consent,
    "no residence": homeless,
    "of another centre": lambda office: make_project(by=make_coordinator()),
    "submitted already": submitted,
}


def refusal_of(act):
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value


def written():
    return [model.objects.count() for model in WRITTEN]


@pytest.mark.parametrize("fault", PROJECTS)
def test_souad_hands_in_one_project_at_fault_among_others_and_none_is_taken(office, fault):
    project = PROJECTS[fault](office)
    alone = refusal_of(lambda: applications.submit(project=project, program=office.program, by=office.souad))
    batch, before = [office.project(), project, office.project()], written()

    together = refusal_of(lambda: office.submit(batch))

    assert together.text == f"{project.beneficiary} – {office.program}: {alone.text}"
    assert together.row.project_id == project.pk
    assert written() == before


def test_souad_hands_in_one_project_twice_and_none_is_taken(office):
    project = office.project()
    assert "application to this program already" in refusal_of(lambda: office.submit([project, project])).text
    assert not Application.objects.exists()


def test_program_that_is_closed_takes_none(office):
    day = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="still to come"):
        applications.submit_all(
            projects=[office.project(), office.project()], program=office.program, by=office.souad, on=day
        )
    other = make_program(opens_on=day, closes_on=day)
    with pytest.raises(Refused, match="does not take applications"):
        applications.submit_all(projects=[office.project()], program=other, by=office.souad)


def scored(office):
    file = office.file()
    criterion = make_criterion(office.program)
    both = also(office.driss, "programme_officer")
    scores.give(application=file, criterion=criterion, points=3, by=both)
    return file


def of_funded_person(office):
    person = make_person(by=office.souad)
    office.file("approved", person=person, line=office.line, items=cost("10"))
    return office.file(person=person)


def of_funded_card(office):
    office.file("approved", person=make_person(by=office.souad, cin="M123456"), line=office.line, items=cost("10"))
    other = make_coordinator()
    return office.file(person=make_person(by=other, cin="M123456"), by=other)


CHECKED = {
    "returned": lambda office: office.file("returned"),
    "approved": lambda office: office.file("approved", line=office.line),
    "checked by the approver": lambda office: office.file(officer=also(office.driss, "programme_officer")),
    "submitted by the approver": lambda office: office.file(by=_submitter(office)),
    "scored by the approver": scored,
    "of a funded person": of_funded_person,
    "of a funded card": of_funded_card,
    "of another program": lambda office: office.file(program=make_line().program),
}


def _submitter(office):
    make_posting(
        user=office.driss, role="coordinator", centre=office.souad.postings_now[0].centre, starts_on=date(2019, 1, 1)
    )
    return reread(office.driss)


@pytest.mark.parametrize("fault", CHECKED)
def test_driss_approves_one_file_at_fault_among_others_and_none_is_funded(office, fault):
    file, driss = CHECKED[fault](office), reread(office.driss)
    alone = refusal_of(lambda: decisions.approve(application=file, line=office.line, by=driss))
    batch, before = [office.file(), file, office.file()], written()

    together = refusal_of(lambda: office.approve(batch, by=driss))

    assert together.text == f"{file}: {alone.text}"
    assert written() == before
    assert reread(office.line).free == reread(office.line).allocated - reread(office.line).reserved
    assert {reread(row).status for row in (batch[0], batch[2])} == {"checked"}


@pytest.mark.parametrize("role", ["coordinator", "finance_officer"])
def test_who_does_not_decide_approves_none(office, role):
    user = make_user(role)
    alone = refusal_of(lambda: decisions.approve(application=office.file(), line=office.line, by=user))
    assert refusal_of(lambda: office.approve([office.file(), office.file()], by=user)).text == alone.text


def test_delegate_of_the_checker_approves_none(office):
    nadia = also(office.nadia, "approver")
    delegate = make_user()
    make_posting(user=delegate, role="approver", on_behalf_of=nadia, ends_on=date(2099, 1, 1))
    files = [office.file("checked", officer=make_user("programme_officer")), office.file()]
    refusal = refusal_of(lambda: office.approve(files, by=reread(delegate)))
    assert refusal.row == files[1] and "for whom you act" in refusal.text


def test_two_files_of_one_person_are_not_both_funded(office):
    person = make_person(by=office.souad)
    files = [office.file(person=person), office.file(), office.file(person=person)]
    refusal = refusal_of(lambda: office.approve(files))
    assert refusal.row == files[2] and "funded project in this program already" in refusal.text


def test_line_that_is_short_of_all_together_funds_none_and_says_by_how_much(office):
    files = [office.file() for _number in range(7)]
    assert "short by 5000.00" in refusal_of(lambda: office.approve(files)).text
    assert not Decision.objects.exists() and reread(office.line).reserved == 0
    assert len(office.approve(files[:6])) == 6 and reread(office.line).free == 10_000


def test_nadia_checks_one_file_of_another_status_among_others_and_none_is_checked(office):
    files = [office.file("submitted"), office.file("returned"), office.file("submitted")]
    refusal = refusal_of(lambda: office.check(files))
    assert refusal.row == files[1] and "Returned for completion" in refusal.text
    assert not StatusChange.objects.filter(to_status="checked").exists()


def test_nadia_who_submitted_one_of_them_checks_none(office):
    souad = also(office.souad, "programme_officer")
    files = [office.file("submitted", by=make_coordinator()), office.file("submitted")]
    refusal = refusal_of(lambda: applications.check_all(applications=files, by=souad))
    assert refusal.row == files[1] and "you submitted this file" in refusal.text


SINGLE = {"id", "at", "token", "digest", "label", "subject_id", "application", "project", "decision", "duty", "subject"}
OWN = SINGLE | {"beneficiary", "person", "submission_duty", "changes", "sealed_note", "sealed_reason", "by", "actor"}


def told(rows):
    """The rows but for what tells one file from another, in their order."""
    names = [f.name for f in rows.model._meta.concrete_fields if f.name not in OWN and not f.name.endswith("_at")]
    return [{name: getattr(row, name) for name in names} for row in rows]


def traces(file):
    """All that is written of a file, but for what tells it from another."""
    own = [row._meta.model.objects.filter(pk=row.pk) for row in (file,)]
    parts = [model.objects.filter(application=file).order_by("pk") for model in (ApplicationItem, Duty, BudgetEntry)]
    decided = [file.decisions.all(), Allocation.objects.filter(decision__application=file)]
    history = [trail.status_changes_of(file), trail.entries_of(file)]
    changed = [sorted(entry.changes) for entry in trail.entries_of(file)]
    return [told(rows) for rows in (*own, *parts, *decided, *history)], changed


def test_files_taken_together_leave_what_files_taken_alone_leave(office):
    alone = office.file("approved", line=office.line)
    files = office.approve(office.check(office.submit([office.project() for _number in range(3)])))

    assert [file.status for file in files] == ["approved"] * 3
    assert [traces(file) for file in files] == [traces(alone)] * 3
    assert reread(office.line).reserved == 60_000
    assert {entry.by for file in files for entry in trail.entries_of(file)} == {
        office.souad,
        office.nadia,
        office.driss,
    }
    assert ledger.differences() == []
    sealing.seal_pending()
    assert verifying.verify() == []


def test_ten_files_more_cost_two_updates_and_a_ledger_row_each(office):
    spent = []
    for number in (1, 2, 12):
        projects = [office.project(items=cost("10")) for _number in range(number)]
        with CaptureQueriesContext(connection) as queries:
            office.approve(office.check(office.submit(projects)))
        spent.append(len(queries))
    assert spent[2] - spent[1] == 10 * 3


def test_nothing_to_do_writes_nothing(office):
    before = written()
    assert office.submit([]) == office.check([]) == office.approve([]) == []
    assert written() == before
