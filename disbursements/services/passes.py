"""Passes to one ceremony for officials without an account: given, used with their PIN, withdrawn; each use is told."""

import secrets
from typing import NamedTuple

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disbursements import guards
from disbursements.codes import ARABIC_DIGITS
from disbursements.models import Ceremony, CeremonyPass
from disbursements.workflow import PLAN
from reintegration.ground import locks, records
from reintegration.ground.access.scope import must_have
from reintegration.ground.accounts.models import digest
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused

DIGITS = 6


class Given(NamedTuple):
    """A new pass with what its row does not keep: the secret of its link (256 bits) and its PIN."""

    ceremony_pass: CeremonyPass
    token: str
    pin: str


@transaction.atomic
def give(*, ceremony, holder, by):
    """Give `holder` a pass to a ceremony of `by`'s own; returns it with its link's secret and its PIN."""
    must_have(by, PLAN)
    (row,) = locks.lock(Ceremony, [ceremony.pk])
    guards.of_organiser(row, by)
    token, pin = secrets.token_urlsafe(32), f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    given = CeremonyPass(ceremony=row, holder=holder, token_digest=digest(token), pin=make_password(pin), issued_by=by)
    if row.status == Ceremony.Status.CANCELLED or given.last_day < timezone.localdate():
        raise Refused(_("The ceremony is over: a pass would open nothing any more."))
    records.insert_all([given])
    trail.record(action="give_pass", subject=row, by=by, changes={"ceremony pass": [None, _named(given)]})
    return Given(given, token, pin)


def withdraw(*, ceremony_pass, by):
    """End a pass at once, also for whoever is looking at its list; `by` must plan the ceremony."""
    must_have(by, PLAN)
    guards.of_organiser(ceremony_pass.ceremony, by)
    return end(ceremony_pass=ceremony_pass, by=by)


@transaction.atomic
def end(*, ceremony_pass, by):
    """End a pass, whoever plans the ceremony: as an administrator does when who gave it leaves."""
    ceremony = ceremony_pass.ceremony
    valid = CeremonyPass.objects.filter(pk=ceremony_pass.pk, revoked_at__isnull=True)
    if not valid.update(revoked_at=timezone.now(), revoked_by=by):
        raise Refused(_("This pass is withdrawn already."))
    ceremony_pass.refresh_from_db()
    trail.record(
        action="withdraw_pass", subject=ceremony, by=by, changes={"ceremony pass": [_named(ceremony_pass), None]}
    )
    return ceremony_pass


def enter(*, token, pin, on):
    """The pass in force on a day that this link and PIN open, or None; either way the trail is told.

    Each answer costs the same: one query, one hash, one entry.
    """
    found = CeremonyPass.objects.in_force(on).select_related("ceremony").filter(token_digest=digest(token)).first()
    pin = "".join(pin.split()).translate(ARABIC_DIGITS)
    if found is None:
        make_password(pin)
        trail.record(action="refuse_pass", subject=CeremonyPass, by=None, actor=trail.STRANGER)
    elif check_password(pin, found.pin):
        used(found, action="open_pass")
        return found
    else:
        used(found, action="refuse_pass")
    return None


def used(ceremony_pass, *, action, **changes):
    """Tell on the ceremony what the holder of a pass opened or printed: nobody is signed in."""
    told = {name: [None, value] for name, value in changes.items()}
    actor = f"pass {_named(ceremony_pass)}"
    trail.record(action=action, subject=ceremony_pass.ceremony, by=None, actor=actor, changes=told)


def _named(ceremony_pass):
    return f"{ceremony_pass.pk}: {ceremony_pass.holder}"
