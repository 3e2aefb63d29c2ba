"""What a person's file holds beside the person: residences, consents, trainings, and protected detentions."""

from django.db import transaction

from beneficiaries.models import Detention, Residence
from beneficiaries.protections import SHARED_RESIDENCE, WORDS
from reintegration.ground import records
from reintegration.ground.access.scope import must_see
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.sealed import lookup_key


@transaction.atomic
def save(*, record, by):
    """Write a residence, consent, training or detention of a person in sight."""
    must_see(by, record.beneficiary.centre_id)
    if isinstance(record, Detention):
        record.prisoner_number = record.prisoner_number.strip()
        record.prisoner_number_key = lookup_key("prisoner_number", record.prisoner_number)
    if isinstance(record, Residence):
        _refuse_shared_days(record)
    return records.store(record, by=by)


def note_reading(*, record, by):
    """Leave a trace of an opening of protected facts, on the record that was open. One insert."""
    return trail.record(action="read_protected", subject=record, by=by)


def _refuse_shared_days(residence):
    if residence.starts_on and Residence.objects.sharing_days_with(residence).exists():
        raise Refused({"starts_on": WORDS[SHARED_RESIDENCE]})
