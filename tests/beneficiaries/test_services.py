"""Episodes, diagnoses, interventions, projects, visits and protected facts. Souad keeps the file, Amal is outside."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from beneficiaries.models import Consent, Detention, Diagnosis, Episode, FollowUpVisit, ProjectItem
from beneficiaries.services import diagnoses, episodes, interventions, particulars, people, projects, visits
from beneficiaries.services.visits import months_after
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.reference.models import Axis
from reintegration.ground.sealed import lookup_key
from tests.factories import (
    OPENED_ON,
    make_coordinator,
    make_detention,
    make_intervention,
    make_person,
    make_project,
    make_province,
    open_episode,
    reread,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)


@pytest.fixture
def amal():
    return make_coordinator()


@pytest.fixture
def person(souad):
    return make_person(by=souad)


OUTSIDE = {
    "people.move": lambda p, by: people.move(beneficiary=p, province=make_province("Settat"), on=DAY, by=by),
    "people.transfer": lambda p, by: people.transfer(beneficiary=p, centre=by.postings_now[0].centre, on=DAY, by=by),
    "episodes.open": lambda p, by: episodes.open(beneficiary=p, by=by),
    "episodes.close": lambda p, by: episodes.close(episode=open_episode(p), by=by, closed_on=DAY, exit="moved"),
    "episodes.save": lambda p, by: episodes.save(episode=open_episode(p), by=by),
    "diagnoses.add": lambda p, by: diagnoses.add(diagnosis=Diagnosis(episode=open_episode(p), skills="x"), by=by),
    "particulars.save": lambda p, by: particulars.save(record=Consent(beneficiary=p, purpose="image"), by=by),
    "projects.draft": lambda p, by: make_project(person=p, by=by),
    "interventions.record": lambda p, by: interventions.record(
        by=by, centre=by.postings_now[0].centre, axis=Axis.objects.first(), held_on=DAY, subject="x", people=[p]
    ),
}


@pytest.mark.parametrize("verb", OUTSIDE)
def test_amal_writes_to_a_file_of_souad_and_is_refused(person, amal, verb):
    with pytest.raises(Refused, match="in your charge"):
        OUTSIDE[verb](person, amal)


@pytest.mark.parametrize("verb", ["save", "save_item", "remove_item", "discard"])
def test_amal_changes_a_project_of_souad_and_is_refused(souad, amal, verb):
    project = make_project(by=souad)
    subject = {"item": project.items.first()} if "item" in verb else {"project": project}

    with pytest.raises(Refused):
        getattr(projects, verb)(**subject, by=amal)

    assert project.items.count() == 2


def test_amal_cannot_plan_record_or_forget_visits(souad, amal):
    project = make_project(by=souad)
    (visit, *_later) = visits.plan(project=project, handed_on=DAY, by=souad)

    with pytest.raises(Refused):
        visits.plan(project=project, handed_on=DAY, by=amal)
    with pytest.raises(Refused):
        visits.record(visit=visit, by=amal, done_on=date(2026, 5, 2), is_alive=True)
    with pytest.raises(Refused):
        visits.forget(project=project, by=amal)

    assert FollowUpVisit.objects.filter(done_on__isnull=True).count() == 4


def test_closing_twice_is_refused(person, souad):
    episode = episodes.close(episode=open_episode(person), by=souad, closed_on=DAY, exit=Episode.Exit.MOVED)

    with pytest.raises(Refused, match="closed already"):
        episodes.close(episode=episode, by=souad, closed_on=DAY, exit=Episode.Exit.MOVED)


def test_a_closed_episode_takes_no_new_project(person, souad):
    episode = episodes.close(episode=open_episode(person), by=souad, closed_on=DAY, exit=Episode.Exit.MOVED)

    with pytest.raises(Refused, match="open another one"):
        projects.draft(episode=episode, by=souad)


@pytest.mark.parametrize(
    "wrong", [{"closed_on": DAY}, {"exit": "moved"}, {"closed_on": date(2020, 1, 1), "exit": "moved"}]
)
def test_the_database_refuses_an_episode_whose_end_disagrees(person, wrong):
    episode = open_episode(person)
    for name, value in wrong.items():
        setattr(episode, name, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        episode.save()


def test_diagnoses_are_numbered_in_turn(person, souad):
    episode = open_episode(person)
    added = [diagnoses.add(diagnosis=Diagnosis(episode=episode, skills="x"), by=souad) for _time in range(3)]

    assert [(d.number, d.done_by) for d in added] == [(1, souad), (2, souad), (3, souad)]


def test_a_session_counts_each_person_once(person, souad):
    session = make_intervention(people=[person, make_person(by=souad)], by=souad)

    with pytest.raises(Refused):
        interventions.attend(intervention=session, beneficiary=person, by=souad)
    assert session.attendances.count() == 2


def test_the_prison_number_is_found_by_key_and_sealed_at_rest(person, souad):
    detention = make_detention(person, by=souad, number=" 44 812 ")

    with connection.cursor() as cursor:
        cursor.execute("SELECT prisoner_number FROM beneficiaries_detention")
        assert "812" not in cursor.fetchone()[0]
        cursor.execute("SELECT changes FROM audit_auditentry WHERE subject_type = 'beneficiaries.detention'")
        assert "812" not in str(cursor.fetchone()[0])
    assert Detention.objects.get(prisoner_number_key=lookup_key("prisoner_number", "44812")) == detention


def test_a_project_costs_what_its_items_cost(souad):
    project = make_project(by=souad, own_contribution=1500)

    assert (project.cost, project.requested, project.items.total()) == (15000, 13500, 15000)


@pytest.mark.parametrize("wrong", [{"quantity": 0}, {"unit_price": -1}])
def test_an_item_of_nothing_or_less_is_refused(souad, wrong):
    project = make_project(by=souad)
    item = ProjectItem(project=project, **{"name_ar": "آلة", "unit_price": 10, **wrong})

    with pytest.raises(Refused):
        projects.save_item(item=item, by=souad)


def test_discarding_a_project_in_follow_up_keeps_all_of_it(souad):
    project = make_project(by=souad)
    visits.plan(project=project, handed_on=DAY, by=souad)

    with pytest.raises(Refused, match="it stays"):
        projects.discard(project=project, by=souad)
    assert project.items.count() == 2
    assert not trail.entries_of(ProjectItem).filter(action="delete").exists()


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_after_stays_within_the_month(day, months, expected):
    assert months_after(day, months) == expected


def test_visits_are_planned_once_and_follow_a_corrected_handover(souad):
    project = make_project(by=souad)
    visits.plan(project=project, handed_on=OPENED_ON, by=souad)
    first = FollowUpVisit.objects.get(month=1)
    visits.record(visit=first, by=souad, done_on=DAY, is_alive=True)

    visits.plan(project=project, handed_on=DAY, by=souad)

    found = FollowUpVisit.objects.order_by("month")
    assert [(v.month, v.due_on) for v in found] == [
        (1, date(2026, 4, 2)),
        (3, date(2026, 7, 1)),
        (6, date(2026, 10, 1)),
        (12, date(2027, 4, 1)),
    ]


def test_forgetting_keeps_the_visits_that_were_done(souad):
    project = make_project(by=souad)
    (first, *_later) = visits.plan(project=project, handed_on=OPENED_ON, by=souad)
    visits.record(visit=first, by=souad, done_on=DAY, is_alive=False, note="closed")

    visits.forget(project=project, by=souad)

    assert list(project.visits.all()) == [first]


@pytest.mark.parametrize("wrong", [{"done_on": None}, {"done_on": date(2200, 1, 1)}, {"is_alive": None}])
def test_a_visit_told_by_half_is_refused(souad, wrong):
    (visit, *_later) = visits.plan(project=make_project(by=souad), handed_on=OPENED_ON, by=souad)

    with pytest.raises(Refused) as refusal:
        visits.record(visit=visit, by=souad, **{"done_on": DAY, "is_alive": True, **wrong})

    assert set(refusal.value.error_dict) == set(wrong)
    assert reread(visit).done_on is None


def test_the_database_refuses_a_done_visit_without_its_finding(souad):
    (visit, *_later) = visits.plan(project=make_project(by=souad), handed_on=OPENED_ON, by=souad)
    visit.done_on = DAY

    with pytest.raises(IntegrityError), transaction.atomic():
        visit.save()


def test_souad_ends_an_accompaniment_and_its_planned_visits_are_forgotten(souad):
    project = make_project(by=souad)
    first, *_later = visits.plan(project=project, handed_on=OPENED_ON, by=souad)
    visits.record(visit=first, by=souad, done_on=DAY, is_alive=True)

    episodes.close(episode=project.episode, by=souad, closed_on=DAY, exit=Episode.Exit.EMPLOYED)

    assert [visit.month for visit in FollowUpVisit.objects.all()] == [1]


def test_souad_transfers_a_file_and_its_planned_visits_go_along(souad, amal):
    project = make_project(by=souad)
    visits.plan(project=project, handed_on=OPENED_ON, by=souad)
    centre = amal.postings.get().centre

    people.transfer(beneficiary=project.episode.beneficiary, centre=centre, on=DAY, by=souad)

    assert FollowUpVisit.objects.visible_to(amal).count() == 4
