"""Numbers without gaps: the next one of a series and year, for a paper that takes it in the same transaction."""

from disbursements.models import NumberSeries
from disbursements.number_protections import DIGITS
from reintegration.ground.locks import inserted, lock


def next_number(series, year):
    """Return the next number of a series in a year, such as ATT-2021-00001; the paper that is stored with it counts on.

    Locks the series until the transaction ends, so take it as late as possible.
    """
    row, is_new = NumberSeries.objects.get_or_create(code=f"{series}-{year}")
    if is_new:
        inserted(row)
    (row,) = lock(NumberSeries, [row.code])
    return f"{row.code}-{row.last + 1:0{DIGITS[series]}d}"
