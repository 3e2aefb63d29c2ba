"""The panels of a case file: the path as steps, the project, the money of each file, and what can be done next."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Episode, Intervention, LifeProject
from disbursements.models import Disbursement
from programs.models import Application
from reintegration.office.path import STEPS
from reintegration.office.path_course import day_of
from reintegration.office.today.items import add_url, change_url

SUMS = (
    _("amount requested"),
    _("amount approved"),
    _("Ordered"),
    _("Paid"),
    _("Handed over"),
)
SPENT = (Disbursement.Status.COMMITTED, Disbursement.Status.PAID, Disbursement.Status.CLEARED)
PAID = (Disbursement.Status.PAID, Disbursement.Status.CLEARED)


@dataclass(frozen=True)
class Step:
    """A step of the path: behind the person, before them, or where they stand; with its day or its state."""

    label: str
    words: str
    icon: str = "st-draft"
    is_done: bool = False
    is_now: bool = False


def steps(course, place):
    """The whole path of a person, each step with its day; of what lies behind without one nothing was written."""
    order = list(STEPS)
    ahead = order[order.index(place.step) + 1 :] if place.step else []
    return [_step(key, label, _DAYS[key](course), place, key in ahead) for key, label in STEPS.items()]


def _step(key, label, day, place, is_ahead):
    label = capfirst(label)
    if key == place.step:
        return Step(label, place.status_label, place.status_icon, is_now=True)
    if day:
        return Step(label, date_format(day, "j F Y"), "st-good", is_done=True)
    return Step(label, _("Not started")) if is_ahead else Step(label, _("Not recorded"), "st-pause")


def _diagnosed(course):
    return course.diagnosis and course.diagnosis.done_on


def _accompanied(course):
    return course.episode and course.episode.opened_on


def _planned(course):
    return course.project and course.planned_on


def _selected(course):
    file = course.application
    return file.moved_on if file and file.status == Application.Status.APPROVED else None


def _supported(course):
    """When the last of the support was there: goods that arrived, cheques that were signed, or what was paid before."""
    days = [_there_on(row) for row in course.payments]
    return max(days) if days and all(days) else None


def _there_on(row):
    if row.is_cheque:
        return row.paid_on or day_of(row.committed_at)
    return (row.order and row.order.received_on) or row.paid_on


def _handed(course):
    return course.handed and course.handed.handed_on


def _visited(course):
    days = [visit.done_on for visit in course.visits]
    return max(days) if days and all(days) else None


_DAYS = {
    "diagnosis": _diagnosed,
    "accompaniment": _accompanied,
    "project": _planned,
    "selection": _selected,
    "money": _supported,
    "handover": _handed,
    "visits": _visited,
}


def project_shown(course):
    """The project of the accompaniment, else the last one there was."""
    every = (one for episode in course.person.episodes.all() for one in episode.life_projects.all())
    return course.project or next(every, None)


def files(person):
    """Each application with its sums in MAD: asked, approved, ordered, paid, in the person's hands."""
    return [_sums(file) for file in person.applications.all()]


def _sums(file):
    live = [row for row in file.disbursements.all() if row.status not in Disbursement.ENDED]

    def total(rows):
        return sum((row.amount for row in rows), Decimal())

    amounts = (
        file.amount_requested,
        file.amount_approved,
        total(row for row in live if row.status in SPENT),
        total(row for row in live if row.status in PAID),
        total(row for row in live if row.is_handed),
    )
    return {
        "file": file,
        "url": change_url(file),
        "sums": list(zip(SUMS, amounts, strict=True)),
        "rows": [(row, change_url(row)) for row in live],
    }


def edit_of(course):
    """Label and address of the record's own page."""
    url = change_url(course.person)
    may_change = course.user.has_perm("beneficiaries.change_beneficiary") and not course.person.anonymised_at
    return {"label": _("Edit") if may_change else _("Open the record"), "url": url}


def ways(course):
    """What can be added to the file, `[(label, address)]`, as far as the user may."""
    person = course.person
    if person.anonymised_at or person.canonical_id:
        return []
    file = change_url(person)
    open_episode = course.episode if course.is_open else None
    every = [
        ("beneficiaries.add_diagnosis", _("diagnosis"), open_episode and change_url(open_episode)),
        ("beneficiaries.add_intervention", _("intervention"), add_url(Intervention, f"?person={person.pk}")),
        (
            "beneficiaries.add_lifeproject",
            _("life project"),
            open_episode and add_url(LifeProject, f"?episode={open_episode.pk}"),
        ),
        ("beneficiaries.add_training", _("training"), f"{file}#trainings-group"),
        ("beneficiaries.add_placement", _("job placement"), f"{file}#placements-group"),
        ("beneficiaries.add_residence", _("residence"), f"{file}#residences-group"),
        (
            "beneficiaries.add_episode",
            _("Open an episode"),
            None if open_episode else add_url(Episode, f"?beneficiary={person.pk}"),
        ),
    ]
    return [(capfirst(label), url) for permission, label, url in every if url and course.user.has_perm(permission)]


def card_of(person, *, is_whole):
    """The number of the identity card, its middle hidden unless it was asked for."""
    card = person.cin
    if is_whole or len(card) < 5:
        return {"number": card if is_whole or not card else "•••", "is_hidden": bool(card) and not is_whole}
    return {"number": f"{card[:2]}•••{card[-2:]}", "is_hidden": True}


def protected_acts(person):
    """Interventions on protected axes, newest first."""
    acts = [row.intervention for row in person.attendances.all() if row.intervention.axis.is_protected]
    return sorted(acts, key=lambda act: act.held_on, reverse=True)
