"""The saved filters of a user who leaves: they end, for they may hold what that user searched for."""

from django.utils.translation import gettext_lazy as _

from reintegration.ground.access.leaving import Held
from reintegration.office.models import SavedFilter
from reintegration.office.saved_filters import forget_all


def held(user):
    yield Held(_("saved filters"), SavedFilter.objects.filter(user=user).count())


def hand_over(*, user, to, by, on):
    forget_all(user=user)
