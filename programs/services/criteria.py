"""The criteria of a program, changed only as far as the points given already allow."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from programs.models import Criterion, Score
from reintegration.ground import records
from reintegration.ground.errors import Refused
from reintegration.ground.locks import lock


@transaction.atomic
def save(*, criterion, by):
    """Write a new or changed criterion. Raises `Refused` when a file has more points on it than it would give."""
    lock(Criterion, [criterion.pk])
    given = Score.objects.filter(criterion=criterion.pk).aggregate(most=Max("points"))["most"] or 0
    if criterion.max_points < given:
        raise Refused({"max_points": _("A file has %(points)s points on this criterion.") % {"points": given}})
    return records.store(criterion, by=by)
