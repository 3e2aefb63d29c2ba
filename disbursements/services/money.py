"""The money of one disbursement: committed, paid, cleared, refunded, cancelled; each step posts to the ledger."""

from django.db import transaction
from django.utils.translation import gettext as _

from disbursements.models import Disbursement
from disbursements.workflow import DISBURSEMENT
from programs.models import Application, Duty, FundingLine, Tranche
from programs.services import duties, ledger
from reintegration.ground.errors import Refused, refuse_future
from reintegration.ground.locks import lock


def hold(disbursements):
    """Lock several disbursements with their lines and tranches, before the first of them moves money.

    Their applications are locked. Returns them by id, as they are now.
    """
    rows = lock(Disbursement, [row.pk for row in disbursements])
    of_these = FundingLine.objects.filter(allocations__disbursements__in=rows)
    lines = lock(FundingLine, of_these.values_list("pk", flat=True))
    lock(Tranche, {line.tranche_id for line in lines if line.tranche_id})
    return rows


@transaction.atomic
def sign_cheque(*, disbursement, by, on=None):
    """Commit the money of a cheque, today or `on` a day; the signer takes the duty of payment."""
    return _commit("sign", disbursement, by=by, on=on)


@transaction.atomic
def order_goods(*, disbursement, by, on=None):
    """Commit the money of equipment whose order is placed; who places it takes the duty of payment."""
    return _commit("order", disbursement, by=by, on=on)


@transaction.atomic
def take_off_order(*, disbursement, by, reason=""):
    """Undo the commitment of equipment whose order is cancelled: it waits for another order."""
    lock(Application, [disbursement.application_id])
    with DISBURSEMENT.taking("unorder", disbursement, by=by, reason=reason) as row:
        _post(ledger.uncommit, row, by=by)
        row.order = row.committed_at = row.committed_by = row.payment_duty = None
    return disbursement


@transaction.atomic
def pay_supplier(*, disbursement, by, paid_on):
    """Pay ordered equipment; whoever pays takes the duty of payment too."""
    lock(Application, [disbursement.application_id])
    with DISBURSEMENT.taking("pay_supplier", disbursement, by=by, on=paid_on) as row:
        duties.take(application=row.application, user=by, kind=Duty.Kind.PAY)
        row.paid_on = paid_on
        _post(ledger.pay, row, by=by, on=paid_on)
    return disbursement


@transaction.atomic
def hand_cheque(*, disbursement, by, handed_on):
    """Record that the person holds the cheque: paid under the signer's duty, whoever marks the handover."""
    lock(Application, [disbursement.application_id])
    with DISBURSEMENT.taking("hand", disbursement, by=by, on=handed_on) as row:
        row.paid_on = handed_on
        _post(ledger.pay, row, by=by, on=handed_on)
    return disbursement


@transaction.atomic
def take_back_cheque(*, disbursement, by, reason):
    """Undo `hand_cheque`: the handover was marked by mistake."""
    lock(Application, [disbursement.application_id])
    with DISBURSEMENT.taking("take_back", disbursement, by=by, reason=reason) as row:
        row.paid_on = None
        _post(ledger.unpay, row, by=by)
    return disbursement


@transaction.atomic
def clear(*, disbursement, by, cleared_on):
    """Record that the bank has debited it."""
    refuse_future(cleared_on=cleared_on)
    lock(Application, [disbursement.application_id])
    with DISBURSEMENT.taking("clear", disbursement, by=by, on=cleared_on) as row:
        if cleared_on < row.paid_on:
            raise Refused({"cleared_on": _("It was paid later than that.")})
        row.cleared_on = cleared_on
        _post(ledger.clear, row, by=by, on=cleared_on)
    return disbursement


@transaction.atomic
def unclear(*, disbursement, by, reason):
    """Undo `clear`: the bank has not debited it after all."""
    lock(Application, [disbursement.application_id])
    with DISBURSEMENT.taking("unclear", disbursement, by=by, reason=reason) as row:
        row.cleared_on = None
        _post(ledger.unclear, row, by=by)
    return disbursement


@transaction.atomic
def refund(*, disbursement, by, refunded_on, reason):
    """Record that supplier, bank or person gave the whole amount back: it is reserved for the file again."""
    refuse_future(refunded_on=refunded_on)
    lock(Application, [disbursement.application_id])
    with DISBURSEMENT.taking("refund", disbursement, by=by, reason=reason, on=refunded_on) as row:
        if refunded_on < (row.cleared_on or row.paid_on):
            raise Refused({"refunded_on": _("It was paid later than that.")})
        if row.status == row.Status.CLEARED:
            _post(ledger.unclear, row, by=by, on=refunded_on)
        _post(ledger.refund, row, by=by, on=refunded_on)
        row.refunded_on = refunded_on
    return disbursement


@transaction.atomic
def cancel(*, disbursement, by, reason):
    """Cancel what is prepared, or a signed cheque that nobody has: its money can be disbursed again."""
    lock(Application, [disbursement.application_id])
    with DISBURSEMENT.taking("cancel", disbursement, by=by, reason=reason) as row:
        if row.status == row.Status.COMMITTED:
            _post(ledger.uncommit, row, by=by)
        row.order = None
    return disbursement


def _commit(name, disbursement, *, by, on):
    lock(Application, [disbursement.application_id])
    with DISBURSEMENT.taking(name, disbursement, by=by, on=on) as row:
        row.payment_duty = duties.take(application=row.application, user=by, kind=Duty.Kind.PAY)
        _post(ledger.commit, row, by=by, on=on)
    return disbursement


def _post(movement, row, *, by, on=None):
    reference = row.order.number if row.order_id else row.cheque.number if row.is_cheque else f"{row.pk}"
    movement(
        line=row.allocation.line, amount=row.amount, by=by, application=row.application, reference=reference, on=on
    )
