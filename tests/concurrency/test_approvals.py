"""Fifty approvers at once, in processes of their own, for the last dirham of a line: one of them has it."""

import pytest
from django.db import transaction

from programs.models import Application, Decision, Duty, FundingLine
from programs.models.funding import FundingLineQuerySet
from programs.services import decisions, ledger
from reintegration.ground.access.models import User
from reintegration.ground.money import LARGEST
from tests import holders
from tests.concurrency.racing import DONE, race
from tests.databases import prepared_template, private_database
from tests.factories import make_coordinator, make_person, make_user, reread
from tests.programs.factories import cost, make_application, make_line

APPROVERS, IN_CONTROL = 50, 10


def prepare():
    """A line with 1.00 MAD, and for each approver a checked file of a person of its own that asks for that much."""
    line, souad, nadia = make_line(amount="1"), make_coordinator(), make_user("programme_officer")
    shared = {"by": souad, "officer": nadia, "program": line.program, "items": cost("1"), "status": "checked"}
    for _ in range(APPROVERS):
        make_application(person=make_person(by=souad), **shared)
        make_user("approver")


@pytest.fixture(scope="module")
def prepared(migrated_template, django_db_blocker, tmp_path_factory):
    with (
        django_db_blocker.unblock(),
        prepared_template(migrated_template, tmp_path_factory.mktemp("approvers"), prepare) as name,
    ):
        yield name


@pytest.fixture
def line(prepared, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), private_database(prepared, tmp_path):
        yield FundingLine.objects.get()


def approve_together(line, number):
    """The first `number` files, each by an approver of its own: (files, approvers, answers)."""
    files = list(Application.objects.order_by("pk")[:number])
    approvers = list(User.objects.filter(postings__role="approver").order_by("pk")[:number])

    def approval(file, approver):
        return lambda: decisions.approve(application=file, by=approver, line=line)

    return files, approvers, race([approval(*pair) for pair in zip(files, approvers, strict=True)])


def test_fifty_approvers_spend_the_last_dirham_once(line):
    files, approvers, found = approve_together(line, APPROVERS)
    assert found.count(DONE) == 1, found
    assert all("short by 1.00" in answer for answer in found if answer != DONE), found
    line, winner = reread(line), found.index(DONE)
    assert (line.reserved, line.free) == (1, 0)
    assert [file.pk for file in Application.objects.approved()] == [files[winner].pk]
    assert [decision.by for decision in Decision.objects.all()] == [approvers[winner]]
    assert Duty.objects.filter(kind="decide").count() == 1
    assert ledger.differences() == []


def test_control_without_look_lock_and_constraint_the_line_is_overspent(line, monkeypatch):
    """Nobody looks what is left, nobody waits for the line, and the table takes any balance."""
    monkeypatch.setattr(FundingLineQuerySet, "free_in", lambda rows, program: LARGEST)
    monkeypatch.setattr(ledger, "_need", lambda amount, found, text, **names: None)
    monkeypatch.setattr(ledger, "lock", lambda model, ids: list(model.objects.filter(pk__in=ids)))
    with transaction.atomic():
        holders.lift(["line_within_allocated"])
    _files, _approvers, found = approve_together(line, IN_CONTROL)
    assert found.count(DONE) == IN_CONTROL, found
    assert reread(line).reserved == IN_CONTROL


def test_control_the_constraint_alone_holds_the_last_dirham(line, monkeypatch):
    monkeypatch.setattr(FundingLineQuerySet, "free_in", lambda rows, program: LARGEST)
    monkeypatch.setattr(ledger, "_need", lambda amount, found, text, **names: None)
    monkeypatch.setattr(ledger, "lock", lambda model, ids: list(model.objects.filter(pk__in=ids)))
    _files, _approvers, found = approve_together(line, IN_CONTROL)
    assert found.count(DONE) == 1, found
    assert all("line_within_allocated" in answer for answer in found if answer != DONE), found
