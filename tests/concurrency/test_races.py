"""Two people at the same thing at the same moment: whoever comes first, what must hold holds.

Each race is run a few times on scenes of its own; what is asserted is true whichever act wins.
"""

import uuid
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from beneficiaries.models import Beneficiary, Episode
from beneficiaries.services import anonymising, episodes, people
from disbursements.models import Certificate, Disbursement, Handover, PurchaseOrder
from disbursements.services import handovers, money, orders, reconciliation
from programs.models import Application, Decision, Duty, FundingLine
from programs.models.application import ApplicationQuerySet
from programs.services import applications, decisions, funding, ledger, scores
from tests import holders
from tests.concurrency.racing import DONE, race
from tests.disbursements.factories import make_approved, make_cheque, make_equipment, make_finance, make_supplier
from tests.factories import (
    OPENED_ON,
    make_coordinator,
    make_person,
    make_posting,
    make_project,
    make_province,
    make_user,
    open_episode,
    person_fields,
    reread,
)
from tests.programs.factories import make_application, make_criterion, make_line, make_program

ROUNDS = 3
TODAY = timezone.localdate


def one_file_two_approvers():
    file = make_application(status="checked")
    line = make_line(file.program, amount="100000")
    first, second, third = (make_user("approver") for _ in range(3))
    acts = [
        partial(decisions.approve, application=file, by=first, line=line),
        partial(decisions.approve, application=file, by=second, line=line, amount="10"),
        partial(decisions.reject, application=file, by=third, reason="no market"),
    ]

    def holds(found):
        assert found.count(DONE) == 1, found
        assert Decision.objects.get(application=file).amount == reread(line).reserved
        assert Duty.objects.filter(application=file, kind="decide").count() == 1

    return acts, holds


def one_newcomer_two_coordinators():
    """Two of one centre enter the same person, each among others."""
    souad = make_coordinator()
    centre = souad.postings_now[0].centre
    acts = []
    for by, others in ((souad, 3), (make_coordinator(centre), 1)):
        cards = ["BE1", *("" for _ in range(others))]
        facts = [Beneficiary(centre=centre, **person_fields(cin=card)) for card in cards]
        newcomers = [people.Admission(person, make_province()) for person in facts]
        acts.append(partial(people.admit_all, admissions=newcomers, by=by))

    def holds(found):
        assert found.count(DONE) == 1, found
        numbers = Beneficiary.objects.filter(centre=centre).values_list("file_number", flat=True)
        assert len(numbers) == len(set(numbers)) in (2, 4)

    return acts, holds


def one_project_two_coordinators():
    souad, program = make_coordinator(), make_program()
    amal = make_coordinator(souad.postings_now[0].centre)
    project = make_project(by=souad)
    acts = [partial(applications.submit, project=project, program=program, by=by) for by in (souad, amal)]

    def holds(found):
        assert found.count(DONE) == 1, found
        assert Application.objects.filter(project=project).count() == 1

    return acts, holds


def one_person_two_files():
    """A person with two projects in one season: one of them is funded."""
    line, souad, nadia = make_line(), make_coordinator(), make_user("programme_officer")
    person = make_person(by=souad)
    given = {"person": person, "by": souad, "officer": nadia, "program": line.program, "status": "checked"}
    files = [make_application(**given) for _ in range(2)]
    acts = [partial(decisions.approve, application=file, by=make_user("approver"), line=line) for file in files]

    def holds(found):
        assert found.count(DONE) == 1, found
        (funded,) = Application.objects.filter(beneficiary=person).approved()
        assert reread(line).reserved == funded.amount_approved

    return acts, holds


def two_files_two_lines_crosswise():
    """Two approvals that draw on the same two lines, each naming them in the other order."""
    first = make_line()
    second, nadia = make_line(first.program), make_user("programme_officer")
    files = [make_application(status="checked", program=first.program, officer=nadia) for _ in range(2)]
    orders_of_lines = [{first: 7000, second: 7000}, {second: 7000, first: 7000}]
    acts = [
        partial(decisions.approve, application=file, by=make_user("approver"), allocations=lines)
        for file, lines in zip(files, orders_of_lines, strict=True)
    ]

    def holds(found):
        assert found == [DONE, DONE]
        assert (reread(first).reserved, reread(second).reserved) == (14000, 14000)

    return acts, holds


