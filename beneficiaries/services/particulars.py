"""What a person's file holds beside the person: residences, consents, trainings, placements, protected detentions."""

from django.db import transaction
from django.db.models import prefetch_related_objects

from beneficiaries.models import Detention, Placement, Residence
from beneficiaries.protections import SHARED_RESIDENCE, WORDS
from reintegration.ground import records as writing
from reintegration.ground.access.scope import must_see
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused, naming, refuse_future
from reintegration.ground.sealed import lookup_key


@transaction.atomic
def save(*, record, by):
    """Write a residence, consent, training, placement or detention of a person in sight."""
    must_see(by, record.beneficiary.centre_id)
    _prepare(record)
    return writing.store(record, by=by)


@transaction.atomic
def save_all(*, records, by):
    """Write new records of one model, each of a person in sight: all or none; returns them, in their order.

    A fixed number of queries, but for residences: each is compared with the others of its person.
    """
    prefetch_related_objects(records, "beneficiary")
    for record in records:
        must_see(by, record.beneficiary.centre_id)
        with naming(record.beneficiary, records):
            _prepare(record)
    return writing.store_all(records, by=by)


def note_reading(*, record, by, reason=""):
    """Leave a trace of an opening of protected facts, on the record that was open, with its reason. One insert."""
    return trail.record(action="read_protected", subject=record, by=by, note=reason)


def note_card_reading(*, record, by):
    """Leave a trace of an identity card number that was shown whole. One insert."""
    return trail.record(action="read_card", subject=record, by=by)


def _prepare(record):
    if isinstance(record, Detention):
        record.prisoner_number = record.prisoner_number.strip()
        record.prisoner_number_key = lookup_key("prisoner_number", record.prisoner_number)
    if isinstance(record, Residence):
        _refuse_shared_days(record)
    if isinstance(record, Placement):
        # Reports count it from its first day.
        refuse_future(started_on=record.started_on)


def _refuse_shared_days(residence):
    if residence.starts_on and Residence.objects.sharing_days_with(residence).exists():
        raise Refused({"starts_on": WORDS[SHARED_RESIDENCE]})
