"""The only mover of money: a conditional UPDATE of line and tranche, and the ledger row beside it.

What agreements and tranches hold before any line draws on them is counted up in `funding`.

Two approvals at once cannot both take the last dirham: the condition is judged by the database under the row's lock,
and CHECK constraints stand behind it. Locks are taken on lines by id, then tranches by id.
"""

from collections import defaultdict

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.models import BudgetEntry, FundingLine, Tranche
from programs.models.ledger import COMMITTED, FREE, MOVES, OUTSIDE, PAID, RESERVED
from programs.services.reconciliation import differences as differences
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.money import ZERO, amount_in_text, exact, money

COLUMNS = (RESERVED, COMMITTED, PAID)
SPENT = F("reserved") + F("committed") + F("paid") + F("cleared") + F("advanced")


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


def _post_one(kind, *, line, amount, **movement):
    return post(kind, amounts={line: amount}, **movement)[0]


@transaction.atomic
def post(kind, *, amounts, by, application=None, reference="", on=None):
    """Move `amounts` ({line: MAD}) all together, as `kind` says; return the ledger rows in the order of the lines' ids.

    Raises `Refused` with what is short. Use it instead of several single movements: it locks every line before the
    first tranche, so that two users of the same lines never wait for each other in a circle.
    """
    amounts = {line: _positive(amount) for line, amount in amounts.items()}
    lines = sorted(amounts, key=lambda line: line.pk)
    for line in lines:
        _move_line(kind, line, amounts[line], application)
    of_tranches = defaultdict(lambda: ZERO)
    for line in lines:
        if line.tranche_id:
            of_tranches[line.tranche_id] += amounts[line]
    for tranche_id, amount in sorted(of_tranches.items()):
        _move_tranche(kind, tranche_id, amount)
    return [_write(kind, line, amounts[line], by, application, reference, on) for line in lines]


def _positive(amount):
    amount = exact(amount)
    if amount <= 0:
        raise Refused({"amount": _("The amount is more than zero.")})
    return amount


def _write(kind, line, amount, by, application, reference, on):
    entry = BudgetEntry.objects.create(
        line=line,
        kind=kind,
        amount=amount,
        application=application,
        reference=reference,
        on=on or timezone.localdate(),
        by=by,
    )
    if application is None:
        # Movements for a file are told by the file's own entries.
        trail.record(action=kind, subject=line, by=by, changes={"amount": [None, amount]}, note=reference)
    return entry


def _move_line(kind, line, amount, application):
    source, target = MOVES[kind]
    changes = _changes(source, target, amount)
    moved = FundingLine.objects.filter(_enough(source, amount), pk=line.pk).update(**changes, version=F("version") + 1)
    if not moved:
        raise _line_is_short(line, source, amount)
    if application is not None and source in COLUMNS:
        _stands_for(application, line, source, amount)


def _changes(source, target, amount):
    """The columns of a line that a movement changes, as expressions."""
    changes = {column: F(column) - money(amount) for column in COLUMNS if column == source}
    changes |= {column: F(column) + money(amount) for column in COLUMNS if column == target}
    if source == OUTSIDE:
        changes["allocated"] = F("allocated") + money(amount)
    if target == OUTSIDE:
        changes["allocated"] = F("allocated") - money(amount)
    return changes


def _enough(source, amount):
    """The condition that a line has `amount` where the movement takes it from."""
    if source == FREE:
        return Q(allocated__gte=SPENT + money(amount))
    return Q(**{f"{source}__gte": amount}) if source in COLUMNS else Q()


def _line_is_short(line, source, amount):
    line = FundingLine.objects.get(pk=line.pk)
    lacking = amount - (line.free if source == FREE else getattr(line, source))
    text = _("The line “%(line)s” is short by %(amount)s.")
    return _short(text, lacking, line=line)


def _short(text, lacking, **names):
    if lacking <= 0:
        # Somebody gave money back between our UPDATE and this reading.
        return Refused({"amount": _("The balance changed at this very moment: try again.")})
    return Refused({"amount": text % {"amount": amount_in_text(lacking), **names}})


def _stands_for(application, line, source, amount):
    """A file moves only its own money. Reads after the line's lock, so no other movement comes between."""
    entries = BudgetEntry.objects.filter(application=application, line=line)
    lacking = amount - entries.standing("line")[line.pk,][source]
    if lacking > 0:
        text = _("This file holds less than that on the line “%(line)s”: short by %(amount)s.")
        raise _short(text, lacking, line=line)


def _move_tranche(kind, tranche_id, amount):
    tranche = Tranche.objects.filter(pk=tranche_id)
    change, text, room = _of_tranche(kind, amount)
    if change and not tranche.filter(room).update(**change, version=F("version") + 1):
        found = tranche.select_related("agreement").get()
        column = next(iter(change))
        lacking = getattr(found, column) + amount - (found.amount if column == "allocated" else found.received)
        raise _short(text, lacking, tranche=found)


def _of_tranche(kind, amount):
    """What a movement on a line changes on its tranche: (columns, what to say when it can't, condition)."""
    amount = money(amount)
    if kind == "allocate":
        text = _("“%(tranche)s” cannot carry this: short by %(amount)s.")
        return {"allocated": F("allocated") + amount}, text, Q(amount__gte=F("allocated") + amount)
    if kind == "commit":
        text = _("The partner has not paid in enough for “%(tranche)s”: short by %(amount)s.")
        return {"committed": F("committed") + amount}, text, Q(received__gte=F("committed") + amount)
    back = {"cut": "allocated", "uncommit": "committed"}.get(kind)
    return ({back: F(back) - amount} if back else {}), "", Q()
