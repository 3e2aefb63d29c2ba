"""The ceremony passes of who leaves: they end, for whoever gave one knows its link and its PIN."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disbursements.models.passes import DAYS_AROUND, CeremonyPass
from disbursements.services import passes
from reintegration.ground.access.leaving import Held


def held(user):
    yield Held(_("ceremony passes given"), _not_over(user).count())


def hand_over(*, user, to, by, on):
    for given in _not_over(user):
        passes.end(ceremony_pass=given, by=by)


def _not_over(user):
    since = timezone.localdate() - DAYS_AROUND
    return CeremonyPass.objects.filter(issued_by=user, revoked_at=None, ceremony__held_on__gte=since)
