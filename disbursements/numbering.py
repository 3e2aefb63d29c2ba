"""Numbers without gaps: one row per series and year, locked last, given back when the transaction is rolled back."""

from disbursements.models import NumberSeries
from reintegration.ground.locks import inserted, lock

LISTS, CERTIFICATES, ORDERS = "LST", "ATT", "CMD"
DIGITS = {LISTS: 4, CERTIFICATES: 5, ORDERS: 4}


def next_number(series, year):
    """Return the next number of a series in a year, such as ATT-2021-00001.

    Locks the series until the transaction ends, so take it as late as possible; outside a transaction a number could
    be lost, which is refused.
    """
    code = f"{series}-{year}"
    row, is_new = NumberSeries.objects.get_or_create(code=code)
    if is_new:
        inserted(row)
    (row,) = lock(NumberSeries, [code])
    row.last += 1
    row.save(update_fields=["last"])
    return f"{row.code}-{row.last:0{DIGITS[series]}d}"
