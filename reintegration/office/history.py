"""Audit entries as people read them: the act in words, each change with its field's name and readable values."""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reintegration.ground.money import MoneyField, format_amount
from reintegration.ground.workflow import WORKFLOWS
from reintegration.office import display

ACTS = {
    "add": gettext_lazy("Entered"),
    "change": gettext_lazy("Changed"),
    "delete": gettext_lazy("Deleted"),
    "export": gettext_lazy("Exported"),
    "import": gettext_lazy("Imported"),
    "view": gettext_lazy("Opened"),
}


def act(entry):
    """What was done: the label of the process's button, or the plain word for an entry, a change, a deletion."""
    if entry.action in ACTS:
        return ACTS[entry.action]
    workflow = next((w for label, w in WORKFLOWS.items() if label.lower() == entry.subject_type), None)
    known = {t.name: t.label for t in workflow.transitions} if workflow else {}
    return known.get(entry.action, entry.action)


def changes(entry, record):
    """`[(field in words, before, after)]`; sealed values and keys of other records show only that they changed."""
    return [_line(record, name, pair) for name, pair in entry.changes.items()]


def _line(record, name, pair):
    try:
        field = record._meta.get_field(name)
    except FieldDoesNotExist:
        return name, *[_written(None, value) for value in pair]
    if field.is_relation:
        return capfirst(field.verbose_name), "", _("changed")
    return capfirst(field.verbose_name), *[_written(field, value) for value in pair]


def _written(field, value):
    if value is None or value == "":
        return ""
    if isinstance(value, dict):
        return _("protected")
    if isinstance(value, bool):
        return display.yes_no(value)
    if field is not None and field.choices:
        return dict(field.flatchoices).get(value, value)
    if isinstance(field, MoneyField):
        return format_amount(Decimal(value))
    if isinstance(field, models.DateTimeField):
        return display.moment(datetime.fromisoformat(value))
    if isinstance(field, models.DateField):
        return display.moment(date.fromisoformat(value))
    return value
