"""The error a service raises when it will not do what it was asked."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """A domain rule says no; its translated message tells what to do, `Refused({"field": ...})` names the field."""

    @property
    def text(self):
        return " ".join(self.messages)
