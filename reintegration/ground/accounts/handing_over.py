"""What a user who leaves holds of ways in: sessions under way, invitations to them or asked for by them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reintegration.ground.access.leaving import Held
from reintegration.ground.accounts import ending, invitations
from reintegration.ground.accounts.models import Invitation


def held(user):
    yield Held(_("sessions under way"), ending.under_way(user).count())
    yield Held(_("open invitations"), _open(user).count())


def hand_over(*, user, to, by, on):
    """End them all; an invitation to others that is sent already holds."""
    for invitation in _open(user):
        invitations.withdraw(invitation=invitation, by=by)
    ending.end_sessions(user=user, by=by)


def _open(user):
    return Invitation.objects.filter(Q(user=user) | Q(asked_by=user, sent_at=None), ended_at=None)
