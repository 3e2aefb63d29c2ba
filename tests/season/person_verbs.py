"""What centres do with people, their accompaniment and their projects."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from beneficiaries.models import Beneficiary, Diagnosis, Episode, FollowUpVisit, LifeProject, ProjectItem
from beneficiaries.services import anonymising, diagnoses, episodes, interventions, people, projects, visits
from reintegration.ground.access.models import Centre
from reintegration.ground.reference.models import Axis, Sector
from reintegration.ground.territory.models import Province
from tests.factories import person_fields
from tests.season.picking import verb

CARE, WRITE = "beneficiaries.change_beneficiary", "beneficiaries.change_lifeproject"


@verb(people.register, Beneficiary, permission=CARE, most=20)
def register(pick, _none):
    centre = pick.row(Centre)
    card = pick.one(["", "", "BE100001", "BE100002"])
    return {
        "centre": centre,
        "province": pick.row(Province, code="181"),
        "opened_on": timezone.localdate() - timedelta(days=pick.one([0, 30])),
        **person_fields(cin=card),
    }


@verb(people.move, Beneficiary, permission=CARE)
def move(pick, person):
    return {"beneficiary": person, "province": pick.row(Province), "on": pick.day()}


@verb(people.transfer, Beneficiary, permission=CARE)
def transfer_person(pick, person):
    return {"beneficiary": person, "centre": pick.row(Centre), "on": pick.day()}


@verb(people.save, Beneficiary, permission=CARE)
def correct_person(pick, person):
    person.cin = pick.one(["", "BE100001", "BE100002", "BE100003"])
    return {"person": person}


@verb(anonymising.anonymise, Beneficiary, permission=anonymising.PERMISSION)
def anonymise(pick, _person):
    person = pick.row(Beneficiary, ~Exists(Episode.objects.open().filter(beneficiary=OuterRef("pk"))))
    return {"beneficiary": person, "reason": pick.text()}


@verb(episodes.open, Beneficiary, permission=CARE)
def open_episode(pick, person):
    person = pick.row(Beneficiary, ~Exists(Episode.objects.open().filter(beneficiary=OuterRef("pk"))))
    return {"beneficiary": person, "opened_on": pick.day()}


@verb(episodes.close, Episode, permission=CARE)
def close_episode(pick, episode):
    episode = pick.row(Episode, closed_on=None)
    day = pick.one([pick.day(), timezone.localdate() - timedelta(days=7)])
    return {"episode": episode, "closed_on": day, "exit": pick.one([*Episode.Exit.values, ""])}


@verb(diagnoses.add, Episode, permission=CARE)
def diagnose(pick, episode):
    return {"diagnosis": Diagnosis(episode=episode, done_on=pick.day(), skills=pick.text())}


@verb(interventions.record, Beneficiary, permission=CARE)
def intervene(pick, person):
    others = pick.some(Beneficiary.objects.order_by("pk"))
    return {
        "people": list(
            {person.pk: person, **({row.pk: row for row in others} if not pick.is_willing else {})}.values()
        ),
        "centre": person.centre,
        "axis": pick.row(Axis),
        "held_on": pick.day(),
        "subject": "Séance",
    }


@verb(projects.draft, LifeProject, permission=WRITE, most=24)
def draft_project(pick, _none):
    cost = pick.amount(6000)
    return {
        "episode": pick.row(Episode, closed_on__isnull=True),
        "items": [
            {"name_ar": "آلة", "name_fr": "Machine", "quantity": 1, "unit_price": cost},
            {"kind": "working_capital", "name_ar": "أثواب", "name_fr": "Tissus", "quantity": 1, "unit_price": 1500},
        ],
        "title_ar": "ورشة",
        "title_fr": "Atelier",
        "sector": pick.row(Sector),
        "province": pick.row(Province, code="181"),
    }


@verb(projects.save_item, ProjectItem, permission=WRITE)
def price_item(pick, item):
    item.unit_price = pick.amount(4000)
    return {"item": item}


@verb(projects.remove_item, ProjectItem, permission=WRITE)
def remove_item(pick, item):
    return {"item": item}


@verb(projects.discard, LifeProject, permission=WRITE)
def discard_project(pick, _project):
    project = pick.row(LifeProject, applications=None, visits=None)
    return {"project": project}


@verb(visits.record, FollowUpVisit, permission="beneficiaries.change_followupvisit")
def visit(pick, visit):
    return {"visit": visit, "done_on": pick.day(), "is_alive": pick.one([True, False, None]), "jobs": 2}
