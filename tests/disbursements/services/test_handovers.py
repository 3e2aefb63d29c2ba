"""An outcome moves cheque, goods, certificate and visits together; a correction moves all of them back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from disbursements.models import Handover
from disbursements.services import ceremonies, certificates, handovers, money
from programs.services import ledger
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from tests.disbursements.factories import (
    make_approved,
    make_ceremony,
    make_cheque,
    make_equipment,
    make_finance,
    make_list,
)
from tests.factories import make_coordinator, make_person, make_user, reread

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def line(souad):
    """One locked line with received equipment of 12,000.00 and a signed cheque of 3,000.00."""
    return make_list(by=souad, people=1).handovers.get()


def facts(line):
    """(outcome, cheque, goods, paid MAD, certificates, planned visits) as the database has them."""
    cheque, equipment = line.disbursements.get(kind="cheque"), line.disbursements.get(kind="equipment")
    papers = list(line.certificates.order_by("pk").values_list("status", flat=True))
    paid = reread(cheque.allocation.line).paid
    visits = line.application.project.visits.count()
    return reread(line).status, cheque.status, equipment.lines.get().status, paid, papers, visits


PAID, NOTHING = Decimal("3000.00"), Decimal("0.00")
WAITING = ("expected", "committed", "received", NOTHING, ["prepared"], 0)


def test_coordinator_delivers_and_everything_follows(line, souad):
    handovers.deliver(handover=line, by=souad, handed_on=TODAY())
    assert facts(line) == ("delivered", "paid", "handed", PAID, ["valid"], 4)
    assert (line.handed_on, line.marked_by) == (TODAY(), souad)
    assert line.disbursements.get(kind="cheque").paid_on == TODAY()
    assert ledger.differences() == []


def test_visits_are_counted_from_the_day_of_the_handover(souad):
    day = TODAY() - timedelta(days=40)
    line = make_list(by=souad, people=1, held_on=day).handovers.get()
    handovers.deliver(handover=line, by=souad, handed_on=day)
    assert line.application.project.visits.order_by("due_on").first().due_on < TODAY()
    assert trail.status_changes_of(line).first().on == day


def test_coordinator_corrects_a_delivery_and_everything_comes_back(line, souad):
    handovers.deliver(handover=line, by=souad, handed_on=TODAY())
    handovers.correct(handover=line, by=souad, reason="wrong person")
    assert facts(line) == WAITING
    assert line.handed_on is None
    assert trail.status_changes_of(line).first().reason == "wrong person"
    assert ledger.differences() == []
    handovers.deliver(handover=line, by=souad, handed_on=TODAY())
    assert facts(line) == ("delivered", "paid", "handed", PAID, ["valid"], 4)


def test_visit_that_was_done_survives_a_correction(line, souad):
    handovers.deliver(handover=line, by=souad, handed_on=TODAY())
    visit = line.application.project.visits.first()
    type(visit).objects.filter(pk=visit.pk).update(done_on=TODAY(), is_alive=True, done_by=souad)
    handovers.correct(handover=line, by=souad, reason="wrong day")
    assert list(line.application.project.visits.all()) == [visit]


def test_unnamed_proxy_is_refused(line, souad):
    with pytest.raises(Refused, match="Name the person"):
        handovers.deliver_to_proxy(handover=line, by=souad, handed_on=TODAY(), proxy_name="")


def test_named_proxy_receives_for_the_person(line, souad):
    handovers.deliver_to_proxy(handover=line, by=souad, handed_on=TODAY(), proxy_name="Ahmed")
    assert facts(line) == ("proxy", "paid", "handed", PAID, ["valid"], 4)


@pytest.mark.parametrize(
    ("mark", "outcome"),
    [("mark_absent", "absent"), ("mark_refused", "refused"), ("postpone", "postponed")],
)
def test_outcome_without_handover_cancels_the_certificate_and_keeps_the_money(line, souad, mark, outcome):
    getattr(handovers, mark)(handover=line, by=souad)
    assert facts(line) == (outcome, "committed", "received", NOTHING, ["cancelled"], 0)
    handovers.correct(handover=line, by=souad, reason="came late")
    assert facts(line) == WAITING


def test_partly_delivered_line_gets_a_certificate_of_that_part(line, souad):
    equipment = line.disbursements.get(kind="equipment")
    handovers.deliver(handover=line, by=souad, handed_on=TODAY(), disbursements=[equipment])
    assert facts(line) == ("partly", "committed", "handed", NOTHING, ["replaced", "valid"], 4)
    live = certificates.live(line)
    assert '"12000.00"' in live.content and live.replaces.number != live.number
    handovers.correct(handover=line, by=souad, reason="wrong")
    assert facts(line) == ("expected", "committed", "received", NOTHING, ["replaced", "replaced", "prepared"], 0)
    assert '"15000.00"' in certificates.live(line).content


def test_rest_of_a_partly_delivered_line_joins_another_list(line, souad):
    equipment, cheque = line.disbursements.get(kind="equipment"), line.disbursements.get(kind="cheque")
    handovers.deliver(handover=line, by=souad, handed_on=TODAY(), disbursements=[equipment])
    again = make_ceremony(by=souad)
    ceremonies.invite(ceremony=again, applications=[line.application], by=souad)
    ceremonies.lock(ceremony=again, by=souad)
    assert list(again.handovers.get().disbursements.all()) == [cheque]


def test_disbursement_of_another_line_is_not_chosen(line, souad):
    with pytest.raises(Refused, match="from what stands on this line"):
        handovers.deliver(handover=line, by=souad, handed_on=TODAY(), disbursements=[make_cheque()])


def test_goods_that_did_not_arrive_are_not_handed_over(souad):
    line = make_list(by=souad, people=1, ready=False).handovers.get()
    with pytest.raises(Refused, match="Not received from the supplier yet: Machine à coudre"):
        handovers.deliver(handover=line, by=souad, handed_on=TODAY())
    assert reread(line).status == "expected"


def test_unsigned_cheque_is_not_handed_over(souad):
    line = make_list(by=souad, people=1, ready=False).handovers.get()
    cheque = line.disbursements.get(kind="cheque")
    with pytest.raises(Refused, match=f"{cheque.cheque.number} is not signed"):
        handovers.deliver(handover=line, by=souad, handed_on=TODAY(), disbursements=[cheque])


def test_day_to_come_or_before_the_ceremony_is_refused(line, souad):
    for day in (TODAY() + timedelta(days=1), TODAY() - timedelta(days=1)):
        with pytest.raises(Refused):
            handovers.deliver(handover=line, by=souad, handed_on=day)


def test_line_of_a_draft_list_is_not_marked(souad):
    line = make_list(by=souad, people=1, locked=False).handovers.get()
    with pytest.raises(Refused, match="Lock the list first"):
        handovers.mark_absent(handover=line, by=souad)


def test_marked_line_is_not_marked_again(line, souad):
    handovers.mark_absent(handover=line, by=souad)
    with pytest.raises(Refused, match="not possible any more"):
        handovers.deliver(handover=line, by=souad, handed_on=TODAY())


def test_cleared_cheque_is_not_taken_back(line, souad):
    handovers.deliver(handover=line, by=souad, handed_on=TODAY())
    cheque = line.disbursements.get(kind="cheque")
    money.clear(disbursement=cheque, by=make_finance(), cleared_on=TODAY())
    with pytest.raises(Refused, match="bank has paid"):
        handovers.correct(handover=line, by=souad, reason="wrong")


def test_absent_person_on_a_later_list_is_corrected_there(line, souad):
    handovers.mark_absent(handover=line, by=souad)
    handovers.arrange(application=line.application, kind=Handover.Kind.CENTRE, by=souad)
    with pytest.raises(Refused, match="later list"):
        handovers.correct(handover=line, by=souad, reason="came late")


def test_absent_person_receives_at_the_centre_with_a_certificate_of_that_day(line, souad):
    handovers.mark_absent(handover=line, by=souad)
    later = handovers.arrange(application=line.application, kind=Handover.Kind.CENTRE, by=souad)
    handovers.deliver(handover=later, by=souad, handed_on=TODAY())
    assert facts(later) == ("delivered", "paid", "handed", PAID, ["valid"], 4)
    assert certificates.live(line) is None


def test_signed_cheque_on_a_locked_list_is_not_cancelled(line):
    cheque = line.disbursements.get(kind="cheque")
    with pytest.raises(Refused, match="locked list"):
        money.cancel(disbursement=cheque, by=make_finance(), reason="torn")


def test_coordinator_of_another_centre_marks_and_learns_nothing(line):
    with pytest.raises(Refused, match="does not exist"):
        handovers.mark_absent(handover=line, by=make_coordinator())


def test_finance_marks_and_is_refused(line):
    with pytest.raises(Refused, match="Your role"):
        handovers.mark_absent(handover=line, by=make_user("finance_officer"))


def test_nothing_prepared_is_not_arranged(souad):
    centre = souad.postings_now[0].centre
    application = make_approved(person=make_person(by=souad, centre=centre), by=souad)
    with pytest.raises(Refused, match="Nothing is prepared"):
        handovers.arrange(application=application, kind=Handover.Kind.HOME, by=souad)
    make_equipment(application, status="received")
    assert handovers.arrange(application=application, kind=Handover.Kind.HOME, by=souad).status == "expected"


def test_part_handed_at_the_centre_is_corrected_and_its_certificate_waits_for_the_next_day(souad):
    hassan, file = make_finance(), make_approved(by=souad)
    make_equipment(file, by=hassan, status="received")
    make_cheque(file, by=hassan, status="committed")
    line = handovers.arrange(application=file, kind="centre", by=souad)
    handovers.deliver(
        handover=line, by=souad, handed_on=TODAY(), disbursements=[file.disbursements.get(kind="equipment")]
    )
    handovers.correct(handover=line, by=souad, reason="wrong person")
    assert facts(line) == WAITING
    with pytest.raises(Refused, match="made when something is handed over"):
        certificates.replace(certificate=line.certificates.get(), by=souad, reason="wrong name")
    handovers.deliver(handover=line, by=souad, handed_on=TODAY())
    assert facts(line)[4] == ["replaced", "valid"]
