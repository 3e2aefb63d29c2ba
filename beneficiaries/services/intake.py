"""Registering one person at the desk: the file opens, and what may be another file of the same person is noted."""

from django.db import transaction

from beneficiaries.services import duplicates, people


@transaction.atomic
def register(*, person, by, apart=(), **opening):
    """Open the file as `people.admit` does; says whether head office will compare it with a file out of sight.

    `apart` are the likenesses, with ids, of files in sight that whoever registers says are of other people.
    """
    people.admit(person=person, by=by, **opening)
    duplicates.tell_apart(beneficiary=person, others=apart, by=by)
    return bool(duplicates.look_elsewhere(beneficiary=person, by=by))
