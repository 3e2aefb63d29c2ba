"""The forms behind the buttons of users and postings."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reintegration.ground.admin.verbs import VerbForm
from reintegration.ground.forms import DayField


def yesterday():
    return timezone.localdate() - timedelta(days=1)


class EndForm(VerbForm):
    ends_on = DayField(label=_("last day"), initial=yesterday, help_text=_("Yesterday ends it at once."))
