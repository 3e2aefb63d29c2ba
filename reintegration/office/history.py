"""What an audit entry changed, as people read it: each field by its name, with readable values."""

from datetime import date, datetime
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from beneficiaries.duplicates import KEYS
from reintegration.ground.audit.models import PROOFS
from reintegration.ground.markup import isolated
from reintegration.ground.money import MoneyField, format_amount
from reintegration.office import display

# They follow from other columns, which say what changed in words, or prove the entry.
HIDDEN = ("search", *KEYS, "cin_key", "prisoner_number_key", *PROOFS)


def changes(entry, record):
    """`[(field in words, before, after)]`; sealed values and keys of other records show only that they changed."""
    return [_line(record, name, pair) for name, pair in entry.changes.items() if name not in HIDDEN]


def changes_in_words(entry):
    """The changes of an entry as a list, where only the entry is at hand; as they stand when its model is gone."""
    try:
        model = apps.get_model(entry.subject_type)
    except LookupError:
        return isolated(entry.changes)
    arrow = display.icon("arrow", "icon--flip")
    lines = (
        (label, _(":"), isolated(before or "—"), arrow, isolated(after or "—"))
        for label, before, after in changes(entry, model)
    )
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}{} {} {} {}</li>", lines))


def _line(record, name, pair):
    try:
        field = record._meta.get_field(name)
    except FieldDoesNotExist:
        return capfirst(_(name)), *[_written(None, value) for value in pair]
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
