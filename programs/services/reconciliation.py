"""Recomputes every balance from the ledger, the receipts and the decisions, and names what does not agree."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from django.utils.translation import gettext as _

from programs.models import Agreement, Allocation, Application, BudgetEntry, Decision, FundingLine, Tranche
from programs.models.ledger import COMMITTED, FREE, OUTSIDE, PAID, RESERVED
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
    return list(chain(_of_lines(lines, standing), _of_tranches(lines, standing), _of_decisions(), _of_applications()))


def _of_lines(lines, standing):
    for line in lines:
        buckets = standing[line.pk,]
        expected = {"allocated": -buckets[OUTSIDE], **{name: buckets[name] for name in (RESERVED, COMMITTED, PAID)}}
        yield from _compared(line, _("Funding line %(number)s (%(name)s)"), expected, name=line.name)
        if buckets[FREE] < 0:
            yield Difference(_subject(line, _("Funding line %(number)s (%(name)s)")), _("free"), buckets[FREE], ZERO)


def _of_tranches(lines, standing):
    tranches = Tranche.objects.select_related("agreement").annotate(in_receipts=total("receipts__amount"))
    for tranche in tranches:
        books = [standing[line.pk,] for line in lines if line.tranche_id == tranche.pk]
        expected = {
            "allocated": sum((-book[OUTSIDE] for book in books), ZERO),
            "committed": sum((book[COMMITTED] + book[PAID] for book in books), ZERO),
            "received": tranche.in_receipts,
        }
        yield from _compared(tranche, _("Tranche %(number)s (%(name)s)"), expected)
    for agreement in Agreement.objects.annotate(in_tranches=total("tranches__amount")):
        yield from _compared(agreement, _("Agreement %(number)s (%(name)s)"), {"distributed": agreement.in_tranches})


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
        held = books[RESERVED] + books[COMMITTED] + books[PAID]
        if held != amount:
            yield Difference(_subject(application, _("Application %(number)s")), _("held on lines"), held, amount)


def _sums(rows, key):
    rows = rows.objects if isinstance(rows, type) else rows
    return rows.order_by().values(key).annotate(sum=total("amount"))


def _compared(record, text, expected, **names):
    for name, amount in expected.items():
        found = getattr(record, name)
        if found != amount:
            label = str(record._meta.get_field(name).verbose_name)
            yield Difference(_subject(record, text), label, found, amount)


def _subject(record, text):
    # An application is named by its number alone: this line is printed on consoles and in logs.
    return text % {"number": record.pk, "name": "" if isinstance(record, Application | Decision) else record}