def a_cut_and_an_approval():
    """The money that an approver gives is taken off the line at the same moment."""
    line = make_line(amount="15000")
    file = make_application(status="checked", program=line.program)
    acts = [
        partial(ledger.cut, line=line, amount="10000", by=make_finance()),
        partial(decisions.approve, application=file, by=make_user("approver"), line=line),
    ]

    def holds(found):
        assert found.count(DONE) == 1, found
        assert {(reread(line).allocated, reread(line).reserved)} <= {(5000, 0), (15000, 15000)}

    return acts, holds


def two_transfers_out_of_one_line():
    line = make_line(amount="100")
    other, hassan = make_line(line.program, amount="100"), make_finance()
    given = {"source_line": line, "target_line": other, "amount": "60", "by": hassan, "reason": "moved"}
    acts = [partial(funding.transfer, **given)] * 2

    def holds(found):
        assert found.count(DONE) == 1, found
        assert (reread(line).allocated, reread(other).allocated) == (40, 160)

    return acts, holds


def two_lines_transfer_to_each_other():
    line, hassan = make_line(amount="100"), make_finance()
    other = make_line(line.program, amount="100")
    both_ways = [{"source_line": line, "target_line": other}, {"source_line": other, "target_line": line}]
    acts = [partial(funding.transfer, **way, amount="100", by=hassan, reason="moved") for way in both_ways]

    def holds(found):
        assert found == [DONE, DONE]
        assert (reread(line).allocated, reread(other).allocated) == (100, 100)

    return acts, holds


def two_top_ups_of_one_file():
    """Each alone stays within what the file asks for; both together do not."""
    file = make_application(status="checked")
    line = make_line(file.program)
    decisions.approve(application=file, by=make_user("approver"), line=line, amount="5000")
    given = {"application": file, "line": line, "amount": "8000", "reason": "machine costs more"}
    acts = [partial(decisions.top_up, **given, by=make_user("approver")) for _ in range(2)]

    def holds(found):
        assert found.count(DONE) == 1, found
        assert reread(file).amount_approved == reread(line).reserved == 13000

    return acts, holds


def a_person_anonymised_and_accompanied_again():
    souad = make_coordinator()
    person = make_person(by=souad)
    episodes.close(episode=open_episode(person), closed_on=OPENED_ON, exit=Episode.Exit.MOVED, by=souad)
    acts = [
        partial(anonymising.anonymise, beneficiary=person, by=make_user("programme_officer"), reason="asked for it"),
        partial(episodes.open, beneficiary=person, by=souad),
    ]

    def holds(found):
        assert found.count(DONE) == 1, found
        assert Episode.objects.open().filter(beneficiary=person).exists() != bool(reread(person).anonymised_at)

    return acts, holds


def a_score_and_a_decision_by_one_user():
    """A user with two roles scores a file and decides on it, in two windows."""
    file, both = make_application(status="checked"), make_user("approver")
    make_posting(user=both, role="programme_officer", starts_on=TODAY())
    both, line, criterion = reread(both), make_line(file.program), make_criterion(file.program)
    acts = [
        partial(scores.give, application=file, criterion=criterion, points=10, by=both),
        partial(decisions.approve, application=file, by=both, line=line),
    ]

    def holds(found):
        assert found.count(DONE) == 1, found
        assert file.scores.exists() != (reread(file).status == "approved")

    return acts, holds


def two_episodes_of_one_person():
    souad = make_coordinator()
    person = make_person(by=souad)
    episodes.close(episode=open_episode(person), closed_on=OPENED_ON, exit=Episode.Exit.MOVED, by=souad)
    acts = [partial(episodes.open, beneficiary=person, by=souad)] * 2

    def holds(found):
        assert found.count(DONE) == 1, found
        assert Episode.objects.open().filter(beneficiary=person).count() == 1

    return acts, holds


def a_cheque_handed_and_cancelled():
    souad, hassan = make_coordinator(), make_finance()
    file = make_approved(by=souad)
    cheque = make_cheque(file, by=hassan, status="committed")
    expected = handovers.arrange(application=file, kind="home", by=souad)
    acts = [
        partial(handovers.deliver, handover=expected, by=souad, handed_on=TODAY()),
        partial(_postpone_and_cancel, expected, cheque, souad, hassan),
    ]

    def holds(found):
        assert found.count(DONE) == 1, found
        is_handed = reread(cheque).status == "paid"
        books = FundingLine.objects.get(pk=cheque.allocation.line_id)
        assert (books.paid, books.committed) == ((3000, 0) if is_handed else (0, 0))
        assert reread(cheque).status in ("paid", "cancelled")
        assert Handover.objects.filter(application=file, status="delivered").exists() == is_handed

    return acts, holds


