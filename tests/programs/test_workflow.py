"""Every cell of the table: in each status, each role takes each step; only the legal ones change anything."""

import pytest
from django.db import transaction

from programs.models import Application, BudgetEntry, Decision, Duty
from programs.services import decisions
from programs.workflow import APPLICATION
from reintegration.ground.audit.models import AuditEntry, StatusChange
from reintegration.ground.errors import Refused
from reintegration.roles import PERMISSIONS
from tests.factories import NATIONAL_ROLES, make_centre, make_coordinator, make_user, reread
from tests.programs.factories import make_application, make_line

pytestmark = pytest.mark.django_db
VERBS = [t.name for t in APPLICATION.transitions if t.name != "submit"]


def counts():
    return [model.objects.count() for model in (StatusChange, AuditEntry, BudgetEntry, Decision, Duty)]


def outcome(verb, file, user, line):
    """The status after the step, or None when it is refused; undone either way."""
    arguments = {"reason": "because"} if APPLICATION[verb].needs_reason else {}
    if verb in ("approve", "top_up"):
        arguments |= {"line": line, "amount": 100}
    with transaction.atomic():
        try:
            return APPLICATION.run(verb, file, by=user, **arguments).status
        except Refused:
            return None
        finally:
            transaction.set_rollback(True)


@pytest.mark.parametrize("status", Application.Status.values)
def test_every_role_takes_every_step(status):
    centre = make_centre()
    line = make_line()
    # An approved one has less than it asks for: it can still get more.
    is_approved = status == "approved"
    file = make_application(
        status="checked" if is_approved else status, by=make_coordinator(centre), program=line.program
    )
    if is_approved:
        decisions.approve(application=file, by=make_user("approver"), line=line, amount=100)
    users = {role: make_user(role, None if role in NATIONAL_ROLES else centre) for role in PERMISSIONS}
    before, was = counts(), reread(file).__dict__
    for role, user in users.items():
        for verb in VERBS:
            step = APPLICATION[verb]
            is_legal = status in step.sources and step.permission in PERMISSIONS[role]
            assert outcome(verb, reread(file), user, line) == (step.target if is_legal else None), (role, verb)
            assert APPLICATION.verb(verb, file, user).enabled is is_legal, (role, verb)
    assert counts() == before
    assert {k: v for k, v in reread(file).__dict__.items() if k != "_state"} == {
        k: v for k, v in was.items() if k != "_state"
    }


@pytest.mark.parametrize("verb", ["resubmit", "withdraw", "renounce"])
def test_another_centre_takes_no_step(verb):
    status = APPLICATION[verb].sources[0]
    file, amal = make_application(status=status), make_coordinator()
    assert outcome(verb, file, amal, None) is None


def test_every_step_leaves_its_line_in_the_history():
    file = make_application(status="approved")
    steps = StatusChange.objects.about(file).order_by("id").values_list("verb", "from_status", "to_status")
    assert list(steps) == [
        ("submit", "", "submitted"),
        ("check", "submitted", "checked"),
        ("approve", "checked", "approved"),
    ]


def test_officer_sees_why_a_step_is_closed():
    file = make_application(status="checked")
    verb = APPLICATION.verb("approve", file, make_user("approver"))
    assert not verb.enabled and "short by 15000.00" in verb.why_not
