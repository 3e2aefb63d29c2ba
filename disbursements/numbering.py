"""Numbers without gaps: one row per series and year, locked last, given back when the transaction is rolled back."""

from django.db import transaction

from disbursements.models import NumberSeries

LISTS, CERTIFICATES, ORDERS = "LST", "ATT", "CMD"
DIGITS = {LISTS: 4, CERTIFICATES: 5, ORDERS: 4}


def next_number(series, year):
    """Return the next number of a series in a year, such as ATT-2021-00001.

    Locks the series until the transaction ends, so take it as late as possible; outside a transaction a number could
    be lost, which is refused.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A number is taken inside a transaction.")
    row, _created = NumberSeries.objects.select_for_update().get_or_create(code=f"{series}-{year}")
    row.last += 1
    row.save(update_fields=["last"])
    return f"{row.code}-{row.last:0{DIGITS[series]}d}"
