"""Purchase orders: drafted, placed (money committed), received (goods in the store), paid.

Locks: applications, the order, its disbursements, their lines and tranches; the number of a new order last.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disbursements.models import Disbursement, PurchaseOrder
from disbursements.number_protections import ORDERS
from disbursements.numbering import next_number
from disbursements.services import goods, money
from disbursements.workflow import ORDER
from programs.models import Application
from reintegration.ground import records
from reintegration.ground.errors import Refused, refuse_future
from reintegration.ground.locks import lock


@transaction.atomic
def draft(*, supplier, by, disbursements=(), on=None):
    """Open an order with its number; `disbursements` are prepared equipment."""
    _lock_applications(disbursements)
    rows = lock(Disbursement, [row.pk for row in disbursements])
    year = (on or timezone.localdate()).year
    order = PurchaseOrder(supplier=supplier, number=next_number(ORDERS, year))
    ORDER.start("draft", order, by=by, on=on)
    _join(order, rows, by=by)
    return order


@transaction.atomic
def change(*, order, by, supplier, disbursements):
    """Change the supplier of a draft, and make `disbursements` what it orders."""
    held = list(order.disbursements.live())
    _lock_applications([*held, *disbursements])
    _refuse_unless_draft(order)
    _refuse_changed(order, held)
    before, wanted = {row.pk for row in held}, {row.pk for row in disbursements}
    rows = {row.pk: row for row in lock(Disbursement, before | wanted)}
    order.supplier = supplier
    records.store(order, by=by)
    for pk in before - wanted:
        _leave(rows[pk], by=by)
    _join(order, [row for pk, row in rows.items() if pk in wanted - before], by=by)
    return order


@transaction.atomic
def add(*, order, disbursements, by):
    """Put prepared equipment on a draft order."""
    _lock_applications(disbursements)
    _refuse_unless_draft(order)
    _join(order, lock(Disbursement, [row.pk for row in disbursements]), by=by)
    return order


@transaction.atomic
def place(*, order, by, on=None):
    """Commit the money of everything on the order; refused whole when one funding line is short."""
    rows = _locked_rows(order)
    with ORDER.taking("place", order, by=by, on=on) as locked:
        _refuse_changed(locked, rows)
        money.hold(rows)
        for row in rows:
            money.order_goods(disbursement=row, by=by, on=on)
            for line in row.lines.all():
                goods.order(line=line, by=by, on=on)
    return order


@transaction.atomic
def receive(*, order, by, received_on, delivery_note):
    """Record the delivery of everything on the order."""
    refuse_future(received_on=received_on)
    rows = _locked_rows(order)
    with ORDER.taking("receive", order, by=by, on=received_on) as locked:
        locked.received_on, locked.delivery_note = received_on, delivery_note
        for row in rows:
            for line in row.lines.all():
                goods.receive(line=line, by=by, on=received_on)
    return order


@transaction.atomic
def pay(*, order, by, paid_on, invoice):
    """Pay the supplier's invoice: what was committed is paid."""
    refuse_future(paid_on=paid_on)
    rows = _locked_rows(order)
    with ORDER.taking("pay", order, by=by, on=paid_on) as locked:
        locked.paid_on, locked.invoice = paid_on, invoice
        money.hold(rows)
        for row in rows:
            money.pay_supplier(disbursement=row, by=by, paid_on=paid_on)
    return order


@transaction.atomic
def cancel(*, order, by, reason):
    """Cancel an order that nothing was delivered on: its equipment waits for another order."""
    rows = _locked_rows(order)
    with ORDER.taking("cancel", order, by=by, reason=reason) as locked:
        _refuse_changed(locked, rows)
        money.hold(rows)
        for row in rows:
            if row.status == Disbursement.Status.PREPARED:
                _leave(row, by=by)
                continue
            money.take_off_order(disbursement=row, by=by, reason=reason)
            for line in row.lines.all():
                goods.unorder(line=line, by=by)
    return order


def _lock_applications(disbursements):
    lock(Application, [row.application_id for row in disbursements])


def _locked_rows(order):
    """The live disbursements of the order, their applications locked first."""
    lock(Application, order.disbursements.values_list("application_id", flat=True))
    return list(order.disbursements.live().prefetch_related("lines").order_by("pk"))


def _join(order, rows, *, by):
    for row in rows:
        if row.is_cheque or row.status != Disbursement.Status.PREPARED or row.order_id:
            raise Refused({"disbursements": _("Only prepared equipment that is on no other order can be ordered.")})
        row.order = order
        records.store(row, by=by, action="join_order", validate=False)


def _leave(row, *, by):
    row.order = None
    records.store(row, by=by, action="leave_order", validate=False)


def _refuse_changed(order, rows):
    """Refuse when a disbursement joined the order between the look at it and its lock."""
    if set(order.disbursements.live().values_list("pk", flat=True)) != {row.pk for row in rows}:
        raise Refused(_("The order has just changed: look at it again."))


def _refuse_unless_draft(order):
    (locked,) = lock(PurchaseOrder, [order.pk])
    if locked.status != PurchaseOrder.Status.DRAFT:
        raise Refused(_("The order is placed already and cannot be changed."))
