"""Counting rows no further than anybody reads, however many lists are asked about at once."""

from django.contrib.auth import get_user_model
from django.db.models import IntegerField, Subquery


class RowsOf(Subquery):
    """How many rows a queryset holds, as one value of a larger query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def capped_counts(user, lists, *, most):
    """`{key: number of rows}` of the querysets of `lists`, counted to `most` + 1 at the furthest. At most one query."""
    counted = {key: rows for key, rows in lists.items() if not rows.query.is_empty()}
    if not counted:
        return dict.fromkeys(lists, 0)
    # Each list is a column of the user's own row: one statement, each part of which stops at its cap.
    columns = [RowsOf(rows.order_by().values("pk")[: most + 1]) for rows in counted.values()]
    named = {f"rows_{place}": column for place, column in enumerate(columns)}
    numbers = get_user_model()._base_manager.filter(pk=user.pk).annotate(**named).values_list(*named).get()
    return dict.fromkeys(lists, 0) | dict(zip(counted, numbers, strict=True))
