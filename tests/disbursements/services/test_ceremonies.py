"""A ceremony's list: built, locked with its numbers, closed when every line has an outcome."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from disbursements.models import Ceremony, NumberSeries
from disbursements.services import ceremonies, certificates, handovers
from reintegration.ground.errors import Refused
from tests.disbursements.factories import LONG_AGO, make_approved, make_ceremony, make_cheque, make_list
from tests.factories import make_coordinator, make_person, make_user, reread
from tests.programs.factories import make_application

pytestmark = pytest.mark.django_db


def test_coordinator_plans_a_ceremony_of_another_centre_and_is_refused(souad):
    with pytest.raises(Refused, match="your own centres"):
        make_ceremony(by=souad, centre=make_coordinator().postings_now[0].centre)


def test_coordinator_invites_people_who_get_seats(souad):
    ceremony = make_list(by=souad, people=3, locked=False)
    assert list(ceremony.handovers.values_list("seat", "status")) == [(n, "expected") for n in (1, 2, 3)]


def test_coordinator_invites_somebody_of_another_centre_and_is_refused(souad):
    with pytest.raises(Refused, match="your own centre"):
        ceremonies.invite(ceremony=make_ceremony(by=souad), applications=[make_approved()], by=souad)


def test_officer_invites_people_of_several_centres(souad):
    nadia = make_user("programme_officer")
    ceremony = make_ceremony(by=nadia, centre=souad.postings_now[0].centre)
    lines = ceremonies.invite(ceremony=ceremony, applications=[make_approved(), make_approved()], by=nadia)
    assert len({line.application.centre_id for line in lines}) == 2


def test_invited_person_stands_on_one_open_list_only(souad):
    ceremony = make_list(by=souad, people=1, locked=False)
    application = ceremony.handovers.get().application
    with pytest.raises(Refused, match="another list"):
        ceremonies.invite(ceremony=make_ceremony(by=souad), applications=[application], by=souad)


def test_application_without_a_decision_is_not_invited(souad):
    centre = souad.postings_now[0].centre
    waiting = make_application(status="checked", person=make_person(by=souad, centre=centre), by=souad)
    with pytest.raises(Refused, match="Only approved"):
        ceremonies.invite(ceremony=make_ceremony(by=souad), applications=[waiting], by=souad)


def test_candidates_have_something_to_receive_and_no_open_line(souad):
    file = make_list(by=souad, people=1, locked=False).handovers.get().application
    person = make_person(by=souad, centre=file.beneficiary.centre, given_name_latin="Meryem")
    empty = make_approved(person=person, by=souad)
    assert list(ceremonies.candidates(by=souad)) == []
    make_cheque(empty)
    assert list(ceremonies.candidates(by=souad)) == [empty]
    assert list(ceremonies.candidates(by=make_coordinator())) == []


def test_empty_list_is_not_locked(souad):
    with pytest.raises(Refused, match="empty"):
        ceremonies.lock(ceremony=make_ceremony(by=souad), by=souad)


def test_line_with_nothing_prepared_stops_the_lock_by_its_seat(souad):
    ceremony = make_ceremony(by=souad)
    centre = souad.postings_now[0].centre
    application = make_approved(person=make_person(by=souad, centre=centre), by=souad)
    ceremonies.invite(ceremony=ceremony, applications=[application], by=souad)
    with pytest.raises(Refused, match="seat 1"):
        ceremonies.lock(ceremony=ceremony, by=souad)
    assert not NumberSeries.objects.exists()


def test_locked_list_has_seats_numbers_and_frozen_certificates(souad):
    ceremony = make_list(by=souad, people=3, locked=False, held_on=LONG_AGO)
    ceremonies.remove(handover=ceremony.handovers.get(seat=1), by=souad)
    ceremonies.lock(ceremony=ceremony, by=souad)
    lines = list(ceremony.handovers.order_by("seat"))
    assert (ceremony.status, ceremony.list_number, ceremony.locked_by) == ("locked", "LST-2021-0001", souad)
    assert [line.seat for line in lines] == [1, 2]
    assert [certificates.live(line).number for line in lines] == ["ATT-2021-00001", "ATT-2021-00002"]
    facts = json.loads(certificates.live(lines[0]).content)
    assert (facts["amount"], facts["kind"], facts["day"]) == ("15000.00", "both", "2021-05-11")
    assert {row.handover for row in lines[0].disbursements.all()} == {lines[0]}


def test_frozen_text_survives_a_corrected_name(souad):
    line = make_list(by=souad, people=1).handovers.get()
    person = line.application.beneficiary
    type(person).objects.filter(pk=person.pk).update(given_name_latin="Other")
    assert json.loads(certificates.live(line).content)["name"][1] == "Fatima El Amrani"


def test_locked_list_neither_grows_nor_shrinks(souad):
    ceremony = make_list(by=souad, people=1)
    with pytest.raises(Refused, match="locked"):
        ceremonies.remove(handover=ceremony.handovers.get(), by=souad)
    with pytest.raises(Refused, match="not possible any more"):
        ceremonies.invite(ceremony=ceremony, applications=[], by=souad)
    ceremony.name_fr = "Autre"
    with pytest.raises(Refused, match="locked"):
        ceremonies.save(ceremony=ceremony, by=souad)


def test_ceremony_closes_when_every_line_has_an_outcome(souad):
    ceremony = make_list(by=souad, people=2)
    first, second = ceremony.handovers.order_by("seat")
    handovers.deliver(handover=first, by=souad, handed_on=timezone.localdate())
    with pytest.raises(Refused, match="1 line has no outcome"):
        ceremonies.close(ceremony=ceremony, by=souad)
    handovers.mark_absent(handover=second, by=souad)
    assert ceremonies.close(ceremony=ceremony, by=souad).status == "closed"


def test_organiser_closes_while_other_centres_wait_and_reads_no_number(souad):
    nadia = make_user("programme_officer")
    ceremony = make_ceremony(by=nadia, centre=souad.postings_now[0].centre)
    application = make_approved()
    make_cheque(application)
    ceremonies.invite(ceremony=ceremony, applications=[application], by=nadia)
    ceremonies.lock(ceremony=ceremony, by=souad)
    with pytest.raises(Refused, match="Lines of other centres have no outcome"):
        ceremonies.close(ceremony=ceremony, by=souad)


def test_closed_ceremony_is_opened_again_to_correct(souad):
    ceremony = make_list(by=souad, people=1)
    line = ceremony.handovers.get()
    handovers.mark_absent(handover=line, by=souad)
    ceremonies.close(ceremony=ceremony, by=souad)
    with pytest.raises(Refused, match="open it again"):
        handovers.correct(handover=line, by=souad, reason="she came late")
    ceremonies.reopen(ceremony=ceremony, by=souad, reason="she came late")
    assert handovers.correct(handover=line, by=souad, reason="she came late").status == "expected"


def test_cancelled_ceremony_frees_its_people_and_keeps_its_numbers(souad):
    ceremony = make_list(by=souad, people=1)
    line = ceremony.handovers.get()
    number = certificates.live(line).number
    ceremonies.cancel(ceremony=ceremony, by=souad, reason="storm")
    assert (ceremony.status, reread(line).status, certificates.live(line)) == ("cancelled", "postponed", None)
    again = make_ceremony(by=souad)
    ceremonies.invite(ceremony=again, applications=[line.application], by=souad)
    ceremonies.lock(ceremony=again, by=souad)
    assert number.endswith("-00001") and certificates.live(again.handovers.get()).number.endswith("-00002")
    assert Ceremony.objects.get(pk=again.pk).list_number.endswith("-0002")


def test_ceremony_with_somebody_served_is_not_cancelled(souad):
    ceremony = make_list(by=souad, people=1)
    handovers.deliver(handover=ceremony.handovers.get(), by=souad, handed_on=timezone.localdate())
    with pytest.raises(Refused, match="received their support"):
        ceremonies.cancel(ceremony=ceremony, by=souad, reason="storm")


def test_social_worker_locks_and_is_refused(souad):
    ceremony = make_list(by=souad, people=1, locked=False)
    karim = make_user("social_worker", ceremony.centre)
    with pytest.raises(Refused, match="Your role"):
        ceremonies.lock(ceremony=ceremony, by=karim)


def test_locking_asks_the_official_texts_once(souad):
    ceremony = make_list(by=souad, people=3, locked=False)
    with CaptureQueriesContext(connection) as asked:
        ceremonies.lock(ceremony=ceremony, by=souad)
    assert sum("reference_officialtext" in query["sql"] for query in asked) == 1
