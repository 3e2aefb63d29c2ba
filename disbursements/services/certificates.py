"""Certificates: numbered and frozen when prepared, valid by the outcome, cancelled or replaced with the number kept."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from disbursements import guards
from disbursements.models import Certificate, Disbursement
from disbursements.number_protections import CERTIFICATES
from disbursements.numbering import next_number
from disbursements.services import freezing
from disbursements.workflow import CERTIFICATE
from programs.models import Application
from reintegration.ground.errors import Refused
from reintegration.ground.locks import lock


@transaction.atomic
def prepare(*, handover, by, disbursements=None, freezer=None, replaces=None, on=None):
    """Number and freeze the certificate of a line, for what it hands over or for `disbursements`.

    `freezer` spares reading the official texts again when many are prepared. Takes a number of the day's year.
    """
    rows = guards.attached(handover) if disbursements is None else list(disbursements)
    if not rows:
        raise Refused(_("Nothing is prepared on this line any more."))
    freezing.load([handover])
    freezing.load_disbursements(rows)
    content = (freezer or freezing.Freezer()).content(handover, rows)
    certificate = Certificate(
        handover=handover,
        content=json.dumps(content, ensure_ascii=False, sort_keys=True),
        replaces=replaces,
        number=next_number(CERTIFICATES, handover.day.year),
    )
    return CERTIFICATE.start("prepare", certificate, by=by, on=on)


@transaction.atomic
def validate(*, certificate, by, on=None):
    return CERTIFICATE.take("validate", certificate, by=by, on=on)


@transaction.atomic
def take_back(*, certificate, by, reason=""):
    """Make a valid certificate prepared again: its handover was marked by mistake."""
    return CERTIFICATE.take("return", certificate, by=by, reason=reason)


@transaction.atomic
def cancel(*, certificate, by, reason="", on=None):
    """Cancel the certificate of a line that was not handed over; its number is never given again."""
    return CERTIFICATE.take("cancel", certificate, by=by, reason=reason, on=on)


@transaction.atomic
def restore(*, certificate, by, reason=""):
    """Bring a cancelled certificate back: the outcome that cancelled it was a mistake."""
    return CERTIFICATE.take("restore", certificate, by=by, reason=reason)


@transaction.atomic
def replace(*, certificate, by, reason, disbursements=None):
    """Replace a live certificate by a new one that says what the records say now; return the new one.

    The new one is valid if the old one was. `disbursements` limits it to what was really handed over.
    """
    handover = certificate.handover
    lock(Application, [handover.application_id])
    with CERTIFICATE.taking("replace", certificate, by=by, reason=reason) as old:
        was_valid = old.status == Certificate.Status.VALID
    if disbursements is None:
        disbursements = handed(handover) if was_valid else guards.attached(handover)
    new = prepare(handover=handover, by=by, disbursements=disbursements, replaces=certificate)
    return validate(certificate=new, by=by) if was_valid else new


def handed(handover):
    """The disbursements that the person received on this line."""
    rows = Disbursement.objects.live().filter(handover=handover).select_related("cheque").prefetch_related("lines")
    return [row for row in rows.order_by("pk") if row.is_handed]


def live(handover):
    """The prepared or valid certificate of a line, or None. One query."""
    return Certificate.objects.live().filter(handover=handover).first()
