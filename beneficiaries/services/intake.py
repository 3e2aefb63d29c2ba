"""Registering one person at the desk: the file opens, and what may be another file of the same person is noted."""

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries.services import duplicates, people
from reintegration.ground.errors import Refused


@transaction.atomic
def register(*, person, by, apart=(), **opening):
    """Open the file as `people.admit` does; says whether head office will compare it with a file out of sight.

    `apart` are the likenesses, with ids, of files in sight that whoever registers says are of other people. Raises
    `Refused` for a like file in sight that is not among those.
    """
    people.admit(person=person, by=by, **opening)
    # Asked once more under the lock of the number: a colleague may have saved the same person since the page was shown.
    known = {other.pk for _likeness, other in duplicates.known_here(duplicates.values_of(person), by=by)}
    if known - {person.pk, *(pk for _likeness, pk in apart)}:
        raise Refused(_("This person may have a file already: compare, then open it or tick “another person”."))
    duplicates.tell_apart(beneficiary=person, others=apart, by=by)
    return bool(duplicates.look_elsewhere(beneficiary=person, by=by))
