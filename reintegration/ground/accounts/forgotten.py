"""A forgotten password: a link by mail to a new one. The second factor is asked for afterwards all the same."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reintegration.ground import records
from reintegration.ground.access.models import User
from reintegration.ground.accounts.ending import end_sessions
from reintegration.ground.accounts.mails import new_password_links
from reintegration.ground.errors import Refused
from reintegration.ground.locks import lock


def holds(user, token):
    """Whether a link opens the account of this user now."""
    return user.may_forget and new_password_links.check_token(user, token)


@transaction.atomic
def set_password(*, user, token, password):
    """Give the account a new password and end its sessions. Of two at once only the first finds that the link holds."""
    (user,) = lock(User, [user.pk])
    if not holds(user, token):
        raise Refused(_("This link does not hold, or no longer. Ask for another one."))
    user.set_password(password)
    end_sessions(user=user, by=user)
    return records.store(user, by=user, action="set-password")
