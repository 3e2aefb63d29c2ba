"""The ledger's door: says in words what is short, then writes the row. The row itself moves the money.

Balances are written by triggers alone (`money_protections`); CHECKs stand behind them. Here the lines are locked by id,
then the tranches that move, so that what is checked still holds when the row is written.
"""

from collections import Counter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.models import BudgetEntry, FundingLine, Tranche
from programs.moves import FREE, MOVES, OUTSIDE, SPENT
from programs.services.reconciliation import differences as differences
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused, refuse_future
from reintegration.ground.locks import lock
from reintegration.ground.money import amount_in_text, exact


def allocate(**movement):
    """Give money to a line, out of its tranche if it has one."""
    return _post_one("allocate", **movement)


def cut(**movement):
    """Take free money off a line."""
    return _post_one("cut", **movement)


def reserve(**movement):
    """Set free money aside for an approved file."""
    return _post_one("reserve", **movement)


def release(**movement):
    return _post_one("release", **movement)


def commit(**movement):
    """Bind reserved money by an order or a cheque; the partner must have paid the tranche in."""
    return _post_one("commit", **movement)


def uncommit(**movement):
    return _post_one("uncommit", **movement)


def pay(**movement):
    return _post_one("pay", **movement)


def unpay(**movement):
    return _post_one("unpay", **movement)


def clear(**movement):
    """The bank has debited it."""
    return _post_one("clear", **movement)


def unclear(**movement):
    return _post_one("unclear", **movement)


def refund(**movement):
    """Paid money came back: the file can spend it again."""
    return _post_one("refund", **movement)


def _post_one(kind, *, line, amount, **movement):
    return post(kind, amounts={line: amount}, **movement)[0]


def post(kind, *, amounts, by, application=None, tranche=None, reference="", on=None):
    """Move `amounts` ({line: MAD}) all together, as `kind` says; return the ledger rows in the order of the lines' ids.

    Raises `Refused` with what is short. Use it instead of several single movements: it locks every line before the
    first tranche, so that two users of the same lines never wait for each other in a circle.
    """
    entries = [
        BudgetEntry(kind=kind, line=line, amount=amount, application=application, tranche=tranche)
        for line, amount in sorted(amounts.items(), key=lambda item: item[0].pk)
    ]
    return write(entries, by=by, reference=reference, on=on)


@transaction.atomic
def write(entries, *, by, reference="", on=None):
    """Write new entries together, one after the other; returns them. Raises `Refused` with what is short."""
    refuse_future(on=on)
    for entry in entries:
        entry.amount = _positive(entry.amount)
    lines = {line.pk: line for line in lock(FundingLine, {entry.line_id for entry in entries})}
    lock(Tranche, {tranche for tranche in map(_moved_tranche, entries) if tranche})
    _lines_have_free(entries, lines)
    for entry in entries:
        _file_has(entry, lines[entry.line_id])
        _tranche_has(entry)
        entry.by, entry.reference, entry.on = by, reference, on or timezone.localdate()
        entry.save(force_insert=True)
        if entry.application_id is None:
            # Movements for a file are told by the file's own entries.
            changes = {"amount": [None, entry.amount]}
            trail.record(action=entry.kind, subject=entry.line, by=by, changes=changes, note=reference)
    return entries


def _positive(amount):
    amount = exact(amount)
    if amount <= 0:
        raise Refused({"amount": _("The amount is more than zero.")})
    return amount


def _moved_tranche(entry):
    """The id of the tranche whose balances the entry moves, or None."""
    if entry.tranche_id:
        return entry.tranche_id
    source, target = MOVES[entry.kind]
    moves = OUTSIDE in (source, target) or (source in SPENT) != (target in SPENT)
    return entry.line.tranche_id if moves else None


def _lines_have_free(entries, lines):
    """A line gives what it has free, to all entries together."""
    taken = Counter()
    for entry in entries:
        if MOVES[entry.kind][0] == FREE:
            taken[entry.line_id] += entry.amount
    for line_id, amount in taken.items():
        line = lines[line_id]
        _need(amount, line.free, _("The line “%(line)s” is short by %(amount)s."), line=line)


def _file_has(entry, line):
    """What was taken from a line before, file and tranche give back."""
    source, _target = MOVES[entry.kind]
    if source not in (FREE, OUTSIDE):
        # Only its own money: read under the line's lock, so no other movement comes between.
        own = BudgetEntry.objects.filter(application=entry.application_id, tranche=entry.tranche_id, line=line)
        text = _("This file holds less than that on the line “%(line)s”: short by %(amount)s.")
        if entry.tranche_id:
            text = _("The line “%(line)s” advanced less than that: short by %(amount)s.")
        _need(entry.amount, own.standing("line")[line.pk,][source], text, line=line)


def _tranche_has(entry):
    """Read anew for each entry: the one before may have moved the same tranche."""
    source, target = MOVES[entry.kind]
    moved = _moved_tranche(entry)
    if moved is None or entry.kind == "advance":
        return
    tranche = Tranche.objects.select_related("agreement").get(pk=moved)
    if source == OUTSIDE:
        text = _("“%(tranche)s” cannot carry this: short by %(amount)s.")
        _need(entry.amount, tranche.amount - tranche.allocated, text, tranche=tranche)
    elif target in SPENT or entry.kind == "recover":
        text = _("The partner has not paid in enough for “%(tranche)s”: short by %(amount)s.")
        _need(entry.amount, tranche.received + tranche.advanced - tranche.committed, text, tranche=tranche)


def _need(amount, found, text, **names):
    if amount > found:
        raise Refused({"amount": text % {"amount": amount_in_text(amount - found), **names}})
