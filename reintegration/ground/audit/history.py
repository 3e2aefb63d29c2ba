"""What stood when: the status of records on a business day, as known then or later; since when they stand so."""

from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast

from reintegration.ground.audit.models import StatusChange


def with_status_on(queryset, day, status=None, *, known_at=None):
    """The rows with `status_on`, their status on a business day; only those in `status`, if given. One query.

    The newest step that happened until that day counts, whenever it was recorded: Friday's ceremony, entered on Monday,
    holds on Saturday, and a correction holds from the day that it corrects. `known_at` leaves out what was recorded
    later than that moment. Rows without a step by then have None.
    """
    steps = _steps_of(queryset).filter(on__lte=day)
    if known_at is not None:
        steps = steps.filter(at__lte=known_at)
    rows = queryset.annotate(status_on=Subquery(steps.order_by("-pk").values("to_status")[:1]))
    return rows if status is None else rows.filter(status_on=status)


def with_moved_on(queryset):
    """The rows with `moved_on`, the business day of their last step: Friday's decision is entered on Monday."""
    return queryset.annotate(moved_on=Subquery(_steps_of(queryset).order_by("-pk").values("on")[:1]))


def _steps_of(queryset):
    return StatusChange.objects.about(queryset.model).filter(subject_id=Cast(OuterRef("pk"), CharField(max_length=64)))
