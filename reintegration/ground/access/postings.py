"""Postings: one administrator asks, another confirms; rights come from them alone, so nobody gives rights alone.

Taking rights away needs one administrator, and works at once.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reintegration.ground import records
from reintegration.ground.access.models import Posting, User
from reintegration.ground.errors import Refused
from reintegration.ground.locks import lock

ADMINISTRATOR, AUDITOR = Posting.Role.ADMINISTRATOR, Posting.Role.AUDITOR
HANDLES_MONEY = frozenset({Posting.Role.APPROVER, Posting.Role.FINANCE_OFFICER})
PERMISSION = "access.change_posting"


@transaction.atomic
def ask(*, posting, by):
    """Write a posting that gives no right yet, or change one; whoever changed it last is who asks.

    Refused for one's own, beside another that must stay apart from it, and once it is confirmed.
    """
    stored = Posting.objects.filter(pk=posting.pk).first()
    if stored and stored.confirmed_at:
        raise Refused(_("A confirmed posting only ends: ask for another one."))
    refuse_own({posting.user_id, stored and stored.user_id}, by)
    posting.asked_by = by
    records.checked(posting)
    _refuse_clash(posting)
    return records.store(posting, by=by, validate=False, on_behalf_of=by.principal_for(PERMISSION))


@transaction.atomic
def give(*, posting):
    """Give a posting from the console, which needs nobody else; what must stay apart stays apart."""
    posting.confirmed_at = timezone.now()
    records.checked(posting)
    _refuse_clash(posting)
    return records.store(posting, by=None, validate=False)


@transaction.atomic
def confirm(*, posting, by):
    """Give the rights of a posting. Refused for who asked, for the user concerned, and for who acts for them."""
    refuse_unless_another(posting, by)
    _refuse_clash(posting)
    posting.confirmed_by, posting.confirmed_at = by, timezone.now()
    return records.store(posting, by=by, action="confirm", on_behalf_of=by.principal_for(PERMISSION))


@transaction.atomic
def end(*, posting, by, ends_on):
    """Make `ends_on` the last day of a confirmed posting: yesterday ends it at once.

    One that would end before it began, because it begins today or later, is removed. Refused for one's own.
    """
    refuse_own({posting.user_id}, by)
    if posting.ends_on and posting.ends_on < ends_on:
        raise Refused({"ends_on": _("A confirmed posting only ends earlier: ask for another one.")})
    if ends_on < posting.starts_on:
        if posting.starts_on < timezone.localdate():
            raise Refused({"ends_on": _("The end is before the beginning.")})
        return records.remove(posting, by=by)
    posting.ends_on = ends_on
    return records.store(posting, by=by, action="end", on_behalf_of=by.principal_for(PERMISSION))


@transaction.atomic
def withdraw(*, posting, by):
    """Remove a posting that nobody has confirmed."""
    if posting.confirmed_at:
        raise Refused(_("A confirmed posting only ends: ask for another one."))
    records.remove(posting, by=by)


def refuse_unless_another(asked, by):
    """Raise `Refused` unless `by` may agree to what another administrator asked for a third person. A few queries."""
    theirs = {asked.user_id, *(_persons(asked.asked_by) if asked.asked_by else ())}
    if _persons(by) & theirs:
        raise Refused(_("Another administrator than the one who asked, and than the user concerned, confirms this."))


def refuse_own(users, by):
    """Raise `Refused` when `by`, or for whom they act, is one of the users (by id)."""
    if users & _persons(by):
        raise Refused(_("Nobody changes their own postings: another administrator does this."))


def _persons(administrator):
    """An administrator, and for whom they act as one."""
    principal = administrator.principal_for(PERMISSION)
    return {administrator.pk, principal.pk} if principal else {administrator.pk}


def _refuse_clash(posting):
    """Of two postings of one user that are written at once, the second sees the first."""
    lock(User, [posting.user_id])
    _refuse_beside_others(posting)
    if posting.on_behalf_of_id:
        _refuse_unless_lent(posting)


def _refuse_beside_others(posting):
    roles = {posting.role, *_held_meanwhile(posting).values_list("role", flat=True)}
    if ADMINISTRATOR in roles and roles & HANDLES_MONEY:
        raise Refused({"role": _("An administrator neither decides nor pays: end the other posting first.")})
    if AUDITOR in roles and len(roles) > 1:
        raise Refused({"role": _("An auditor changes nothing: end the other posting first.")})


def _refuse_unless_lent(posting):
    """A delegation lends what its principal holds themselves the whole time, and the delegate does not hold."""
    lent = (
        posting.on_behalf_of.postings.own()
        .confirmed()
        .filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=posting.ends_on),
            role=posting.role,
            centre=posting.centre_id,
            starts_on__lte=posting.starts_on,
        )
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
