"""Invitations: the one way into an account, new or anew; the link comes by mail, holds for three days and once.

Whoever opens an account that was used, or one with rights under another mail address, does so with a second
administrator: else one alone could enter as somebody else.
"""

import secrets

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reintegration.ground import records
from reintegration.ground.access.models import Posting, User
from reintegration.ground.access.postings import refuse_unless_another
from reintegration.ground.accounts import mails
from reintegration.ground.accounts.ending import end_sessions
from reintegration.ground.accounts.models import Invitation, digest
from reintegration.ground.errors import Refused
from reintegration.ground.locks import lock

OVER = _("This link does not hold, or no longer. Ask an administrator for another one.")


@transaction.atomic
def invite(*, user, by, email=""):
    """Send an invitation, or ask for one where a second administrator must agree; returns it. Ends the one before.

    `by` is None at the console, which needs nobody else. Raises `Refused` without a mail address of the user's own.
    """
    email = (email or user.email).strip()
    refuse_uninvitable(user, by)
    if not email:
        raise Refused({"email": _("Give the mail address.")})
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise Refused({"email": _("Another account has this mail address.")})
    (user,) = lock(User, [user.pk])
    withdraw_open(user=user, by=by)
    invitation = records.store(Invitation(user=user, email=email, asked_by=by), by=by, action="invite")
    if by is None or not needs_another(user, email):
        # Whoever confirms this account's rights sees who can open it.
        user.email = email
        records.store(user, by=by)
        _send(invitation, by)
    return invitation


@transaction.atomic
def confirm(*, invitation, by):
    """Send what another administrator asked for. Refused as for postings."""
    (invitation,) = lock(Invitation, [invitation.pk])
    if invitation.status != Invitation.Status.WAITING:
        raise Refused(_("This invitation is not open any more."))
    refuse_unless_another(invitation, by)
    invitation.confirmed_by = by
    return _send(invitation, by)


@transaction.atomic
def withdraw(*, invitation, by):
    """End an invitation that nobody has followed; its link opens nothing."""
    (invitation,) = lock(Invitation, [invitation.pk])
    if invitation.ended_at is None:
        invitation.ended_at = timezone.now()
        records.store(invitation, by=by, action="withdraw")
    return invitation


def withdraw_open(*, user, by):
    """End the invitation to a user that is open, if any."""
    for open_one in user.invitations.filter(ended_at=None):
        withdraw(invitation=open_one, by=by)


@transaction.atomic
def accept(*, user, token, password):
    """Open the account by the link of its invitation: a new password, and nothing left of what opened it before.

    Raises `Refused` for a link that does not hold; of two at once only one finds it open.
    """
    (user,) = lock(User, [user.pk])
    if not holds(user, token) or not following(user, token).update(ended_at=timezone.now()):
        raise Refused(OVER)
    user.email = user.invitations.get(token_digest=digest(token)).email
    user.is_active = True
    user.set_password(password)
    Authenticator.objects.filter(user=user).delete()
    user.recovery_codes.all().delete()
    end_sessions(user=user, by=user)
    return records.store(user, by=user, action="accept")


def following(user, token):
    """The invitation of a user that a link leads to, while it holds."""
    return Invitation.objects.open(timezone.now()).filter(user=user, token_digest=digest(token))


def holds(user, token):
    """Whether a link opens the account now: what one administrator sent does not once it would need a second one."""
    found = following(user, token).first()
    if found is None:
        return False
    return found.asked_by is None or found.confirmed_by is not None or not needs_another(user, found.email)


def is_settled(user):
    """Whether an account is in use, or was, or is to get rights: its mail address is what two administrators see."""
    return user.is_used or not user.is_active or Posting.objects.filter(user=user).exists()


def needs_another(user, email):
    """Whether an invitation waits for a second administrator. One query at most."""
    is_elsewhere = email.lower() != user.email.lower()
    return user.is_used or not user.is_active or (is_elsewhere and is_settled(user))


def refuse_uninvitable(user, by):
    """Raise `Refused` for oneself, and for the accounts that everybody knows."""
    if user.is_demonstration:
        raise Refused(_("A demonstration account has one password for everybody."))
    if by == user:
        raise Refused(_("Nobody invites themselves: another administrator does this."))


def _send(invitation, by):
    token = secrets.token_urlsafe(32)
    invitation.token_digest, invitation.sent_at = digest(token), timezone.now()
    records.store(invitation, by=by, action="send")
    mails.queue_invitation(invitation, token)
    # For the console, where no mail may be set up; nothing stores it.
    invitation.token = token
    return invitation
