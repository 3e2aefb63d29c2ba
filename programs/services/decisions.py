"""Decisions of approvers: the money is reserved and the decision stands for ever, or nothing happened.

Rows are written allocations first, decision last: a trigger then compares their sum with the amount, to the centime.
Locks: application, then lines by id.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.models import Allocation, BudgetEntry, Decision, Duty
from programs.moves import RESERVED
from programs.services import duties, ledger
from programs.workflow import APPLICATION
from reintegration.ground.errors import Refused, naming
from reintegration.ground.money import ZERO, amount_in_text, exact


@transaction.atomic
def approve(*, application, by, allocations=None, line=None, amount=None, reason="", on=None):
    """Give the file money (MAD) of one `line` (the amount requested unless said), or of several by `allocations`.

    Refused with what a line is short by; returns the application.
    """
    with APPLICATION.taking("approve", application, by=by, reason=reason, on=on) as file:
        if allocations is None:
            allocations = {line: file.amount_requested if amount is None else amount}
        _approve({file: allocations}, by=by, reason=reason, on=on)
    return application


@transaction.atomic
def approve_all(*, applications, line, by, reason="", on=None):
    """Give each file what it asks for, of one line, all or none; returns the files read anew, by id.

    Refused with what the line is short by for all of them together.
    """
    with APPLICATION.taking_all("approve", applications, by=by, reason=reason, on=on) as files:
        _approve({file: {line: file.amount_requested} for file in files}, by=by, reason=reason, on=on)
    return files


@transaction.atomic
def top_up(*, application, by, reason, allocations=None, line=None, amount=None, on=None):
    """Give an approved file more money (MAD), up to the amount requested, by a decision beside the first one."""
    with APPLICATION.taking("top_up", application, by=by, reason=reason, on=on) as file:
        if allocations is None:
            allocations = {line: file.amount_requested - file.amount_approved if amount is None else amount}
        file.amount_approved += _give({file: allocations}, by=by, reason=reason, on=on)[file]
    return application


@transaction.atomic
def reject(*, application, by, reason):
    """Decide against the file."""
    with APPLICATION.taking("reject", application, by=by, reason=reason) as file:
        _write({file: {}}, Decision.Outcome.REJECT, by=by, reason=reason)
    return application


@transaction.atomic
def put_on_waiting_list(*, application, by, reason):
    """Keep the file for money that may come."""
    with APPLICATION.taking("put_on_waiting_list", application, by=by, reason=reason) as file:
        _write({file: {}}, Decision.Outcome.WAIT, by=by, reason=reason)
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


def _approve(shares, **decided):
    given = _give(shares, **decided)
    for file, amount in given.items():
        # Merged or corrected since submission: the database compares persons and cards of funded files.
        file.person_id, file.cin_key = file.beneficiary.person_id, file.beneficiary.cin_key
        file.amount_approved = amount


def _give(shares, *, by, reason, on):
    """Decide on the shares of files ({file: {line: MAD}}) and reserve them; returns what each gets, {file: MAD}."""
    shares = {file: _exact(file, allocations, among=shares) for file, allocations in shares.items()}
    given = {file: sum(allocations.values(), ZERO) for file, allocations in shares.items()}
    _write(shares, Decision.Outcome.APPROVE, by=by, reason=reason, on=on)
    entries = [
        BudgetEntry(kind="reserve", line=line, amount=part, application=file)
        for file, allocations in shares.items()
        for line, part in sorted(allocations.items(), key=lambda share: share[0].pk)
    ]
    ledger.write(entries, by=by, on=on)
    for file, amount in given.items():
        if file.amount_approved + amount > file.amount_requested:
            text = _("The project asks for %(amount)s: not more than that can be approved.")
            with naming(file, given):
                raise Refused({"amount": text % {"amount": amount_in_text(file.amount_requested)}})
    return given


def _exact(file, allocations, *, among):
    """A file's share as it can be decided: of lines of its program, amounts in centimes."""
    with naming(file, among):
        if not allocations or None in allocations:
            raise Refused({"line": _("Choose the funding line that pays.")})
        if any(line.program_id != file.program_id for line in allocations):
            raise Refused({"line": _("This line is money of another program.")})
        allocations = {line: exact(part) for line, part in allocations.items()}
        if min(allocations.values()) <= 0:
            raise Refused({"amount": _("The amount is more than zero.")})
    return allocations


def _write(shares, outcome, *, by, reason, on=None):
    """Write a decision of one outcome on each file, with its allocations ({file: {line: MAD}})."""
    files = list(shares)
    taken = duties.take_all(applications=files, user=by, kind=Duty.Kind.DECIDE)
    rows = [
        Decision(
            application=file,
            outcome=outcome,
            amount=sum(shares[file].values(), ZERO),
            decided_on=on or timezone.localdate(),
            duty=duty,
            by=by,
            reason=reason,
        )
        for file, duty in zip(files, taken, strict=True)
    ]
    Allocation.objects.bulk_create(
        Allocation(decision_id=row.pk, line=line, amount=part)
        for row in rows
        for line, part in shares[row.application].items()
    )
    Decision.objects.bulk_create(rows)
