"""What a user who leaves holds of rights: postings, delegations on both sides, requests that wait for a second one."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reintegration.ground.access import postings
from reintegration.ground.access.leaving import Held
from reintegration.ground.access.models import Posting


def held(user):
    yield Held(_("postings"), _not_over().own().filter(user=user).count())
    yield Held(_("delegations received"), _not_over().filter(user=user, on_behalf_of__isnull=False).count())
    yield Held(_("delegations given"), _not_over().filter(on_behalf_of=user).count())
    yield Held(_("postings asked for and not confirmed"), _asked_for_others(user).count())


def hand_over(*, user, to, by, on):
    """End them all: delegations before what they lend, requests for good."""
    for posting in _asked_for_others(user):
        postings.withdraw(posting=posting, by=by)
    for posting in _not_over().filter(Q(user=user) | Q(on_behalf_of=user)).order_by("on_behalf_of"):
        if posting.confirmed_at is None:
            postings.withdraw(posting=posting, by=by)
        elif posting.ends_on is None or posting.ends_on > on:
            postings.end(posting=posting, by=by, ends_on=on)


def _not_over():
    return Posting.objects.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))


def _asked_for_others(user):
    return Posting.objects.waiting().filter(asked_by=user).exclude(Q(user=user) | Q(on_behalf_of=user))
