"""Purchase orders: placing commits, receiving fills the store, paying pays; cancelling gives everything back."""

from decimal import Decimal

import pytest
from django.utils import timezone

from disbursements.services import money, orders
from programs.services import ledger
from reintegration.ground.errors import Refused
from tests.disbursements.factories import make_approved, make_cheque, make_equipment, make_finance, make_supplier
from tests.factories import make_posting, make_user, reread
from tests.programs.factories import make_line

pytestmark = pytest.mark.django_db


def statuses(disbursement):
    return reread(disbursement).status, disbursement.lines.get().status


def make_order(*, by, disbursements=None, placed=False):
    order = orders.draft(supplier=make_supplier(), by=by, disbursements=disbursements or [make_equipment(by=by)])
    return orders.place(order=order, by=by) if placed else order


def test_finance_orders_receives_and_pays():
    hassan, today = make_finance(), timezone.localdate()
    order = make_order(by=hassan)
    (row,) = order.disbursements.all()
    assert statuses(row) == ("prepared", "planned")
    orders.place(order=order, by=hassan)
    assert statuses(row) == ("committed", "ordered")
    orders.receive(order=order, by=hassan, received_on=today, delivery_note="BL-7")
    assert statuses(row) == ("committed", "received")
    orders.pay(order=order, by=hassan, paid_on=today, invoice="F-7")
    assert statuses(row) == ("paid", "received")
    line = reread(row.allocation.line)
    assert (line.reserved, line.committed, line.paid) == (Decimal("3000.00"), Decimal("0.00"), Decimal("12000.00"))
    assert ledger.differences() == []


def test_finance_cancels_a_placed_order_and_orders_elsewhere():
    hassan = make_finance()
    order = make_order(by=hassan, placed=True)
    (row,) = order.disbursements.all()
    orders.cancel(order=order, by=hassan, reason="out of stock")
    assert statuses(row) == ("prepared", "planned")
    assert reread(row.allocation.line).committed == 0
    assert make_order(by=hassan, disbursements=[reread(row)], placed=True).status == "placed"
    assert ledger.differences() == []


def test_order_of_several_people_is_placed_whole_or_not_at_all():
    hassan, driss = make_finance(), make_user("approver")
    line = make_line(amount="100000")
    rows = [
        make_equipment(make_approved(line=line), by=hassan),
        make_equipment(make_approved(approver=driss), by=hassan),
    ]
    order = make_order(by=hassan, disbursements=rows)
    make_posting(user=driss, role="finance_officer")
    with pytest.raises(Refused, match="decided"):
        orders.place(order=order, by=type(driss).objects.get(pk=driss.pk))
    assert [statuses(row) for row in rows] == [("prepared", "planned")] * 2
    assert reread(line).committed == 0


def test_empty_order_is_not_placed():
    hassan = make_finance()
    order = orders.draft(supplier=make_supplier(), by=hassan)
    with pytest.raises(Refused, match="empty"):
        orders.place(order=order, by=hassan)


def test_cheque_is_not_put_on_an_order():
    hassan = make_finance()
    with pytest.raises(Refused, match="Only prepared equipment"):
        make_order(by=hassan, disbursements=[make_cheque(by=hassan)])


def test_placed_order_takes_nothing_more():
    hassan = make_finance()
    order = make_order(by=hassan, placed=True)
    with pytest.raises(Refused, match="placed already"):
        orders.add(order=order, disbursements=[make_equipment(by=hassan)], by=hassan)


def test_finance_changes_what_a_draft_orders():
    hassan, supplier = make_finance(), make_supplier()
    order = make_order(by=hassan)
    (out,), into = order.disbursements.all(), make_equipment(by=hassan)
    orders.change(order=order, by=hassan, supplier=supplier, disbursements=[into])
    assert (reread(out).order, reread(into).order, order.supplier) == (None, order, supplier)


def test_ordered_equipment_is_cancelled_with_its_order_only():
    hassan = make_finance()
    (row,) = make_order(by=hassan, placed=True).disbursements.all()
    with pytest.raises(Refused, match="cancel its purchase order"):
        money.cancel(disbursement=row, by=hassan, reason="no")
