"""The forms behind the buttons of users and postings."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reintegration.ground.access import leaving
from reintegration.ground.access.models import User
from reintegration.ground.admin.verbs import VerbForm
from reintegration.ground.forms import DayField


def yesterday():
    return timezone.localdate() - timedelta(days=1)


class EndForm(VerbForm):
    ends_on = DayField(label=_("last day"), initial=yesterday, help_text=_("Yesterday ends it at once."))


class InviteForm(VerbForm):
    email = forms.EmailField(label=User._meta.get_field("email").verbose_name)

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("email", record.email)


class LeaveForm(VerbForm):
    """Asks for who takes over at each centre where the user has cases."""

    on = DayField(label=_("last day"))

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        self.held = leaving.held_by(record)
        self.centres = {f"to_{held.centre.pk}": held.centre for held in self.held if held.centre}
        for name, centre in self.centres.items():
            label = _("Who takes over at %(centre)s") % {"centre": centre}
            self.fields[name] = forms.ModelChoiceField(leaving.successors(record, centre), label=label)

    @property
    def arguments(self):
        to = {centre: self.cleaned_data[name] for name, centre in self.centres.items()}
        return {"on": self.cleaned_data["on"], "to": to}
