"""The cases of a worker who leaves: each goes to who takes over at its centre, with its drafts and planned visits."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Episode, FollowUpVisit, LifeProject
from reintegration.ground.access.leaving import Held
from reintegration.ground.access.models import Centre
from reintegration.ground.audit import trail
from reintegration.ground.locks import lock


def held(user):
    """Per centre: open accompaniments, and what goes along with them. A fixed number of queries for each centre."""
    for centre in Centre.objects.filter(pk__in=_open(user).values("centre")):
        episodes = _open(user).filter(centre=centre)
        visits = FollowUpVisit.objects.filter(done_on=None, project__episode__in=episodes)
        yield Held(_("open accompaniments"), episodes.count(), centre)
        yield Held(_("life projects in them"), LifeProject.objects.filter(episode__in=episodes).count(), centre)
        yield Held(_("visits planned"), visits.count(), centre)


def hand_over(*, user, to, by, on):
    """Make `to[centre]` the worker in charge of the user's open accompaniments there. One audit entry for each centre.

    A write and two inserts for each centre.
    """
    for centre, successor in to.items():
        episodes = lock(Episode, _open(user).filter(centre=centre).values_list("pk", flat=True))
        changes = {"worker": [user.pk, successor.pk]}
        Episode.objects.filter(pk__in=[episode.pk for episode in episodes]).update(
            worker=successor, version=F("version") + 1, updated_at=timezone.now()
        )
        rows = [trail.row(action="hand-over", subject=episode, changes=changes) for episode in episodes]
        if rows:
            trail.record_many(action="hand-over", model=Episode, by=by, rows=rows, changes=changes)


def _open(user):
    return Episode.objects.open().filter(worker=user)
