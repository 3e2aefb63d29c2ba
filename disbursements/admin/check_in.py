"""The rows of the check-in page: who is expected, what they receive, and what came of it."""

import uuid
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from disbursements import guards
from disbursements.models import Handover
from reintegration.ground.errors import Refused
from reintegration.ground.money import ZERO


@dataclass
class Row:
    line: Handover
    amount: object
    why_not: str

    @property
    def is_waiting(self):
        return self.line.status == Handover.Status.EXPECTED

    @property
    def url(self):
        return reverse("admin:disbursements_handover_change", args=[self.line.pk])

    @property
    def deliver_url(self):
        return self._verb("deliver")

    @property
    def absent_url(self):
        return self._verb("mark_absent")

    @property
    def correct_url(self):
        return self._verb("correct")

    @property
    def key(self):
        """A new idempotency key: each button of the page is a form of its own."""
        return uuid.uuid4()

    def _verb(self, name):
        return reverse("admin:disbursements_handover_verb", args=[self.line.pk, name])


def check_in_rows(ceremony, user):
    """The lines of a ceremony that `user` may see, by seat. Four queries."""
    lines = ceremony.handovers.visible_to(user).select_related("application__beneficiary", "application__project")
    lines = lines.prefetch_related("disbursements__lines", "disbursements__cheque").order_by("seat")
    return [_row(line) for line in lines]


def _row(line):
    things = sorted(
        (row for row in line.disbursements.all() if row.status not in row.ENDED), key=lambda row: row.number
    )
    return Row(line=line, amount=sum((row.amount for row in things), ZERO), why_not=_why_not(line, things))


def _why_not(line, things):
    """What is missing before the line can be handed over, or ""."""
    if line.status != Handover.Status.EXPECTED:
        return ""
    try:
        for thing in things:
            guards.refuse_unready(thing)
    except Refused as refusal:
        return refusal.text
    return ""


def counts_of(rows):
    """[(label, icon, number)] of the four figures at the head of the page."""
    received = sum(row.line.is_received for row in rows)
    waiting = sum(row.is_waiting for row in rows)
    return [
        (_("On the list"), "people", len(rows)),
        (_("Received"), "st-given", received),
        (_("Not received"), "st-bad", len(rows) - received - waiting),
        (_("Still expected"), "st-draft", waiting),
    ]
