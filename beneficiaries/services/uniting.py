"""Several files of one person: each points at the earliest, as the decisions about possible duplicates say."""

from django.db import transaction
from django.db.models import Q

from beneficiaries.models import Beneficiary, PossibleDuplicate
from reintegration.ground import records
from reintegration.ground.locks import lock


@transaction.atomic
def unite(*, beneficiaries, by):
    """Point each of these files at the main one of its person, anew: nothing else of a file changes.

    Takes along every file that a decision ties to them, now or before. Locks them all.
    """
    files = _tied({person.pk for person in beneficiaries})
    main = _main_files(files)

    def order(file):
        # The database lets nobody point at a file that points elsewhere: main ones are freed first, and tied last.
        return main[file.pk] != file.pk, file.canonical_id is None, file.pk

    for file in sorted(files.values(), key=order):
        points_at = main[file.pk] if main[file.pk] != file.pk else None
        if file.canonical_id != points_at:
            file.canonical_id = points_at
            records.store(file, by=by, action="unite", validate=False)


def _tied(ids):
    """{id: file}, locked, with every file that decisions or pointers lead to from there."""
    while True:
        files = {file.pk: file for file in lock(Beneficiary, ids)}
        found = {pk for pair in _same(ids) for pk in pair}
        found |= set(Beneficiary.objects.filter(canonical__in=ids).values_list("pk", flat=True))
        found |= {file.canonical_id for file in files.values() if file.canonical_id}
        if found <= ids:
            return files
        ids = ids | found


def _main_files(files):
    """{id: id of the earliest file of the same person}."""
    main = {pk: pk for pk in files}
    pairs = _same(files)
    # Each round hands the earliest on by one step; no person has many files.
    for _round in files:
        for person, other in pairs:
            main[person] = main[other] = min(main[person], main[other])
    return main


def _same(ids):
    rows = PossibleDuplicate.objects.filter(Q(person__in=ids) | Q(other__in=ids), status=PossibleDuplicate.Status.SAME)
    return list(rows.values_list("person", "other"))
