"""What came of a line: handed over, partly, to a proxy, absent, refused, postponed; and putting a wrong mark right."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beneficiaries.services import visits
from disbursements import guards
from disbursements.models import Ceremony, Certificate, Disbursement, Handover
from disbursements.services import certificates, goods, money
from disbursements.workflow import HANDOVER
from programs.models import Application
from reintegration.ground import records
from reintegration.ground.access.scope import must_see
from reintegration.ground.errors import Refused, refuse_future
from reintegration.ground.locks import lock


@transaction.atomic
def arrange(*, application, kind, by):
    """Open a line outside any ceremony (at the centre, at home, in the institution) for what waits."""
    must_see(by, application.beneficiary.centre_id)
    (application,) = lock(Application, [application.pk])
    refuse_open_line(application)
    if application.status != Application.Status.APPROVED:
        raise Refused(_("Only approved applications are handed over."))
    line = Handover(application=application, kind=kind)
    HANDOVER.start("arrange", line, by=by)
    if not attach(line, by=by):
        raise Refused(_("Nothing is prepared for this application: prepare equipment or a cheque first."))
    return line


@transaction.atomic
def deliver(*, handover, by, handed_on, disbursements=None):
    """Mark what the person received: everything on the line, or `disbursements` of it (then partly handed over)."""
    _lock(handover, by)
    waiting = guards.attached(handover)
    chosen = waiting if disbursements is None else _chosen(waiting, disbursements)
    name = "deliver" if len(chosen) == len(waiting) else "deliver_partly"
    return _hand(name, handover, chosen, by=by, handed_on=handed_on)


@transaction.atomic
def deliver_to_proxy(*, handover, by, handed_on, proxy_name):
    """Mark that somebody received everything for the person."""
    if not proxy_name.strip():
        raise Refused({"proxy_name": _("Name the person who received it.")})
    _lock(handover, by)
    return _hand(
        "deliver_to_proxy", handover, guards.attached(handover), by=by, handed_on=handed_on, proxy_name=proxy_name
    )


@transaction.atomic
def mark_absent(*, handover, by, reason=""):
    _lock(handover, by)
    return _not_handed("mark_absent", handover, by=by, reason=reason)


@transaction.atomic
def mark_refused(*, handover, by, reason=""):
    _lock(handover, by)
    return _not_handed("mark_refused", handover, by=by, reason=reason)


@transaction.atomic
def postpone(*, handover, by, reason=""):
    """Mark that it will be handed over another time: what was on the line can join another list."""
    _lock(handover, by)
    return _not_handed("postpone", handover, by=by, reason=reason)


@transaction.atomic
def call_off(*, handover, by, reason):
    """Postpone a line because its whole ceremony is cancelled, whosever person it is. Its application is locked."""
    return _not_handed("postpone", handover, by=by, reason=reason)


@transaction.atomic
def correct(*, handover, by, reason):
    """Make a wrongly marked line expected again: cheques and goods come back, planned visits are forgotten."""
    _lock(handover, by, and_ceremony=True)
    with HANDOVER.taking("correct", handover, by=by, reason=reason) as line:
        before, was_received = line.status, line.is_received
        back = certificates.handed(line)
        line.handed_on = line.marked_at = line.marked_by = None
        line.proxy_name = ""
    money.hold(back)
    for row in back:
        _take_back(row, by=by, reason=reason)
    attach(handover, by=by)
    _certificate_again(handover, before, by=by, reason=reason)
    if was_received and not _received_elsewhere(handover):
        visits.forget(project=handover.application.project, by=by)
    return handover


def attach(handover, *, by):
    """Put everything that waits for the person on this line; return how many. Its application is locked."""
    rows = Disbursement.objects.attachable().filter(application=handover.application_id).order_by("pk")
    rows = list(rows)
    for row in rows:
        row.handover = handover
        records.store(row, by=by, action="join_handover", validate=False)
    return len(rows)


def refuse_open_line(application):
    """Refuse a second expected line for one application. Its application is locked."""
    if Handover.objects.open().filter(application=application).exists():
        raise Refused(_("This application stands on another list already, without an outcome."))


def lock_disbursements(applications):
    """Lock every disbursement of these locked applications, by id."""
    lock(Disbursement, Disbursement.objects.filter(application__in=applications).values_list("pk", flat=True))


def _lock(handover, by, *, and_ceremony=False):
    must_see(by, handover.application.beneficiary.centre_id)
    lock(Application, [handover.application_id])
    if and_ceremony and handover.ceremony_id:
        # Closing counts the lines without outcome: it must not do so while this one loses its own.
        lock(Ceremony, [handover.ceremony_id])
    lock_disbursements([handover.application_id])


def _chosen(waiting, disbursements):
    wanted = {row.pk for row in disbursements}
    chosen = [row for row in waiting if row.pk in wanted]
    if not chosen or len(chosen) != len(wanted):
        raise Refused({"disbursements": _("Choose what was handed over, from what stands on this line.")})
    return chosen


def _hand(name, handover, rows, *, by, handed_on, proxy_name=""):
    refuse_future(handed_on=handed_on)
    if handover.ceremony_id and handed_on < handover.ceremony.held_on:
        raise Refused({"handed_on": _("The ceremony is held later than that.")})
    with HANDOVER.taking(name, handover, by=by, on=handed_on) as line:
        line.handed_on, line.proxy_name = handed_on, proxy_name
        for row in rows:
            guards.refuse_unready(row)
    money.hold(rows)
    for row in rows:
        if row.is_cheque:
            money.hand_cheque(disbursement=row, by=by, handed_on=handed_on)
        for line in row.lines.all():
            goods.hand(line=line, by=by, on=handed_on)
    _make_valid(handover, by=by)
    visits.plan(project=handover.application.project, handed_on=handed_on, by=by)
    return handover


def _make_valid(handover, *, by):
    """The certificate of what was handed over: the prepared one, or another when it would say something else."""
    certificate = certificates.live(handover)
    rows = certificates.handed(handover)
    if certificate is None:
        certificate = certificates.prepare(handover=handover, by=by, disbursements=rows)
    elif handover.status == Handover.Status.PARTLY or not handover.ceremony_id:
        reason = _("Prepared for another day or for more than was handed over.")
        certificate = certificates.replace(certificate=certificate, by=by, reason=reason, disbursements=rows)
    certificates.validate(certificate=certificate, by=by, on=handover.handed_on)


def _not_handed(name, handover, *, by, reason):
    # Who was absent was so on the ceremony's day, whenever it is entered.
    on = min(handover.ceremony.held_on, timezone.localdate()) if handover.ceremony_id else None
    HANDOVER.take(name, handover, by=by, reason=reason, on=on)
    certificate = certificates.live(handover)
    if certificate is not None:
        certificates.cancel(certificate=certificate, by=by, reason=reason, on=on)
    return handover


def _take_back(row, *, by, reason):
    if row.is_cheque:
        money.take_back_cheque(disbursement=row, by=by, reason=reason)
    for line in row.lines.all():
        goods.take_back(line=line, by=by, reason=reason)


def _certificate_again(handover, before, *, by, reason):
    """A prepared certificate for the line that is expected again; without a ceremony it has no day to name yet."""
    if before == Handover.Status.PARTLY and handover.ceremony_id:
        certificate = certificates.take_back(certificate=certificates.live(handover), by=by, reason=reason)
        certificates.replace(certificate=certificate, by=by, reason=reason)
    elif before in Handover.RECEIVED:
        certificates.take_back(certificate=certificates.live(handover), by=by, reason=reason)
    else:
        cancelled = Certificate.objects.filter(handover=handover, status=Certificate.Status.CANCELLED).last()
        if cancelled is not None:
            certificates.restore(certificate=cancelled, by=by, reason=reason)


def _received_elsewhere(handover):
    others = Handover.objects.filter(application=handover.application_id, status__in=Handover.RECEIVED)
    return others.exclude(pk=handover.pk).exists()
