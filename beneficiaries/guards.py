"""What forbids a step about two files beyond its status and permission."""

from django.utils.translation import gettext as _

from beneficiaries.models import Episode
from reintegration.ground.errors import Refused


def may_be_same(duplicate, user):
    """Nobody is accompanied twice, and who was anonymised is nobody any more. One query."""
    pair = [duplicate.person, duplicate.other]
    is_of_somebody(duplicate, user)
    if Episode.objects.open().filter(beneficiary__in=pair).count() > 1:
        raise Refused(
            _(
                "Both files have an open accompaniment. Ask the centre of %(number)s to close that one first,"
                " as opened by mistake."
            )
            % {"number": duplicate.person.file_number}
        )


def is_of_somebody(duplicate, user):
    """What was forgotten is compared no more."""
    if duplicate.person.anonymised_at or duplicate.other.anonymised_at:
        raise Refused(_("This person was anonymised."))
