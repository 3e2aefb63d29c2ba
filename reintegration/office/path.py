"""Where people stand on the path: what comes next for each, who has the ball and since when. The rules read facts."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Diagnosis, Episode, FollowUpVisit, LifeProject, Placement, ProjectItem
from disbursements.models import Disbursement, EquipmentLine, Handover
from programs.models import Application
from reintegration.ground.audit.models import StatusChange
from reintegration.office.path_course import Course
from reintegration.office.path_rules import RULES
from reintegration.office.statuses import TONES

STEPS = {
    "diagnosis": _("diagnosis"),
    "accompaniment": _("Accompaniment"),
    "project": _("life project"),
    "selection": _("Selection"),
    "money": _("Support"),
    "handover": _("handover"),
    "visits": _("Follow-up"),
}
"""The steps in their order; each person stands on one of them, or on none when the file is no longer worked on."""

FACTS = {
    "episodes": Episode.objects.select_related("worker").order_by("-opened_on", "-pk"),
    "episodes__diagnoses": Diagnosis.objects.all(),
    "episodes__life_projects": LifeProject.objects.order_by("-pk"),
    "episodes__life_projects__items": ProjectItem.objects.all(),
    "episodes__life_projects__visits": FollowUpVisit.objects.defer("note").order_by("due_on"),
    "placements": Placement.objects.order_by("-started_on", "-pk"),
    "applications": Application.objects.order_by("-pk"),
    "applications__disbursements": Disbursement.objects.select_related("order", "cheque").order_by("pk"),
    "applications__disbursements__lines": EquipmentLine.objects.all(),
    "applications__handovers": Handover.objects.select_related("ceremony").order_by("-pk"),
}
"""What the rules read of a person, one query each."""

BESIDE = {
    "episodes": ["centre"],
    "episodes__diagnoses": ["done_by"],
    "episodes__life_projects": ["sector", "province"],
    "episodes__life_projects__visits": ["done_by"],
    "applications": ["program", "centre"],
}
"""What a whole file shows of them, and a list of fifty people doesn't."""


@dataclass(frozen=True)
class Place:
    """A step, its state in a word and a tone, what comes next and where, who has the ball and since which day.

    `next_url` is empty for who may not do it; `holder` and `since` where nobody is awaited.
    """

    step: str
    tone: str
    status_label: str
    next_label: str = ""
    next_url: str = ""
    holder: str = ""
    since: date | None = None

    @property
    def step_label(self):
        return capfirst(STEPS.get(self.step, ""))

    @property
    def status_class(self):
        return TONES[self.tone][0]

    @property
    def status_icon(self):
        return TONES[self.tone][1]


def of_people(people, *, user):
    """`{pk: Place}` of people whom `user` may see. The same number of queries for any number of them."""
    people, today = list(people), timezone.localdate()
    load(people)
    return {person.pk: place_of(Course(person, user, today)) for person in people}


def load(people, *more, beside=None):
    """Load what a `Course` reads, with what stands `beside` it, and `more` prefetches.

    The same number of queries for any number of people.
    """
    beside = beside or {}
    facts = [
        Prefetch(name, rows.select_related(*beside[name]) if name in beside else rows) for name, rows in FACTS.items()
    ]
    prefetch_related_objects(people, *facts, *more)
    files = {str(file.pk): file for person in people for file in person.applications.all()}
    steps = StatusChange.objects.about(Application).filter(subject_id__in=files).order_by("pk")
    days = dict(steps.values_list("subject_id", "on"))
    for key, file in files.items():
        # The business day of its last step: Friday's decision is entered on Monday.
        file.moved_on = days.get(key)


def place_of(course):
    """The `Place` of a person whose facts are loaded. No query."""
    return Place(**next(found for rule in RULES if (found := rule(course))))
