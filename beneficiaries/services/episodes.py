"""Episodes of accompaniment: opening, closing, handing over to another centre."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Episode
from beneficiaries.protections import SHARED_EPISODE, WORDS
from beneficiaries.services import visits
from reintegration.ground import records
from reintegration.ground.access.models import Posting, User
from reintegration.ground.access.scope import must_see
from reintegration.ground.errors import Refused, refuse_future
from reintegration.ground.locks import lock


def open(*, beneficiary, by, intake=Episode.Intake.SPR, opened_on=None):
    """Begin an accompaniment by the person's centre, in the charge of `by`. Raises `Refused` while one is open."""
    must_see(by, beneficiary.centre_id)
    opened_on = opened_on or timezone.localdate()
    refuse_future(opened_on=opened_on)
    episode = Episode(
        beneficiary=beneficiary, centre_id=beneficiary.centre_id, worker=by, intake=intake, opened_on=opened_on
    )
    return _store(episode, by=by)


@transaction.atomic
def close(*, episode, by, closed_on, exit):
    """End an accompaniment with its exit; visits still planned are forgotten. Raises `Refused` when it is closed."""
    must_see(by, episode.beneficiary.centre_id)
    refuse_future(closed_on=closed_on)
    if not exit:
        raise Refused({"exit": _("Say how the accompaniment ended.")})
    if episode.closed_on is not None:
        raise Refused(_("This episode is closed already."))
    episode.closed_on, episode.exit = closed_on, exit
    _forget_visits(episode, by)
    return _store(episode, by=by, action="close")


@transaction.atomic
def save(*, episode, by):
    """Write a corrected episode, closed or not. Raises `Refused` when it would open a closed one again."""
    must_see(by, episode.beneficiary.centre_id)
    was_closed_on = Episode.objects.values_list("closed_on", flat=True).get(pk=episode.pk)
    if was_closed_on and not episode.closed_on:
        raise Refused({"closed_on": _("A closed episode stays closed: open another one.")})
    refuse_future(opened_on=episode.opened_on, closed_on=episode.closed_on)
    closes = episode.closed_on and not was_closed_on
    if closes:
        _forget_visits(episode, by)
    return _store(episode, by=by, action="close" if closes else None)


@transaction.atomic
def hand_over(*, beneficiary, centre, on, by):
    """End the open episode as transferred and begin one at `centre`, taking the life projects along."""
    must_see(by, beneficiary.centre_id)
    episodes = lock(beneficiary.episodes.open(), beneficiary.episodes.values_list("pk", flat=True))
    if not episodes:
        return None
    (episode,) = episodes
    close(episode=episode, by=by, closed_on=on, exit=Episode.Exit.TRANSFERRED)
    worker = _coordinator_of(centre, on) or by
    begun = Episode(beneficiary=beneficiary, centre=centre, worker=worker, intake=Episode.Intake.PARTNER, opened_on=on)
    _store(begun, by=by)
    for project in episode.life_projects.all():
        project.episode = begun
        records.store(project, by=by, action="transfer")
    return begun


def _store(episode, *, by, action=None):
    if episode.opened_on and Episode.objects.sharing_days_with(episode).exists():
        raise Refused({"opened_on": WORDS[SHARED_EPISODE]})
    return records.store(episode, by=by, action=action)


def _forget_visits(episode, by):
    """Nobody visits after the end; a transferred file takes its visits along."""
    if episode.exit != Episode.Exit.TRANSFERRED:
        for project in episode.life_projects.all():
            visits.forget(project=project, by=by)


def _coordinator_of(centre, day):
    first = Posting.objects.coordinating(centre, day).values("user")[:1]
    return User.objects.filter(pk__in=first, is_active=True).first()
