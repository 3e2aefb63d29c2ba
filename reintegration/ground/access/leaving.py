"""Leaving: what a user holds goes to who stays, what they were given ends, and their account is closed, in one act.

What users hold is told by the modules of `settings.HELD_BY_USERS`, each with `held(user)` and `hand_over(...)`.
"""

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reintegration.ground import records
from reintegration.ground.access.models import Centre, Posting, User
from reintegration.ground.access.postings import PERMISSION, refuse_own
from reintegration.ground.errors import Refused, refuse_future
from reintegration.ground.locks import lock


@dataclass(frozen=True)
class Held:
    """So many things of a kind that a user holds; with a `centre` somebody there takes over, else they end."""

    label: str
    count: int
    centre: Centre | None = None


def held_by(user):
    """All that a user holds, as `Held` of more than nothing. A few queries for each kind."""
    return [held for module in _modules() for held in module.held(user) if held.count]


def successors(user, centre):
    """Who can take over from a user at a centre: in post there from today on, not only until today."""
    today = timezone.localdate()
    staying = Posting.objects.own().on(today).filter(Q(ends_on=None) | Q(ends_on__gt=today))
    there = staying.filter(centre=centre, role__in=Posting.CENTRE_ROLES).values("user")
    return User.objects.filter(pk__in=there, is_active=True).exclude(pk=user.pk).order_by("username")


@transaction.atomic
def hand_over(*, user, to, by, on):
    """Let a user leave with `on` as the last day: all of it or nothing; returns the user, whose account is closed.

    `to` is {centre: who takes over there}. Raises `Refused` for oneself, for a day to come, and where nobody fits.
    """
    refuse_own({user.pk}, by)
    refuse_future(on=on)
    (user,) = lock(User, [user.pk])
    if not user.is_active:
        raise Refused(_("This account is closed already."))
    for centre in {held.centre for held in held_by(user) if held.centre}:
        _refuse_misfit(user, centre, to.get(centre))
    for module in _modules():
        module.hand_over(user=user, to=to, by=by, on=on)
    user.is_active = False
    return records.store(user, by=by, action="leave", on_behalf_of=by.principal_for(PERMISSION))


def _refuse_misfit(user, centre, successor):
    fitting = successors(user, centre)
    if not fitting:
        text = _("Nobody else works at %(centre)s: give somebody a posting there first.")
        raise Refused(text % {"centre": centre})
    if successor not in fitting:
        raise Refused(_("Say who takes over at %(centre)s.") % {"centre": centre})


def _modules():
    return [import_module(path) for path in settings.HELD_BY_USERS]
