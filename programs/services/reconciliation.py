"""Recomputes every balance from ledger, receipts, amendments and decisions, and names what does not agree."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from programs.models import (
    Agreement,
    AgreementAmendment,
    Allocation,
    Application,
    BudgetEntry,
    Decision,
    FundingLine,
    Tranche,
)
from programs.moves import ADVANCED, FREE, OUTSIDE, RESERVED, SPENT
from reintegration.ground.money import ZERO, total


@dataclass(frozen=True)
class Difference:
    """A balance that its own records do not bear out; amounts in MAD."""

    subject: str
    balance: str
    found: Decimal
    expected: Decimal

    def __str__(self):
        return _("%(subject)s: “%(balance)s” is %(found)s, the records say %(expected)s") % vars(self)


def differences():
    """Every difference, as a list: empty when the books are right. A fixed number of queries.

    Call it in a transaction that sees one state of the database, or movements that happen meanwhile look like errors.
    """
    standing = BudgetEntry.objects.standing("line")
    lines = list(FundingLine.objects.select_related("program"))
    amended = _newest_amounts()
    return [
        *_of_lines(lines, standing),
        *_of_transfers(lines),
        *_of_tranches(lines, standing, amended),
        *_of_agreements(amended),
        *_of_decisions(),
        *_of_applications(),
    ]


def _of_lines(lines, standing):
    for line in lines:
        buckets = standing[line.pk,]
        expected = {"allocated": -buckets[OUTSIDE], **{name: buckets[name] for name in FundingLine.USED}}
        yield from _compared(line, _("Funding line %(number)s (%(name)s)"), expected)
        if buckets[FREE] < 0:
            yield Difference(_subject(line, _("Funding line %(number)s (%(name)s)")), _("free"), buckets[FREE], ZERO)


def _of_transfers(lines):
    """What one line sent another is what that one got from it."""
    sent, got = defaultdict(lambda: ZERO), defaultdict(lambda: ZERO)
    for row in BudgetEntry.objects.filter(counterpart__isnull=False).sums("line", "counterpart"):
        if row["kind"] == "transfer_out":
            sent[row["line"], row["counterpart"]] += row["sum"]
        else:
            got[row["counterpart"], row["line"]] += row["sum"]
    by_id = {line.pk: line for line in lines}
    for source, target in sorted({*sent, *got}):
        if got[source, target] != sent[source, target]:
            subject = _subject(by_id[target], _("Funding line %(number)s (%(name)s)"))
            balance = _("transfers from line %(number)s") % {"number": source}
            yield Difference(subject, balance, got[source, target], sent[source, target])


def _newest_amounts():
    """The amount of the newest amendment: {(agreement id, tranche id or None): MAD}."""
    rows = AgreementAmendment.objects.order_by("id").values_list("agreement", "tranche", "amount")
    return {(agreement, tranche): amount for agreement, tranche, amount in rows}


def _of_tranches(lines, standing, amended):
    advances = BudgetEntry.objects.filter(tranche__isnull=False).standing("tranche")
    for tranche in Tranche.objects.select_related("agreement").annotate(in_receipts=total("receipts__amount")):
        books = [standing[line.pk,] for line in lines if line.tranche_id == tranche.pk]
        expected = {
            "amount": amended.get((tranche.agreement_id, tranche.pk), tranche.amount),
            "allocated": sum((-book[OUTSIDE] for book in books), ZERO),
            "committed": sum((book[name] for book in books for name in SPENT), ZERO),
            "received": tranche.in_receipts,
            "advanced": advances[tranche.pk,][ADVANCED],
        }
        yield from _compared(tranche, _("Tranche %(number)s (%(name)s)"), expected)


def _of_agreements(amended):
    for agreement in Agreement.objects.annotate(in_tranches=total("tranches__amount")):
        expected = {
            "amount": amended.get((agreement.pk, None), agreement.amount),
            "distributed": agreement.in_tranches,
        }
        yield from _compared(agreement, _("Agreement %(number)s (%(name)s)"), expected)


def _of_decisions():
    sums = {row["decision"]: row["sum"] for row in _sums(Allocation, "decision")}
    for decision in Decision.objects.all():
        yield from _compared(decision, _("Decision %(number)s"), {"amount": sums.get(decision.pk, ZERO)})


def _of_applications():
    """An approved file holds on its lines what its decisions gave it; any other holds nothing."""
    approved = Decision.objects.filter(outcome=Decision.Outcome.APPROVE, application__status="approved")
    given = {row["application"]: row["sum"] for row in _sums(approved, "application")}
    standing = BudgetEntry.objects.filter(application__isnull=False).standing("application")
    for application in Application.objects.filter(pk__in={*given, *(key[0] for key in standing)}):
        amount = given.get(application.pk, ZERO)
        yield from _compared(application, _("Application %(number)s"), {"amount_approved": amount})
        books = standing[application.pk,]
        held = books[RESERVED] + sum(books[name] for name in SPENT)
        if held != amount:
            yield Difference(_subject(application, _("Application %(number)s")), _("held on lines"), held, amount)


def _sums(rows, key):
    rows = rows.objects if isinstance(rows, type) else rows
    return rows.order_by().values(key).annotate(sum=total("amount"))


def _compared(record, text, expected):
    for name, amount in expected.items():
        found = getattr(record, name)
        if found != amount:
            label = str(record._meta.get_field(name).verbose_name)
            yield Difference(_subject(record, text), label, found, amount)


def _subject(record, text):
    # An application is named by its number alone: this line is printed on consoles and in logs.
    return text % {"number": record.pk, "name": "" if isinstance(record, Application | Decision) else record}
