"""The error a service raises when it will not do what it was asked, and the refusal that most of them share."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Refused(ValidationError):
    """A domain rule says no; its translated message tells what to do, `Refused({"field": ...})` names the field.

    `row` is the one at fault where many were to be done together.
    """

    row = None

    @property
    def text(self):
        return " ".join(self.messages)


@contextmanager
def naming(row, among):
    """Say in what refuses one of many rows which one it is; a refusal of one alone passes as it is."""
    try:
        yield
    except Refused as refusal:
        if len(among) == 1:
            raise
        named = Refused(f"{_name(row, among)}: {refusal.text}")
        named.row = row
        raise named from refusal


def _name(row, among):
    """What a row is called; one without a name by its place, as "residence 3"."""
    if type(row).__str__ is not Model.__str__:
        return row
    place = next(place for place, other in enumerate(among, start=1) if other is row)
    return f"{row._meta.verbose_name} {place}"


def refuse_future(**days):
    """Refuse days that are still to come, by the field they were typed in; a day that is None is no day."""
    late = {name: _("This day is still to come.") for name, day in days.items() if day and day > timezone.localdate()}
    if late:
        raise Refused(late)
