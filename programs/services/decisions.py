"""Decisions of approvers: the money is reserved and the decision stands for ever, or nothing happened.

Rows are written allocations first, decision last: a trigger then compares their sum with the amount, to the centime.
Locks: application, then lines by id.
"""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.models import Allocation, Decision, Duty
from programs.moves import RESERVED
from programs.services import duties, ledger
from programs.workflow import APPLICATION
from reintegration.ground.errors import Refused
from reintegration.ground.money import ZERO, amount_in_text, exact


@transaction.atomic
def approve(*, application, by, allocations=None, line=None, amount=None, reason="", on=None):
    """Give the file money (MAD) of one `line` (the amount requested unless said), or of several by `allocations`.

    Refused with what a line is short by; returns the application.
    """
    with APPLICATION.taking("approve", application, by=by, reason=reason, on=on) as file:
        if allocations is None:
            allocations = {line: file.amount_requested if amount is None else amount}
        # Merged or corrected since submission: the database compares persons and cards of funded files.
        file.person_id, file.cin_key = file.beneficiary.person_id, file.beneficiary.cin_key
        file.amount_approved = _give(file, allocations, by=by, reason=reason, on=on)
    return application


@transaction.atomic
def top_up(*, application, by, reason, allocations=None, line=None, amount=None, on=None):
    """Give an approved file more money (MAD), up to the amount requested, by a decision beside the first one."""
    with APPLICATION.taking("top_up", application, by=by, reason=reason, on=on) as file:
        if allocations is None:
            allocations = {line: file.amount_requested - file.amount_approved if amount is None else amount}
        file.amount_approved += _give(file, allocations, by=by, reason=reason, on=on)
    return application


@transaction.atomic
def reject(*, application, by, reason):
    """Decide against the file."""
    with APPLICATION.taking("reject", application, by=by, reason=reason) as file:
        _write(file, Decision.Outcome.REJECT, by=by, reason=reason)
    return application


@transaction.atomic
def put_on_waiting_list(*, application, by, reason):
    """Keep the file for money that may come."""
    with APPLICATION.taking("put_on_waiting_list", application, by=by, reason=reason) as file:
        _write(file, Decision.Outcome.WAIT, by=by, reason=reason)
    return application


@transaction.atomic
def renounce(*, application, by, reason):
    """Record that the person gives the project up; what was reserved goes back to its lines."""
    with APPLICATION.taking("renounce", application, by=by, reason=reason) as file:
        lines = {entry.line_id: entry.line for entry in file.budget_entries.select_related("line")}
        standing = file.budget_entries.standing("line")
        reserved = {lines[line_id]: books[RESERVED] for (line_id,), books in standing.items() if books[RESERVED]}
        file.amount_approved = ZERO
        ledger.post("release", amounts=reserved, application=file, by=by)
    return application


def _give(file, allocations, *, by, reason, on):
    """Decide on the allocations ({line: MAD}) and reserve them; returns their sum."""
    if not allocations or None in allocations:
        raise Refused({"line": _("Choose the funding line that pays.")})
    if any(line.program_id != file.program_id for line in allocations):
        raise Refused({"line": _("This line is money of another program.")})
    allocations = {line: exact(part) for line, part in allocations.items()}
    given = sum(allocations.values(), ZERO)
    _write(file, Decision.Outcome.APPROVE, by=by, reason=reason, allocations=allocations, on=on)
    ledger.post("reserve", amounts=allocations, application=file, by=by, on=on)
    if file.amount_approved + given > file.amount_requested:
        text = _("The project asks for %(amount)s: not more than that can be approved.")
        raise Refused({"amount": text % {"amount": amount_in_text(file.amount_requested)}})
    return given


def _write(file, outcome, *, by, reason, allocations=None, on=None):
    duty = duties.take(application=file, user=by, kind=Duty.Kind.DECIDE)
    decision_id = uuid.uuid4()
    for line, part in (allocations or {}).items():
        if part <= 0:
            raise Refused({"amount": _("The amount is more than zero.")})
        Allocation.objects.create(decision_id=decision_id, line=line, amount=part)
    Decision.objects.create(
        id=decision_id,
        application=file,
        outcome=outcome,
        amount=sum((allocations or {}).values(), ZERO),
        decided_on=on or timezone.localdate(),
        duty=duty,
        by=by,
        reason=reason,
    )
