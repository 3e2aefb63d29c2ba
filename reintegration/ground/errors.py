"""The error a service raises when it will not do what it was asked, and the refusal that most of them share."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Refused(ValidationError):
    """A domain rule says no; its translated message tells what to do, `Refused({"field": ...})` names the field."""

    @property
    def text(self):
        return " ".join(self.messages)


def refuse_future(**days):
    """Refuse days that are still to come, by the field they were typed in; a day that is None is no day."""
    late = {name: _("This day is still to come.") for name, day in days.items() if day and day > timezone.localdate()}
    if late:
        raise Refused(late)
