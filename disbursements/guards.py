"""The rules beyond status and permission that forbid a step: they read, and raise `Refused` with what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disbursements.models import EquipmentLine, Handover
from programs.eligibility import refuse_bound
from reintegration.ground.errors import Refused
from reintegration.ground.markup import listed


def is_cheque(disbursement, user):
    if not disbursement.is_cheque:
        raise Refused(_("This is equipment: its supplier is paid through the purchase order."))


def is_equipment(disbursement, user):
    if disbursement.is_cheque:
        raise Refused(_("This is a cheque: it is signed, not ordered."))


def may_sign(disbursement, user):
    is_cheque(disbursement, user)
    refuse_bound("pay", [disbursement.application_id], user)


def may_cancel(disbursement, user):
    if disbursement.status == "committed" and not disbursement.is_cheque:
        raise Refused(_("The equipment is ordered: cancel its purchase order."))
    refuse_on_a_list(disbursement)


def may_clear(disbursement, user):
    refuse_bound("pay", [disbursement.application_id], user)


def may_refund(disbursement, user):
    may_clear(disbursement, user)
    with_the_person = disbursement.is_cheque and disbursement.status == "paid"
    if with_the_person or disbursement.lines.filter(status=EquipmentLine.Status.HANDED).exists():
        raise Refused(_("The person holds it: correct the handover first."))
    refuse_on_a_list(disbursement)


def refuse_on_a_list(disbursement):
    if disbursement.handover_id and disbursement.handover.status == Handover.Status.EXPECTED:
        raise Refused(_("It stands on a locked list: postpone its line first."))


def may_place(order, user):
    if not order.disbursements.exists():
        raise Refused(_("The order is empty: add what is to be ordered."))
    may_pay_order(order, user)


def may_pay_order(order, user):
    refuse_bound("pay", list(order.disbursements.values_list("application_id", flat=True)), user)


def of_organiser(ceremony, user):
    """Who stands on a ceremony of another centre sees it; its course stays with that centre and the foundation."""
    if not user.scope.reaches(ceremony.centre_id):
        raise Refused(_("Another centre organises this ceremony: that centre or the foundation takes this step."))


def may_lock(ceremony, user):
    """At least one line, and something to hand over on each. Names seats only: the person may be another centre's."""
    of_organiser(ceremony, user)
    seats = {line.pk: line.seat for line in ceremony.handovers.all()}
    if not seats:
        raise Refused(_("The list is empty: add people first."))
    with_something = Handover.objects.filter(pk__in=seats).with_something_to_hand()
    empty = sorted(seat for pk, seat in seats.items() if pk not in set(with_something.values_list("pk", flat=True)))
    if empty:
        message = ngettext(
            "Nothing is prepared for seat %(seats)s: prepare equipment or a cheque, or remove the line.",
            "Nothing is prepared for seats %(seats)s: prepare equipment or a cheque, or remove the lines.",
            len(empty),
        )
        raise Refused(message % {"seats": listed(empty)})


def may_close(ceremony, user):
    of_organiser(ceremony, user)
    lines = ceremony.handovers.open()
    waiting = lines.visible_to(user).count()
    if lines.exists() and not waiting:
        raise Refused(_("Lines of other centres have no outcome yet: those centres or the foundation mark them."))
    if waiting:
        message = ngettext(
            "%(count)d line has no outcome yet: mark it first.",
            "%(count)d lines have no outcome yet: mark them first.",
            waiting,
        )
        raise Refused(message % {"count": waiting})


def may_cancel_ceremony(ceremony, user):
    of_organiser(ceremony, user)
    if ceremony.handovers.filter(status__in=Handover.RECEIVED).exists():
        raise Refused(_("Somebody has received their support already: mark the others, then close the ceremony."))


def may_mark(handover, user):
    """On a locked list, or outside any ceremony."""
    if handover.ceremony_id is None:
        return
    status = handover.ceremony.status
    if status == "draft":
        raise Refused(_("Lock the list first: its certificates get their numbers then."))
    if status != "locked":
        raise Refused(_("The ceremony is over: open it again to change an outcome."))


def may_hand_all(handover, user):
    may_mark(handover, user)
    rows = attached(handover)
    if not rows:
        raise Refused(_("Nothing is prepared on this line any more."))
    for row in rows:
        refuse_unready(row)


def may_hand_some(handover, user):
    may_mark(handover, user)
    if len(attached(handover)) < 2:
        raise Refused(_("There is one thing to hand over on this line: it is handed over or not."))


def may_correct(handover, user):
    may_mark(handover, user)
    rows = handover.disbursements.live()
    if rows.filter(status="cleared", kind="cheque").exists():
        raise Refused(_("The bank has paid the cheque: the handover cannot be undone."))
    later = Handover.objects.filter(application=handover.application_id).exclude(pk=handover.pk)
    if (
        not handover.is_received
        and later.filter(status__in=["expected", *Handover.RECEIVED], pk__gt=handover.pk).exists()
    ):
        raise Refused(_("This person stands on a later list: mark the outcome there."))


def may_replace(certificate, user):
    if certificate.handover.day is None:
        raise Refused(_("Outside a ceremony the certificate is made when something is handed over."))


def attached(handover):
    """The live disbursements of a line that the person has not received yet, with their lines and cheque."""
    rows = handover.disbursements.unhanded().select_related("cheque", "order").prefetch_related("lines")
    return list(rows.order_by("pk"))


def refuse_unready(disbursement):
    """Refuse to hand over a cheque that is not signed or goods that are not in the store."""
    if disbursement.is_cheque:
        if disbursement.status != "committed":
            raise Refused(_("The cheque %(number)s is not signed yet.") % {"number": disbursement.cheque.number})
        return
    lines = disbursement.lines.all()
    missing = [
        line.name for line in lines if line.status in (EquipmentLine.Status.PLANNED, EquipmentLine.Status.ORDERED)
    ]
    if missing:
        raise Refused(_("Not received from the supplier yet: %(items)s.") % {"items": listed(missing)})
