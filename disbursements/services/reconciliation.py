"""Compares what disbursements say of their money with what the ledger holds for their files, line by line."""

from collections import defaultdict

from django.utils.translation import gettext as _

from disbursements.models import Disbursement
from programs.models import BudgetEntry, FundingLine
from programs.moves import SPENT
from programs.services import reconciliation as books
from programs.services.reconciliation import Difference
from reintegration.ground.money import ZERO, total


def differences():
    """Every difference of the books, then of the disbursements: empty when all is right. A fixed number of queries.

    Call it in a transaction that sees one state of the database, or movements that happen meanwhile look like errors.
    """
    return [*books.differences(), *_of_disbursements()]


def _of_disbursements():
    """A disbursement stands in the ledger under its own status: each balance of a file on a line is a sum of them."""
    standing = BudgetEntry.objects.filter(application__isnull=False).standing("application", "line")
    found = defaultdict(lambda: ZERO)
    rows = Disbursement.objects.filter(status__in=SPENT).order_by()
    for row in rows.values("application", "allocation__line", "status").annotate(sum=total("amount")):
        found[row["application"], row["allocation__line"], row["status"]] += row["sum"]
    keys = {key[:2] for key in found} | set(standing)
    for application, line in sorted(keys):
        subject = _("Application %(number)s on line %(line)s") % {"number": application, "line": line}
        for balance in SPENT:
            disbursed, expected = found[application, line, balance], standing[application, line][balance]
            if disbursed != expected:
                label = str(FundingLine._meta.get_field(balance).verbose_name)
                yield Difference(subject, label, disbursed, expected)
