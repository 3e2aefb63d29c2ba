"""The work with many people at one stroke: particulars, diagnoses, life projects, sessions. Amal is outside."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beneficiaries.models import (
    Consent,
    Detention,
    Diagnosis,
    Intervention,
    InterventionAttendance,
    LifeProject,
    Placement,
    ProjectItem,
    Residence,
    Training,
)
from beneficiaries.services import diagnoses, episodes, interventions, particulars, projects
from beneficiaries.services.interventions import Session
from reintegration.ground.audit import trail
from reintegration.ground.audit.models import AuditEntry
from reintegration.ground.errors import Refused
from reintegration.ground.reference.models import Axis, Establishment, Sector
from reintegration.ground.sealed import lookup_key
from tests.factories import ITEMS, OPENED_ON, make_coordinator, make_person, make_province, open_episode, reread

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def files(souad):
    """Three people of Souad."""
    return [make_person(by=souad) for _number in range(3)]


def particular(person, **facts):
    return Training(**{"beneficiary": person, "title_ar": "نجارة", **facts})


def placement(person, **facts):
    return Placement(**{"beneficiary": person, "employer": "Atelier", "started_on": OPENED_ON, **facts})


def detention(person, **facts):
    place = Establishment.objects.first()
    return Detention(**{"beneficiary": person, "establishment": place, "prisoner_number": " 44 812 ", **facts})


def diagnosis(person, **facts):
    return Diagnosis(**{"episode": open_episode(person), "skills": "نجارة", **facts})


def draft(person, *, item=None, **facts):
    titles = {"title_ar": "ورشة", "sector": Sector.objects.first(), "province": make_province()}
    project = LifeProject(**{"episode": open_episode(person), **titles, **facts})
    return project, [ProjectItem(**ITEMS[0]), ProjectItem(**{**ITEMS[1], **(item or {})})]


def session(centre, people, **facts):
    given = {"axis": Axis.objects.first(), "held_on": OPENED_ON, "subject": "Séance"}
    return Session(**{"centre": centre, "people": people, **given, **facts})


WAYS = {
    "trainings": (particular, lambda rows, by: particulars.save_all(records=rows, by=by)),
    "placements": (placement, lambda rows, by: particulars.save_all(records=rows, by=by)),
    "detentions": (detention, lambda rows, by: particulars.save_all(records=rows, by=by)),
    "diagnoses": (diagnosis, lambda rows, by: diagnoses.add_all(diagnoses=rows, by=by)),
    "projects": (draft, lambda rows, by: projects.draft_all(drafts=rows, by=by)),
    "sessions": (
        lambda person, **facts: session(person.centre, [person], **facts),
        lambda rows, by: interventions.record_all(sessions=rows, by=by),
    ),
}
ALONE = {
    "trainings": lambda row, by: particulars.save(record=row, by=by),
    "placements": lambda row, by: particulars.save(record=row, by=by),
    "detentions": lambda row, by: particulars.save(record=row, by=by),
    "diagnoses": lambda row, by: diagnoses.add(diagnosis=row, by=by),
    "projects": lambda row, by: [
        projects.save(project=row[0], by=by),
        *(projects.save_item(item=item, by=by) for item in of_project(*row)),
    ],
    "sessions": lambda row, by: interventions.record(**vars(row), by=by),
}
FAULTS = [
    ("trainings", {"title_ar": ""}),
    ("trainings", {"started_on": date(2020, 1, 2), "ended_on": date(2020, 1, 1)}),
    ("placements", {"employer": "x" * 121}),
    ("placements", {"started_on": TOMORROW}),
    ("placements", {"started_on": None}),
    ("placements", {"ended_on": OPENED_ON - timedelta(days=1)}),
    ("detentions", {"entered_on": date(2020, 1, 2), "released_on": date(2020, 1, 1)}),
    ("detentions", {"release_ground": "escape"}),
    ("diagnoses", {"skills": ""}),
    ("diagnoses", {"place": "elsewhere"}),
    ("projects", {"title_ar": ""}),
    ("projects", {"own_contribution": -1}),
    ("projects", {"item": {"quantity": 0}}),
    ("projects", {"item": {"unit_price": "1.001"}}),
    ("sessions", {"held_on": TOMORROW}),
    ("sessions", {"subject": ""}),
]


def of_project(project, items):
    for item in items:
        item.project = project
        yield item


def written():
    models = (Training, Placement, Detention, Diagnosis, LifeProject, ProjectItem, Intervention)
    return [model.objects.count() for model in (*models, InterventionAttendance, AuditEntry)]


def refusal_of(act):
    """What `act` says when it refuses; nothing of it stays."""
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act()
    return refusal.value


@pytest.mark.parametrize(
    ("way", "wrong"), FAULTS, ids=lambda value: value if isinstance(value, str) else "-".join(value)
)
def test_one_fault_among_many_refuses_all_in_the_words_of_one_alone(souad, files, way, wrong):
    (make, store), before = WAYS[way], written()
    single = refusal_of(lambda: ALONE[way](make(files[1], **wrong), souad))
    rows = [make(files[0]), make(files[1], **wrong), make(files[2])]

    among = refusal_of(lambda: store(rows, souad))

    assert single.text in among.text and among.row is not None
    assert written() == before


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", [0, 2])
def test_a_person_of_amal_among_many_refuses_all_and_is_not_named(souad, files, way, place):
    (make, store), amal = WAYS[way], make_coordinator()
    files[place] = make_person(by=amal, family_name_latin="Bennani")
    before, rows = written(), [make(person) for person in files]

    refusal = refusal_of(lambda: store(rows, souad))

    assert "in your charge" in refusal.text and "Bennani" not in refusal.text
    assert written() == before


@pytest.mark.parametrize("way", WAYS)
def test_many_take_the_queries_of_a_few(souad, files, way):
    make, store = WAYS[way]
    more = [make_person(by=souad) for _number in range(9)]
    few, many = [make(person) for person in files[:2]], [make(person) for person in more]
    with CaptureQueriesContext(connection) as of_few:
        store(few, souad)

    with CaptureQueriesContext(connection) as of_many:
        store(many, souad)

    assert len(of_many) == len(of_few)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_to_do_does_nothing(souad, way):
    before = written()

    assert WAYS[way][1]([], souad) == []
    assert written() == before


def test_each_of_many_trainings_has_its_entry(souad, files):
    rows = particulars.save_all(records=[particular(person) for person in files], by=souad)

    assert [training.beneficiary for training in rows] == files
    for training in rows:
        entry = trail.entries_of(training).get()
        assert (entry.action, entry.by, entry.changes["title_ar"]) == ("add", souad, [None, "نجارة"])


def test_prison_numbers_of_many_are_found_by_key(souad, files):
    particulars.save_all(records=[detention(person) for person in files], by=souad)

    found = Detention.objects.filter(prisoner_number_key=lookup_key("prisoner_number", "44812"))
    assert [row.prisoner_number for row in found] == ["44 812"] * 3


def test_a_second_consent_among_many_is_refused_in_words(souad, files):
    rows = [Consent(beneficiary=person, purpose="image", given_on=OPENED_ON) for person in (*files, files[0])]

    refusal = refusal_of(lambda: particulars.save_all(records=rows, by=souad))

    assert "recorded already" in refusal.text and refusal.row is rows[3]
    assert not Consent.objects.filter(purpose="image").exists()


def test_a_residence_that_shares_days_is_refused_among_many(souad, files):
    rows = [
        Residence(beneficiary=person, province=make_province(), starts_on=OPENED_ON - gap, ends_on=OPENED_ON - gap)
        for person, gap in zip(files, (timedelta(1), timedelta(0), timedelta(1)), strict=True)
    ]

    assert "Another residence" in refusal_of(lambda: particulars.save_all(records=rows, by=souad)).text
    assert Residence.objects.count() == 3


def test_diagnoses_of_many_are_numbered_in_each_episode(souad, files):
    diagnoses.add(diagnosis=diagnosis(files[0]), by=souad)

    rows = diagnoses.add_all(diagnoses=[diagnosis(files[n]) for n in (0, 1, 0, 1)], by=souad)

    assert [(row.number, row.done_by) for row in rows] == [(2, souad), (1, souad), (3, souad), (2, souad)]


def test_a_closed_accompaniment_among_many_takes_no_project(souad, files):
    episodes.close(episode=open_episode(files[2]), by=souad, closed_on=OPENED_ON, exit="moved")
    closed = files[2].episodes.get()
    drafts = [draft(files[0]), draft(files[1], title_fr="Atelier"), draft(files[1], episode=closed, title_fr="Kiosque")]

    refusal = refusal_of(lambda: projects.draft_all(drafts=drafts, by=souad))

    assert refusal.text.startswith("Kiosque: ") and "open another one" in refusal.text
    assert not LifeProject.objects.exists()


def test_projects_of_many_have_their_own_items(souad, files):
    drafted = projects.draft_all(
        drafts=[draft(p, item={"unit_price": n * 1000}) for n, p in enumerate(files)], by=souad
    )

    assert [reread(project).cost for project in drafted] == [12000, 13000, 14000]


def test_sessions_of_many_count_each_person_once(souad, files):
    centre = files[0].centre
    written_down = interventions.record_all(sessions=[session(centre, files), session(centre, files[:1])], by=souad)

    assert [(one.attendances.count(), one.done_by) for one in written_down] == [(3, souad), (1, souad)]
    assert trail.entries_of(InterventionAttendance).count() == 4


def test_a_person_twice_in_one_of_many_sessions_is_refused(souad, files):
    centre = files[0].centre
    sessions = [session(centre, files), session(centre, [files[0], files[1], files[0]])]

    refusal = refusal_of(lambda: interventions.record_all(sessions=sessions, by=souad))

    assert "already exists" in refusal.text and refusal.row.beneficiary == files[0]
    assert not Intervention.objects.exists()
