"""Interventions with one person or a session with many, and who attended."""

from django.db import transaction

from beneficiaries.models import Intervention, InterventionAttendance
from reintegration.ground import records
from reintegration.ground.access.scope import must_see
from reintegration.ground.errors import refuse_future


@transaction.atomic
def record(*, by, centre, axis, held_on, subject, people, note=""):
    """Write one intervention of a centre and the attendance of `people`, all of them in sight of `by`."""
    intervention = Intervention(centre=centre, axis=axis, held_on=held_on, subject=subject, note=note)
    save(intervention=intervention, by=by)
    for person in people:
        attend(intervention=intervention, beneficiary=person, by=by)
    return intervention


@transaction.atomic
def save(*, intervention, by):
    """Write a new or corrected intervention; whoever enters it stands as its author."""
    must_see(by, intervention.centre_id)
    refuse_future(held_on=intervention.held_on)
    if intervention._state.adding:
        intervention.done_by = by
    return records.store(intervention, by=by)


def attend(*, intervention, beneficiary, by):
    must_see(by, intervention.centre_id)
    must_see(by, beneficiary.centre_id)
    return records.store(InterventionAttendance(intervention=intervention, beneficiary=beneficiary), by=by)


def unattend(*, attendance, by):
    """Take back an attendance entered by mistake."""
    must_see(by, attendance.beneficiary.centre_id)
    records.remove(attendance, by=by)
