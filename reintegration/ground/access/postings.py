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
    principal = by.principal_for("access.change_posting")
    if {posting.user_id, *holders} & {by.pk, principal and principal.pk}:
        raise Refused(_("Nobody changes their own postings: another administrator does this."))
    record = records.checked(posting)
    _refuse_beside_others(record)
    if record.on_behalf_of_id:
        _refuse_unless_lent(record)
    return records.store(record, by=by, validate=False)


def _refuse_beside_others(posting):
    roles = {posting.role, *_held_meanwhile(posting).values_list("role", flat=True)}
    if ADMINISTRATOR in roles and roles & HANDLES_MONEY:
        raise Refused({"role": _("An administrator neither decides nor pays: end the other posting first.")})
    if AUDITOR in roles and len(roles) > 1:
        raise Refused({"role": _("An auditor changes nothing: end the other posting first.")})


def _refuse_unless_lent(posting):
    """A delegation lends what its principal holds themselves the whole time, and the delegate does not hold."""
    lent = posting.on_behalf_of.postings.own().filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=posting.ends_on),
        role=posting.role,
        centre=posting.centre_id,
        starts_on__lte=posting.starts_on,
    )
    if not lent.exists():
        text = _("%(name)s does not hold this post in their own name for the whole time: nothing can be delegated.")
        raise Refused({"on_behalf_of": text % {"name": posting.on_behalf_of}})
    if _held_meanwhile(posting).filter(role=posting.role).exists():
        raise Refused({"role": _("The user holds this role already during that time.")})


def _held_meanwhile(posting):
    """The same user's other postings during this one."""
    others = Posting.objects.filter(user=posting.user_id).exclude(pk=posting.pk)
    others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=posting.starts_on))
    return others.filter(starts_on__lte=posting.ends_on) if posting.ends_on else others
