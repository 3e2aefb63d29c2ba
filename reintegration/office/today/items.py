"""One line of work, and one section of them, as the first page shows them."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reintegration.ground.waiting import late_by, since
from reintegration.office.statuses import LATE, TONES, tone_of

SHOWN = 6
"""How many lines of a section stand on the first page; the others are behind its link."""


@dataclass
class WorkItem:
    """A line: what it is, who has the ball and since when, the one action that moves it on, perhaps a second way."""

    title: str
    url: str
    tone: str
    status_label: str
    code: str = ""
    meta: list = field(default_factory=list)
    ball: str = ""
    action_label: str = ""
    action_url: str = ""
    also_label: str = ""
    also_url: str = ""
    primary: bool = False

    @property
    def status_class(self):
        return TONES[self.tone][0]

    @property
    def status_icon(self):
        return TONES[self.tone][1]


@dataclass
class Section:
    """What waits of one kind, the oldest first."""

    title: str
    items: list
    more_url: str = ""

    @property
    def is_late(self):
        return any(item.tone == LATE for item in self.items)

    @property
    def more_label(self):
        return _("Show the whole list")


def section(title, rows, item, *, more_url=""):
    """A section of the first rows of a queryset, each made a line by `item`; None when there is nothing. One query."""
    found = list(rows[: SHOWN + 1])
    if not found:
        return None
    has_more = len(found) > SHOWN
    return Section(title, [item(row) for row in found[:SHOWN]], more_url=more_url if has_more else "")


def with_you(moment, today):
    """«with you, for 3 days»; without the days where no step of the record is told."""
    if moment is None:
        return _("with you")
    return _("with you, %(since)s") % {"since": since(moment, today)}


def case_url(person):
    return reverse("admin:case", args=[person.file_number])


def change_url(record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def list_url(model, query=""):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") + query


def verb_url(record, verb):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_verb", args=[record.pk, verb])


def add_url(model, query=""):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add") + query


def status_of(record):
    """Tone and word of a record's status."""
    return {"tone": tone_of(record), "status_label": record.get_status_display()}


def lateness(day, today):
    """Tone and words of a day that has passed or is near."""
    days = (today - day).days
    if days > 0:
        return {"tone": LATE, "status_label": late_by(days)}
    if days == 0:
        return {"tone": "progress", "status_label": _("Today")}
    label = ngettext("in %(days)d day", "in %(days)d days", -days) % {"days": -days}
    return {"tone": "progress", "status_label": label}


def job_url(job):
    return reverse("admin:job", args=[job.pk])
