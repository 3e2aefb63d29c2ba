"""Accounts as administrators keep them: names, language, closing one. Ways in are `accounts`, rights are `postings`."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reintegration.ground import records
from reintegration.ground.access.models import User
from reintegration.ground.accounts.ending import end_sessions
from reintegration.ground.accounts.invitations import is_settled, withdraw_open
from reintegration.ground.errors import Refused
from reintegration.ground.locks import lock


@transaction.atomic
def save(*, user, by):
    """Write a new or changed account; closing one ends its sessions and invitations. Nobody sets another's password.

    What opens an account that is in use (its mail address, opening it again) changes by an invitation alone.
    """
    if user._state.adding:
        user.set_unusable_password()
        return records.store(user, by=by)
    (before,) = lock(User, [user.pk])
    if user.is_active and not before.is_active:
        raise Refused({"is_active": _("A closed account is opened again by an invitation.")})
    if user.email != before.email and is_settled(before):
        raise Refused({"email": _("The address of an account in use changes by an invitation to the new one.")})
    records.store(user, by=by)
    if before.is_active and not user.is_active:
        end_sessions(user=user, by=by)
        withdraw_open(user=user, by=by)
    return user
