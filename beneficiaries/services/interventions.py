"""Interventions with one person or a session with many, and who attended."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from beneficiaries.models import Beneficiary, Intervention, InterventionAttendance
from reintegration.ground import records
from reintegration.ground.access.models import Centre
from reintegration.ground.access.scope import must_see
from reintegration.ground.errors import naming, refuse_future
from reintegration.ground.reference.models import Axis


@dataclass
class Session:
    """An intervention not written yet, and the people who attended."""

    centre: Centre
    axis: Axis
    held_on: date
    subject: str
    people: Collection[Beneficiary]
    note: str = ""

    @property
    def intervention(self):
        facts = {"axis": self.axis, "held_on": self.held_on, "subject": self.subject, "note": self.note}
        return Intervention(centre=self.centre, **facts)


def record(*, by, **facts):
    """Write one intervention of a centre and who attended; `facts` are those of a `Session`."""
    return record_all(sessions=[Session(**facts)], by=by)[0]


@transaction.atomic
def record_all(*, sessions, by):
    """Write interventions and who attended, all of them in sight of `by`: all or none; returns the interventions.

    A fixed number of queries.
    """
    written = [session.intervention for session in sessions]
    for intervention in written:
        must_see(by, intervention.centre_id)
        with naming(intervention, written):
            _prepare(intervention, by)
    records.store_all(written, by=by)
    attended = [(one, person) for one, session in zip(written, sessions, strict=True) for person in session.people]
    _attend(attended, by)
    return written


@transaction.atomic
def save(*, intervention, by):
    """Write a new or corrected intervention; whoever enters it stands as its author."""
    must_see(by, intervention.centre_id)
    _prepare(intervention, by)
    return records.store(intervention, by=by)


def attend(*, intervention, beneficiary, by):
    must_see(by, intervention.centre_id)
    return _attend([(intervention, beneficiary)], by)[0]


def unattend(*, attendance, by):
    """Take back an attendance entered by mistake."""
    must_see(by, attendance.beneficiary.centre_id)
    records.remove(attendance, by=by)


def _prepare(intervention, by):
    refuse_future(held_on=intervention.held_on)
    if intervention._state.adding:
        intervention.done_by = by


def _attend(attended, by):
    for _intervention, person in attended:
        must_see(by, person.centre_id)
    attendances = [InterventionAttendance(intervention=one, beneficiary=person) for one, person in attended]
    return records.store_all(attendances, by=by)
