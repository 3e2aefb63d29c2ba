"""Diagnoses: a new version is added, an old one only corrected."""

from django.db import transaction
from django.db.models import Max

from beneficiaries.models import Diagnosis, Episode
from reintegration.ground import records
from reintegration.ground.access.scope import must_see
from reintegration.ground.locks import lock


@transaction.atomic
def add(*, diagnosis, by):
    """Number the diagnosis after the last one of its episode and write it. Locks the episode."""
    must_see(by, diagnosis.episode.beneficiary.centre_id)
    lock(Episode, [diagnosis.episode_id])
    last = Diagnosis.objects.filter(episode=diagnosis.episode_id).aggregate(last=Max("number"))["last"]
    diagnosis.number = (last or 0) + 1
    diagnosis.done_by = by
    return records.store(diagnosis, by=by)


def save(*, diagnosis, by):
    must_see(by, diagnosis.episode.beneficiary.centre_id)
    return records.store(diagnosis, by=by)
