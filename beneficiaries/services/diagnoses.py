"""Diagnoses: a new version is added, an old one only corrected."""

from django.db import transaction
from django.db.models import Max, prefetch_related_objects

from beneficiaries.models import Diagnosis, Episode
from reintegration.ground import records
from reintegration.ground.access.scope import must_see
from reintegration.ground.locks import lock


def add(*, diagnosis, by):
    """Number the diagnosis after the last one of its episode and write it. Locks the episode."""
    return add_all(diagnoses=[diagnosis], by=by)[0]


@transaction.atomic
def add_all(*, diagnoses, by):
    """Do what `add` does for many diagnoses, all or none; returns them. A fixed number of queries."""
    prefetch_related_objects(diagnoses, "episode__beneficiary")
    for diagnosis in diagnoses:
        must_see(by, diagnosis.episode.beneficiary.centre_id)
    ids = {diagnosis.episode_id for diagnosis in diagnoses}
    lock(Episode, ids)
    of_episodes = Diagnosis.objects.filter(episode__in=ids).order_by().values_list("episode")
    last = dict(of_episodes.annotate(last=Max("number")))
    for diagnosis in diagnoses:
        last[diagnosis.episode_id] = diagnosis.number = last.get(diagnosis.episode_id, 0) + 1
        diagnosis.done_by = by
    return records.store_all(diagnoses, by=by)


def save(*, diagnosis, by):
    must_see(by, diagnosis.episode.beneficiary.centre_id)
    return records.store(diagnosis, by=by)
