"""Orders, approvals, handovers and cancellations on the same two lines at once: nobody waits in a circle."""

import multiprocessing
from decimal import Decimal
from threading import BrokenBarrierError

import pytest
from django.db import connection, transaction
from django.utils import timezone

from disbursements.services import handovers, money, orders, preparing
from disbursements.services.reconciliation import differences
from programs.models import FundingLine
from programs.services import decisions
from reintegration.ground import locks
from tests.concurrency.racing import DONE, race
from tests.disbursements.factories import make_account, make_supplier
from tests.factories import make_coordinator, make_person, make_user, reread
from tests.programs.factories import make_application, make_line, make_tranche

PARTS = (Decimal(7000), Decimal(8000))
"""What each file has on the first line and on the second, and what its two items cost."""


class World:
    """Two lines of one tranche, and files with money on both; each thing is prepared in the order that is asked for."""

    def __init__(self):
        self.today = timezone.localdate()
        self.souad, self.hassan = make_coordinator(), make_user("finance_officer")
        self.nadia, self.driss = make_user("programme_officer"), make_user("approver")
        first = make_line(tranche=make_tranche(received="500000"), amount="200000", by=self.hassan)
        second = make_line(first.program, tranche=first.tranche, amount="200000", by=self.hassan)
        self.lines, self.supplier, self.account = (first, second), make_supplier(), make_account()

    def file(self):
        items = [{"name_ar": "آلة", "name_fr": "Machine", "quantity": 1, "unit_price": part} for part in PARTS]
        return make_application(
            status="checked", program=self.lines[0].program, by=self.souad, officer=self.nadia, items=items,
            person=make_person(by=self.souad, centre=self.souad.postings_now[0].centre),
        )  # fmt: skip

    def approve(self, file):
        return decisions.approve(application=file, by=self.driss, allocations=dict(zip(self.lines, PARTS, strict=True)))

    def order(self, *, turned):
        file = self.approve(self.file())
        items = sorted(file.items.all(), key=lambda item: item.unit_price, reverse=turned)
        goods = [preparing.prepare_equipment(application=file, items=[item], by=self.hassan) for item in items]
        return orders.draft(supplier=self.supplier, by=self.hassan, disbursements=goods)

    def placed(self, *, turned):
        return orders.place(order=self.order(turned=turned), by=self.hassan)

    def handover(self, *, turned):
        file = self.approve(self.file())
        for part in sorted(PARTS, reverse=turned):
            cheque = preparing.prepare_cheque(
                application=file, amount=part, account=self.account, number=f"{file.pk}{part:.0f}",
                issued_on=self.today, by=self.hassan,
            )  # fmt: skip
            money.sign_cheque(disbursement=cheque, by=self.hassan)
        return handovers.arrange(application=file, kind="centre", by=self.souad)


def acts_of(world, *, turned):
    """One act of each kind, as callables."""
    place, cancel, file = world.order(turned=turned), world.placed(turned=turned), world.file()
    deliver, back = world.handover(turned=turned), world.handover(turned=turned)
    handovers.deliver(handover=back, by=world.souad, handed_on=world.today)
    return [
        lambda: orders.place(order=place, by=world.hassan),
        lambda: orders.cancel(order=cancel, by=world.hassan, reason="too dear"),
        lambda: world.approve(file),
        lambda: handovers.deliver(handover=deliver, by=world.souad, handed_on=world.today),
        lambda: handovers.correct(handover=back, by=world.souad, reason="wrong person"),
    ]


@pytest.mark.usefixtures("committed_database")
def test_ten_verbs_on_two_lines_at_once_all_end_and_the_books_are_right():
    world = World()
    found = race([*acts_of(world, turned=False), *acts_of(world, turned=True)])
    assert found == [DONE] * 10, found
    assert differences() == []
    # Two orders and two corrected lines are committed, two lines handed; two cancelled and two approved are reserved.
    for line, part in zip(map(reread, world.lines), PARTS, strict=True):
        assert (line.reserved, line.committed, line.paid) == (4 * part, 4 * part, 2 * part)


@pytest.mark.usefixtures("committed_database")
def test_control_two_who_lock_in_opposite_order_wait_in_a_circle(monkeypatch):
    lines = [make_line().pk, make_line().pk]
    both_hold_one = multiprocessing.get_context("fork").Barrier(2)

    def crossing(first, second):
        with transaction.atomic():
            locks.lock(FundingLine, [first])
            try:
                both_hold_one.wait(1)
            except BrokenBarrierError:
                # SQLite lets the second writer begin when the first has ended: there is no circle to wait in.
                assert connection.vendor == "sqlite"
            locks.lock(FundingLine, [second])

    acts = [lambda: crossing(*lines), lambda: crossing(*reversed(lines))]
    assert sum("LockOrderError" in answer for answer in race(acts)) == 1
    both_hold_one.reset()
    monkeypatch.setattr(locks, "_keep_order", lambda *held: None)
    found = race(acts)
    assert found.count(DONE) == (1 if connection.vendor == "postgresql" else 2), found
    assert any("deadlock detected" in answer for answer in found) == (connection.vendor == "postgresql")
