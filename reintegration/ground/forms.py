"""The base of every form that changes something: it carries the version it read and a key against repeats."""

import uuid
from datetime import date

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reintegration.ground.audit import trail
from reintegration.ground.classes import is_private
from reintegration.ground.dates import FORMAT, parse_day
from reintegration.ground.errors import Refused
from reintegration.ground.markup import listed

HIDDEN_FIELDS = ("version", "idempotency_key")


def valid_key(text):
    """The UUID in `text`, or None."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def changes_since(record, version):
    """Who changed which fields of `record` after `version`, as one line each. One query."""
    # Readings and prints are entries too, and change no version.
    newer = trail.entries_of(record).exclude(changes={})[: max(record.version - version, 0)]
    lines = []
    for entry in newer:
        fields = [record._meta.get_field(name) for name in entry.changes if hasattr(type(record), name)]
        # A column without a label of its own follows from others, which say what changed.
        names = [str(field.verbose_name) for field in fields if field._verbose_name]
        lines.append(
            _("%(who)s: %(fields)s") % {"who": entry.by or entry.actor, "fields": listed(names) or entry.action}
        )
    return lines


def check_version(record, version):
    """Raise `Refused` with who changed what, unless `version` is the record's own."""
    if version == record.version:
        return
    if version is None:
        raise Refused(_("This form is incomplete. Reload the page and enter your changes again."))
    lines = changes_since(record, version)
    head = ngettext(
        "Changed %(count)d time while you had it open. Reload the page and enter your changes again.",
        "Changed %(count)d times while you had it open. Reload the page and enter your changes again.",
        record.version - version,
    ) % {"count": record.version - version}
    raise Refused([head, *lines])


class GuardFields(forms.Form):
    """The two hidden fields, for any form."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    @property
    def arguments(self):
        """What the service verb takes beside its subject and actor."""
        return {name: value for name, value in self.cleaned_data.items() if name not in HIDDEN_FIELDS}


class DateInput(forms.DateInput):
    """A text box for a day; the page's script adds a calendar to pick it from."""

    def __init__(self, attrs=None, format=FORMAT):
        own = {"inputmode": "numeric", "dir": "ltr", "autocomplete": "off", "class": "date", "data-date": True}
        super().__init__({**own, **(attrs or {})}, format)

    def value_from_datadict(self, data, files, name):
        """What is understood, in the one form that fields read; the rest as it was typed."""
        typed = super().value_from_datadict(data, files, name)
        try:
            day = parse_day(typed or "", today=timezone.localdate())
        except ValueError:
            return typed
        return day.strftime(FORMAT) if day and day.year >= 1000 else typed


class DateField(forms.DateField):
    """A day, typed or picked; says how to write one."""

    widget = DateInput

    def __init__(self, **kwargs):
        super().__init__(**{"input_formats": [FORMAT], **kwargs})
        self.help_text = self.help_text or gettext_lazy("day/month/year")

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        try:
            day = parse_day(value, today=timezone.localdate())
        except ValueError as error:
            message = _("There is no such day in the calendar: %(text)s.")
            raise ValidationError(message, code="invalid", params={"text": value}) from error
        if day is None:
            message = _("Write day, month and year, such as 12/03/1985.")
            raise ValidationError(message, code="invalid")
        return day


class DayField(DateField):
    """A day, today unless said otherwise."""

    def __init__(self, **kwargs):
        super().__init__(**{"initial": timezone.localdate, **kwargs})


def mark_private(form):
    """Say at each control whose contents are kept sealed: no copy of them stays in a browser."""
    for name, field in form.fields.items():
        if is_private(form._meta.model, name):
            field.widget.attrs["data-private"] = True


class RecordForm(forms.ModelForm):
    """A model form with version and key; `refusal` is what a service said to the values just posted."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    refusal = None
    user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and hasattr(self.instance, "version"):
            self.initial["version"] = self.instance.version
        mark_private(self)

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and hasattr(self.instance, "version"):
            # The instance was read in this request: its version is the row's, whatever the form posts.
            posted = cleaned.pop("version", None)
            check_version(self.instance, posted)
        if self.refusal is not None:
            self._show(self.refusal)
        return cleaned

    def _show(self, refusal):
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    def _post_clean(self):
        # The version field would otherwise be written onto the instance.
        self.cleaned_data.pop("version", None)
        super()._post_clean()


class RowForm(forms.ModelForm):
    """A row inside its parent's form: it carries its own version; the parent carries the key."""

    row_version = forms.IntegerField(label="", widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and hasattr(self.instance, "version"):
            self.initial["row_version"] = self.instance.version
        for name, field in self.fields.items():
            if isinstance(field.widget, AutocompleteSelect):
                field.widget.known = self.instance._state.fields_cache.get(name)
        mark_private(self)

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and hasattr(self.instance, "version") and self.has_changed():
            check_version(self.instance, self.cleaned_data.get("row_version"))
        return cleaned
