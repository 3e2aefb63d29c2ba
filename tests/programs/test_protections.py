"""Decisions and duties against raw SQL: each trigger refuses the attack, and without it the same attack succeeds."""

import uuid

import pytest
from django.db import connection
from django.utils import timezone

from programs.models import Decision, Duty
from reintegration.ground import protections
from tests.attacks import refuses, run
from tests.factories import make_user
from tests.programs.factories import make_application, make_line

pytestmark = pytest.mark.django_db

DUTY = "INSERT INTO programs_duty (application_id, user_id, kind, at) VALUES (%s, %s, %s, %s)"
ALLOCATION = "INSERT INTO programs_allocation (decision_id, line_id, amount) VALUES (%s, %s, %s)"
DECISION = (
    "INSERT INTO programs_decision (id, application_id, outcome, amount, decided_on, duty_id, by_id, reason, at)"
    " VALUES (%s, %s, 'approve', %s, %s, %s, %s, '', %s)"
)
OF_DECISIONS = {"programs_decision_sum", "programs_decision_duty", "programs_allocation_late"}


def key(identifier):
    return identifier.hex if connection.vendor == "sqlite" else identifier


class Attack:
    """A decision written past the services, right in every point that is not said otherwise."""

    def __init__(self, **given):
        self.file = make_application(status="checked", **given)
        self.line = make_line(self.file.program)
        self.driss = make_user("approver")
        self.duty = Duty.objects.create(application=self.file, user=self.driss, kind="decide")
        self.id = key(uuid.uuid4())

    def allocate(self, centimes):
        run(ALLOCATION, self.id, self.line.pk, centimes)

    def decide(self, centimes, *, duty=None, by=None):
        now, duty, by = timezone.now(), duty or self.duty, by or self.driss
        run(DECISION, self.id, self.file.pk, centimes, now.date(), duty.pk, by.pk, now)


@pytest.fixture
def attack():
    return Attack()


def allocations_short_of_the_decision(attack):
    attack.allocate(99)
    attack.decide(100)


def decision_without_allocations(attack):
    attack.decide(100)


def allocation_after_the_decision(attack):
    attack.allocate(100)
    attack.decide(100)
    run(ALLOCATION, attack.id, make_line(attack.file.program).pk, 1)


def decision_under_the_duty_of_submission(attack):
    attack.allocate(100)
    submission = attack.file.submission_duty
    attack.decide(100, duty=submission, by=submission.user)


def decision_under_the_duty_of_somebody_else(attack):
    attack.allocate(100)
    attack.decide(100, by=make_user("approver"))


def decision_under_the_duty_of_another_file(attack):
    attack.allocate(100)
    other = make_application()
    attack.decide(100, duty=Duty.objects.create(application=other, user=attack.driss, kind="decide"))


ATTACKS = [
    allocations_short_of_the_decision,
    decision_without_allocations,
    allocation_after_the_decision,
    decision_under_the_duty_of_submission,
    decision_under_the_duty_of_somebody_else,
    decision_under_the_duty_of_another_file,
]


def test_right_decision_by_raw_sql_passes(attack):
    attack.allocate(100)
    attack.decide(100)
    assert Decision.objects.filter(application=attack.file).exists()


@pytest.mark.parametrize("act", ATTACKS, ids=lambda act: act.__name__)
def test_forged_decision_is_refused(attack, act):
    assert refuses(lambda: act(attack))


@pytest.mark.parametrize("act", ATTACKS, ids=lambda act: act.__name__)
def test_control_forged_decision_passes_without_the_triggers(attack, act):
    protections.lift(connection, OF_DECISIONS)
    assert not refuses(lambda: act(attack))


def test_second_duty_of_one_user_is_refused(attack):
    now = timezone.now()
    assert refuses(lambda: run(DUTY, attack.file.pk, attack.driss.pk, "pay", now))
    assert not refuses(lambda: run(DUTY, attack.file.pk, make_user("finance_officer").pk, "pay", now))


def replaced_duty(attack):
    """SQLite alone knows this statement; PostgreSQL's nearest is an update."""
    if connection.vendor == "sqlite":
        run(DUTY.replace("INSERT", "INSERT OR REPLACE", 1), attack.file.pk, attack.driss.pk, "pay", timezone.now())
    else:
        run("UPDATE programs_duty SET kind = 'pay' WHERE id = %s", attack.duty.pk)


def test_duty_cannot_be_replaced(attack):
    assert refuses(lambda: replaced_duty(attack))


def test_control_duty_is_replaced_without_the_triggers(attack):
    protections.lift(connection, {"programs_duty_no_replace", "programs_duty_no_update", "programs_duty_apart"})
    assert not refuses(lambda: replaced_duty(attack))


FORGED_SUBMISSION = "UPDATE programs_application SET submission_duty_id = %s WHERE id = %s"


def test_submission_cannot_point_to_another_duty(attack):
    assert refuses(lambda: run(FORGED_SUBMISSION, attack.duty.pk, attack.file.pk))


def test_control_submission_points_anywhere_without_the_trigger(attack):
    protections.lift(connection, {"programs_application_duty_on_update"})
    assert not refuses(lambda: run(FORGED_SUBMISSION, attack.duty.pk, attack.file.pk))


@pytest.mark.parametrize("table", ["programs_budgetentry", "programs_decision", "programs_allocation", "programs_duty"])
def test_books_are_neither_changed_nor_deleted(table):
    make_application(status="approved")
    column = "reason" if table == "programs_decision" else "id"
    assert refuses(lambda: run(f"UPDATE {table} SET {column} = {column}"))
    assert refuses(lambda: run(f"DELETE FROM {table}"))
