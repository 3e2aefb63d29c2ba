"""Postings given and changed; rights come from them alone, so nobody gives rights to themselves."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from reintegration.ground import records
from reintegration.ground.access.models import Posting
from reintegration.ground.errors import Refused

GIVES_RIGHTS = Posting.Role.ADMINISTRATOR
HANDLES_MONEY = (Posting.Role.APPROVER, Posting.Role.FINANCE_OFFICER)


@transaction.atomic
def save(*, posting, by):
    """Write a new or changed posting. Refused for one's own, and where an administrator would decide or pay."""
    holders = set(Posting.objects.filter(pk=posting.pk).values_list("user", flat=True))
    if by.pk in {posting.user_id, *holders}:
        raise Refused(_("Nobody changes their own postings: another administrator does this."))
    record = records.checked(posting)
    _refuse_both(record)
    return records.store(record, by=by, validate=False)


def _refuse_both(posting):
    """Whoever gives rights holds none over money at the same time."""
    others = {GIVES_RIGHTS: HANDLES_MONEY, **dict.fromkeys(HANDLES_MONEY, (GIVES_RIGHTS,))}.get(posting.role, ())
    held = Posting.objects.filter(user=posting.user_id, role__in=others).exclude(pk=posting.pk)
    held = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=posting.starts_on))
    if posting.ends_on:
        held = held.filter(starts_on__lte=posting.ends_on)
    if held.exists():
        raise Refused({"role": _("An administrator neither decides nor pays: end the other posting first.")})
