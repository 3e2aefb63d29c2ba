"""The drafts of a user who leaves: nobody takes them over, for nobody else has read them."""

from django.utils.translation import gettext_lazy as _

from reintegration.ground.access.leaving import Held
from reintegration.ground.drafts import keeping
from reintegration.ground.drafts.models import Draft


def held(user):
    yield Held(_("drafts"), Draft.objects.filter(user=user).count())


def hand_over(*, user, to, by, on):
    keeping.forget_all(user=user)