@transaction.atomic
def _postpone_and_cancel(handover, cheque, souad, hassan):
    handovers.postpone(handover=handover, by=souad)
    money.cancel(disbursement=cheque, by=hassan, reason="wrong name")


def one_order_two_payers():
    hassan = make_finance()
    things = [make_equipment(by=hassan) for _ in range(2)]
    order = orders.draft(supplier=make_supplier(), by=hassan, disbursements=things)
    orders.place(order=order, by=hassan)
    orders.receive(order=order, by=hassan, received_on=TODAY(), delivery_note="BL-1")
    acts = [partial(orders.pay, order=order, by=make_finance(), paid_on=TODAY(), invoice="F-1") for _ in range(2)]

    def holds(found):
        assert found.count(DONE) == 1, found
        assert PurchaseOrder.objects.get(pk=order.pk).status == "paid"
        assert {row.status for row in Disbursement.objects.filter(order=order)} == {"paid"}

    return acts, holds


def two_handovers_take_numbers():
    """Two centres hand over at once: their certificates have different numbers, and none is left out."""
    souad, hassan = make_coordinator(), make_finance()
    lines = []
    for _ in range(2):
        file = make_approved(by=souad, person=make_person(by=souad))
        make_cheque(file, by=hassan, status="committed")
        lines.append(handovers.arrange(application=file, kind="centre", by=souad))
    acts = [partial(handovers.deliver, handover=line, by=souad, handed_on=TODAY()) for line in lines]

    def holds(found):
        assert found == [DONE, DONE]
        numbers = sorted(Certificate.objects.values_list("number", flat=True))
        assert [int(number.rsplit("-", 1)[-1]) for number in numbers] == list(range(1, len(numbers) + 1))

    return acts, holds


RACES = [
    one_newcomer_two_coordinators,
    one_file_two_approvers,
    one_project_two_coordinators,
    one_person_two_files,
    two_files_two_lines_crosswise,
    a_cut_and_an_approval,
    two_transfers_out_of_one_line,
    two_lines_transfer_to_each_other,
    two_top_ups_of_one_file,
    a_person_anonymised_and_accompanied_again,
    a_score_and_a_decision_by_one_user,
    two_episodes_of_one_person,
    a_cheque_handed_and_cancelled,
    one_order_two_payers,
    two_handovers_take_numbers,
]


@pytest.mark.parametrize("scene", RACES)
def test_whoever_comes_first_what_must_hold_holds(committed_database, scene):
    rounds = [scene() for _ in range(ROUNDS)]
    for acts, holds in rounds:
        found = race(acts)
        assert not any("Traceback" in answer for answer in found), found
        holds(found)
    assert reconciliation.differences() == []


@pytest.mark.parametrize(
    ("scene", "looks", "index"),
    [
        (one_project_two_coordinators, "live", "application_one_live_per_project"),
        (one_person_two_files, "of_same_people", "application_one_funded_per_person"),
    ],
)
def test_control_without_its_unique_index_both_come_first(committed_database, monkeypatch, scene, looks, index):
    """Neither sees the other's row in time; only the index refuses one."""
    monkeypatch.setattr(ApplicationQuerySet, looks, lambda rows, *others: rows.none())
    monkeypatch.setattr(Application, "validate_constraints", lambda file, **options: None)
    (acts, _holds), (lifted, _) = scene(), scene()
    assert race(acts).count(DONE) == 1
    with transaction.atomic():
        holders.lift([index])
    assert race(lifted) == [DONE, DONE]


def test_control_without_the_lock_on_numbers_a_newcomer_is_entered_twice(committed_database, monkeypatch):
    monkeypatch.setattr(people, "next_file_numbers", lambda years: [uuid.uuid4().hex[:20] for _year in years])
    rounds = [one_newcomer_two_coordinators() for _ in range(ROUNDS)]
    # SQLite lets one write at a time, whatever it writes.
    found_twice = connection.vendor == "postgresql"
    assert any(race(acts) == [DONE, DONE] for acts, _holds in rounds) == found_twice
