"""The people of the season and where it stands when a course begins: files on every part of their way."""

from datetime import timedelta

from django.utils import timezone

from beneficiaries.services import episodes
from disbursements.services import ceremonies, handovers, money, orders
from tests.disbursements.factories import (
    make_account,
    make_ceremony,
    make_cheque,
    make_equipment,
    make_list,
    make_supplier,
)
from tests.factories import (
    OPENED_ON,
    make_centre,
    make_person,
    make_posting,
    make_project,
    make_user,
    open_episode,
    reread,
)
from tests.programs.factories import (
    cost,
    make_agreement,
    make_application,
    make_criterion,
    make_line,
    make_program,
    make_tranche,
)


def begin():
    """Two centres, head office with a delegate and a user of two roles, two seasons, and money that soon runs short."""
    here, there = make_centre(), make_centre()
    souad, karim = make_user("coordinator", here), make_user("social_worker", here)
    amal, nadia = make_user("coordinator", there), make_user("programme_officer")
    driss, hassan = make_user("approver"), make_user("finance_officer")
    for role in ("approver", "finance_officer", "auditor", "administrator"):
        make_user(role)
    _with_second_role(make_user("approver"), "finance_officer")
    _with_second_role(make_user("programme_officer"), "approver")
    _lend("approver", driss, to=karim)
    _lend("finance_officer", hassan, to=driss)
    _money_and_files(souad, amal, nadia, driss, hassan)


def _with_second_role(user, role):
    make_posting(user=user, role=role, starts_on=timezone.localdate())


def _lend(role, principal, *, to):
    until = timezone.localdate() + timedelta(days=30)
    make_posting(user=to, role=role, on_behalf_of=principal, starts_on=timezone.localdate(), ends_on=until)


def _money_and_files(souad, amal, nadia, driss, hassan):
    tranche = make_tranche(
        by=hassan, agreement=make_agreement(by=hassan, amount="60000"), amount="30000", received="4000"
    )
    line = make_line(make_program(), "46000", by=hassan)
    make_line(line.program, "20000", by=hassan, tranche=tranche)
    make_line(make_program(), "9000", by=hassan)
    make_criterion(line.program)
    make_account(), make_supplier()
    shared = {"program": line.program, "officer": nadia, "approver": driss}
    for status in ("submitted", "returned", "checked", "waiting"):
        make_application(status=status, by=souad, **shared)
    make_application(status="checked", by=amal, items=cost("4000"), **shared)
    given = {"status": "approved", "line": line, **shared}
    first, second, third = (make_application(by=by, items=_small(), **given) for by in (souad, amal, souad))
    make_cheque(first, "1500", by=hassan, status="committed")
    make_equipment(first, by=hassan, status="received")
    ceremonies.invite(ceremony=make_ceremony(by=souad), applications=[reread(first)], by=souad)
    orders.draft(supplier=make_supplier(), by=hassan, disbursements=[make_equipment(second, by=hassan)])
    make_cheque(second, "1500", by=hassan)
    make_application(by=amal, items=_small(), **given)
    make_cheque(third, "3000", by=hassan, status="committed")
    line = handovers.arrange(application=third, kind="centre", by=souad)
    handovers.deliver(handover=line, handed_on=timezone.localdate(), by=souad)
    gone = make_person(by=souad)
    episodes.close(episode=open_episode(gone), closed_on=OPENED_ON, exit="moved", by=souad)
    make_list(by=souad, people=3)
    ceremony = make_list(by=amal, people=1)
    handovers.mark_absent(handover=ceremony.handovers.get(), by=amal)
    ceremonies.close(ceremony=ceremony, by=amal)
    make_equipment(third, by=hassan, status="ordered")
    order = make_equipment(make_application(by=amal, items=_small(), **given), by=hassan, status="received").order
    orders.pay(order=order, by=hassan, paid_on=timezone.localdate(), invoice="F-1")
    money.clear(disbursement=order.disbursements.get(), by=hassan, cleared_on=timezone.localdate())
    past = timezone.localdate() - timedelta(days=900)
    make_program(opens_on=past, closes_on=past + timedelta(days=60))
    make_project(person=make_person(by=souad, opened_on=past - timedelta(days=30)), by=souad)
    for by in (souad, amal):
        make_project(person=make_person(by=by), by=by)


def _small():
    return (
        {"name_ar": "آلة", "name_fr": "Machine", "quantity": 1, "unit_price": 5000},
        {"kind": "working_capital", "name_ar": "أثواب", "name_fr": "Tissus", "quantity": 1, "unit_price": 3000},
    )
