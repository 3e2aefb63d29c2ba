"""What happened to one person, newest first: one line for each fact that a record keeps, each record on its day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from beneficiaries.models import Episode
from reintegration.ground.audit.acts import status_word
from reintegration.ground.audit.models import StatusChange
from reintegration.ground.money import format_amount
from reintegration.office.today.items import change_url

WORK, PROJECT, MONEY, VISITS = "accompaniment", "project", "money", "visits"
SHORT = 160
"""Letters of a long text that a line shows; its record has the rest."""
UNSAID = {"disbursements.handover": {"expected"}, "disbursements.certificate": {"prepared"}}
"""Steps that only prepare another one."""
ICONS = {
    "programs.application": "decide",
    "disbursements.disbursement": "money",
    "disbursements.handover": "calendar",
    "disbursements.certificate": "file",
}


@dataclass(frozen=True)
class Event:
    """One thing that happened: its day, its words, who did it, and the kind by which the list is narrowed."""

    day: date
    kind: str
    icon: str
    title: str
    text: str = ""
    who: str = ""
    url: str = ""


def events_of(person, *, with_protected):
    """The events of a person whose facts are loaded, newest first, those of one day as they went. One query.

    `with_protected`: also what only an opening with a reason shows.
    """
    first = min((one.opened_on for one in person.episodes.all()), default=localdate(person.created_at))
    found = [
        Event(first, WORK, "add", _("Registered"), person.file_number),
        *_of_person(person, with_protected),
        *_of_accompaniment(person, with_protected),
        *_of_projects(person),
        *_of_files(person),
    ]
    return sorted(found, key=lambda event: event.day)[::-1]


def kind_of(record):
    return capfirst(record._meta.verbose_name)


def said(*parts):
    """Short facts in one line."""
    return " · ".join(str(part) for part in parts if part)


def _of_person(person, with_protected):
    for home in person.residences.all():
        yield Event(home.starts_on, WORK, "family", f"{kind_of(home)}{_(':')} {home.province}", home.address)
    for training in person.trainings.all():
        if day := training.ended_on or training.started_on:
            diploma = _("diploma obtained") if training.is_certified else ""
            title = f"{kind_of(training)}{_(':')} {training}"
            yield Event(day, WORK, "training", title, said(training.provider, diploma))
    for job in person.placements.all():
        title = f"{kind_of(job)}{_(':')} {job.employer}"
        yield Event(job.started_on, PROJECT, "decide", title, job.position)


def _of_accompaniment(person, with_protected):
    for episode in person.episodes.all():
        way = said(episode.get_intake_display(), episode.centre)
        yield Event(episode.opened_on, WORK, "people", _("Accompaniment opened"), way, str(episode.worker))
        if episode.closed_on:
            is_judicial = episode.exit == Episode.Exit.DETAINED_AGAIN
            way = "" if is_judicial and not with_protected else episode.get_exit_display()
            yield Event(episode.closed_on, WORK, "st-pause", _("Accompaniment closed"), way)
        for diagnosis in episode.diagnoses.all():
            in_detention = diagnosis.place == diagnosis.Place.DETENTION and not with_protected
            way = said("" if in_detention else diagnosis.get_place_display(), Truncator(diagnosis.skills).chars(SHORT))
            url = change_url(episode)
            yield Event(diagnosis.done_on, WORK, "note", kind_of(diagnosis), way, str(diagnosis.done_by), url)
    for attendance in person.attendances.all():
        act = attendance.intervention
        if act.axis.is_protected and not with_protected:
            continue
        yield Event(act.held_on, WORK, "scale", str(act.axis), act.subject, str(act.done_by), change_url(act))


def _of_projects(person):
    for project in (one for episode in person.episodes.all() for one in episode.life_projects.all()):
        sent = [file.submitted_on for file in person.applications.all() if file.project_id == project.pk]
        day, title = min([localdate(project.created_at), *sent]), f"{kind_of(project)}{_(':')} {project.title}"
        yield Event(day, PROJECT, "project", title, str(project.sector), "", change_url(project))
        for visit in project.visits.all():
            if visit.done_on is None:
                continue
            alive = capfirst(_("project alive")) if visit.is_alive else _("The project has stopped")
            income = visit.monthly_income and _("%s MAD a month") % format_amount(visit.monthly_income)
            who = str(visit.done_by)
            yield Event(visit.done_on, VISITS, "visit", kind_of(visit), said(alive, income), who, change_url(visit))


def _of_files(person):
    """The steps of applications, money, handovers and certificates, as their processes recorded them."""
    records, by_key = list(_records(person)), {}
    for record, kind, text in records:
        by_key[record._meta.label_lower, str(record.pk)] = (record, kind, text)
    asked = Q(pk__in=[])
    for label in {label for label, _pk in by_key}:
        asked |= Q(subject_type=label, subject_id__in=[pk for one, pk in by_key if one == label])
    steps = StatusChange.objects.filter(asked).select_related("by", "on_behalf_of").order_by("pk")
    for step in steps:
        if step.to_status in UNSAID.get(step.subject_type, ()):
            continue
        record, kind, text = by_key[step.subject_type, step.subject_id]
        title = f"{kind_of(record)}{_(':')} {status_word(step, step.to_status)}"
        who = said(step.by or "", step.on_behalf_of or "")
        icon, words = ICONS[step.subject_type], said(text, step.reason)
        yield Event(step.on, kind, icon, title, words, who, change_url(record))


def _records(person):
    for file in person.applications.all():
        yield file, PROJECT, said(file.program, file.title)
        for row in file.disbursements.all():
            yield row, MONEY, said(row.get_kind_display(), _("%s MAD") % format_amount(row.amount))
        for line in file.handovers.all():
            yield line, MONEY, str(line.ceremony) if line.ceremony_id else line.get_kind_display()
            for paper in line.certificates.all():
                yield paper, MONEY, paper.number
