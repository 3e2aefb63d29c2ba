"""Postings given and changed; rights come from them alone, so nobody gives rights to themselves."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from reintegration.ground import records
from reintegration.ground.access.models import Posting
from reintegration.ground.errors import Refused

ADMINISTRATOR, AUDITOR = Posting.Role.ADMINISTRATOR, Posting.Role.AUDITOR
HANDLES_MONEY = frozenset({Posting.Role.APPROVER, Posting.Role.FINANCE_OFFICER})


@transaction.atomic
def save(*, posting, by):
    """Write a new or changed posting. Refused for one's own, and beside another that must stay apart from it."""
    holders = set(Posting.objects.filter(pk=posting.pk).values_list("user", flat=True))
    if by.pk in {posting.user_id, *holders}:
        raise Refused(_("Nobody changes their own postings: another administrator does this."))
    record = records.checked(posting)
    _refuse_beside_others(record)
    return records.store(record, by=by, validate=False)


def _refuse_beside_others(posting):
    roles = {posting.role, *_held_meanwhile(posting)}
    if ADMINISTRATOR in roles and roles & HANDLES_MONEY:
        raise Refused({"role": _("An administrator neither decides nor pays: end the other posting first.")})
    if AUDITOR in roles and len(roles) > 1:
        raise Refused({"role": _("An auditor changes nothing: end the other posting first.")})


def _held_meanwhile(posting):
    """The roles of the same user's other postings during this one. One query."""
    others = Posting.objects.filter(user=posting.user_id).exclude(pk=posting.pk)
    others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=posting.starts_on))
    if posting.ends_on:
        others = others.filter(starts_on__lte=posting.ends_on)
    return others.values_list("role", flat=True)
