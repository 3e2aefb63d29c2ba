"""Points on the social criteria of a program. Who scores a file does not decide on it."""

from django.db import transaction
from django.utils.translation import gettext as _

from programs.eligibility import PERMISSION, refuse_bound
from programs.models import Application, Score
from reintegration.ground import records
from reintegration.ground.errors import Refused
from reintegration.ground.locks import lock

OPEN_TO_SCORES = (Application.Status.SUBMITTED, Application.Status.CHECKED, Application.Status.WAITING)


@transaction.atomic
def give(*, application, criterion, points, by):
    """Give or correct the points of a file on one criterion (0 to its most); returns the score.

    Locks the application, so that nobody scores a file that they are deciding at the same moment.
    """
    (file,) = lock(Application, [application.pk])
    if not by.has_perm(PERMISSION["score"]):
        raise Refused(_("Your role does not include this step."))
    if file.status not in OPEN_TO_SCORES:
        raise Refused(_("This file is not open to scores: its status is “%s”.") % file.get_status_display())
    if criterion.program_id != file.program_id:
        raise Refused({"criterion": _("This criterion belongs to another program.")})
    if not 0 <= points <= criterion.max_points:
        raise Refused({"points": _("Points go from 0 to %(most)s.") % {"most": criterion.max_points}})
    refuse_bound("score", [file.pk], by)
    score = Score.objects.filter(application=file, criterion=criterion).first()
    score = score or Score(application=file, criterion=criterion)
    score.points, score.by = points, by
    return records.store(score, by=by, on_behalf_of=by.principal_for(PERMISSION["score"]))
