"""Where people stand on the path: what comes next for each, who has the ball and since when. The rules read facts."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Diagnosis, Episode, FollowUpVisit, LifeProject, Placement
from disbursements.models import Disbursement, Handover
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

FACTS = (
    Prefetch("episodes", Episode.objects.select_related("worker", "centre").order_by("-opened_on", "-pk")),
    Prefetch("episodes__diagnoses", Diagnosis.objects.select_related("done_by")),
    Prefetch("episodes__life_projects", LifeProject.objects.select_related("sector", "province").order_by("-pk")),
    "episodes__life_projects__items",
    Prefetch(
        "episodes__life_projects__visits",
        FollowUpVisit.objects.select_related("done_by").defer("note").order_by("due_on"),
    ),
    Prefetch("placements", Placement.objects.order_by("-started_on", "-pk")),
    Prefetch("applications", Application.objects.select_related("program", "centre").order_by("-pk")),
    Prefetch("applications__disbursements", Disbursement.objects.select_related("order", "cheque").order_by("pk")),
    "applications__disbursements__lines",
    Prefetch("applications__handovers", Handover.objects.select_related("ceremony").order_by("-pk")),
)
"""What the rules read of a person, one query each."""


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


def load(people, *more):
    """Load what a `Course` reads, and `more` prefetches beside. The same number of queries for any number of people."""
    prefetch_related_objects(people, *FACTS, *more)
    files = {str(file.pk): file for person in people for file in person.applications.all()}
    steps = StatusChange.objects.about(Application).filter(subject_id__in=files).order_by("pk")
    days = dict(steps.values_list("subject_id", "on"))
    for key, file in files.items():
        # The business day of its last step: Friday's decision is entered on Monday.
        file.moved_on = days.get(key)


def place_of(course):
    """The `Place` of a person whose facts are loaded. No query."""
    return Place(**next(found for rule in RULES if (found := rule(course))))
