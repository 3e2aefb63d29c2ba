"""Amounts in dirhams: stored as whole centimes, handled as Decimal with two places, read and written as people do."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Sum, Value
from django.db.models.expressions import Combinable, register_combinable_fields
from django.db.models.functions import Coalesce
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

CENTIME = Decimal("0.01")
ZERO = Decimal("0.00")
LARGEST = Decimal("999999999.99")
NBSP = "\u00a0"

_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007\u066c'’"), " ")
_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_SIGNS = {ord("٫"): ",", ord("،"): ",", ord("\u2212"): "-"}
_DIGITS = {first + n: str(n) for first in (0x0660, 0x06F0) for n in range(10)}
_AS_TYPED = _SPACES | _INVISIBLE | _SIGNS | _DIGITS
_CURRENCY = r"(?:د\.?\s?م\.?|درهما?|دراهم|dirhams?|dhs?\.?|mad)"
_WITHOUT_CURRENCY = re.compile(rf"^(?:{_CURRENCY})?\s*(.*?)\s*(?:{_CURRENCY})?$", re.IGNORECASE | re.DOTALL)
_PLAIN = re.compile(r"(-?\d+)(?:[.,](\d{1,2}))?")
_GROUPED = re.compile(r"(-?[1-9]\d{0,2}([ .,])\d{3}(?:\2\d{3})*)(?:(?!\2)[.,](\d{1,2})|[.,](\d{2}))?")


class NotAnAmount(ValidationError):
    """The text is no amount in dirhams."""

    def __init__(self, text):
        message = _("“%(text)s” is not an amount. Write digits, and a comma before the centimes: 12 500,00")
        super().__init__(message, code="not_an_amount", params={"text": text})


def parse_amount(text):
    """Read an amount as written in Morocco (12 500,00; 12.500,00; 778.000.00; Arabic digits; DH); raise NotAnAmount.

    Three digits after one separator are thousands: centimes have two digits at most.
    """
    number = _WITHOUT_CURRENCY.match(str(text).translate(_AS_TYPED).strip()).group(1)
    if found := _PLAIN.fullmatch(number):
        whole, centimes = found.groups()
    elif found := _GROUPED.fullmatch(number):
        whole, centimes = re.sub(r"[ .,]", "", found[1]), found[3] or found[4]
    else:
        raise NotAnAmount(text)
    if len(whole.lstrip("-")) > len(str(int(LARGEST))):
        raise NotAnAmount(text)
    return exact(Decimal(f"{whole}.{centimes or 0}"))


def format_amount(amount):
    """Write dirhams as `12 500,00`, with no-break spaces; the caller isolates it from right-to-left text."""
    return f"{exact(amount):,.2f}".replace(",", NBSP).replace(".", ",")


def amount_in_text(amount):
    """Write dirhams inside a sentence of the active language, ungrouped: 0,01 in Arabic and French, 0.01 in English."""
    return number_format(exact(amount), 2)


def exact(amount):
    """Return the dirhams with two places; raise ValueError for anything that centimes can't hold exactly."""
    if isinstance(amount, float):
        raise ValueError(f"An amount must be a Decimal, not the float {amount!r}.")
    try:
        value = Decimal(amount)
        rounded = value.quantize(CENTIME)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise ValueError(f"{amount!r} is not an amount in dirhams.") from error
    if not value.is_finite():
        raise ValueError(f"{amount!r} is not an amount in dirhams.")
    if rounded != value:
        raise ValueError(f"{amount} has more than two decimal places: an amount is a whole number of centimes.")
    return rounded


class AmountInput(forms.TextInput):
    """A text box for an amount, in thousands once it is left: decimal keyboard on telephones, always left to right."""

    def __init__(self, attrs=None):
        own = {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off", "data-amount": True}
        super().__init__({**own, **(attrs or {})})

    def render(self, name, value, attrs=None, renderer=None):
        box = super().render(name, value, attrs, renderer)
        return format_html('<span class="affix">{}<span>{}</span></span>', box, _("MAD"))


class MoneyFormField(forms.Field):
    """An amount typed by a person, in dirhams; from 0 unless `min_value` says otherwise."""

    widget = AmountInput

    def __init__(self, *, min_value=ZERO, max_value=LARGEST, **kwargs):
        super().__init__(**kwargs)
        self.validators += [
            MinValueValidator(min_value, _("The amount must be at least %(limit_value)s.")),
            MaxValueValidator(max_value, _("The amount must be at most %(limit_value)s.")),
        ]

    def to_python(self, value):
        if value is None or isinstance(value, Decimal):
            return value
        return parse_amount(value) if str(value).strip() else None

    def prepare_value(self, value):
        return format_amount(value) if isinstance(value, (Decimal, int)) else value


class MoneyField(models.Field):
    """Dirhams as Decimal with two places in Python, whole centimes in a bigint column.

    It's no BigIntegerField: Django would infer a plain integer for sums of two columns and hand out centimes.
    """

    description = _("Amount in dirhams")
    empty_strings_allowed = False

    def get_internal_type(self):
        return "BigIntegerField"

    def from_db_value(self, value, expression, connection):
        if value is None:
            return None
        # SUM gives numeric on PostgreSQL; AVG gives fractions of a centime on both engines.
        return Decimal(value).quantize(Decimal(1), ROUND_HALF_UP) * CENTIME

    def to_python(self, value):
        if value is None:
            return None
        try:
            return exact(value)
        except ValueError as error:
            raise NotAnAmount(value) from error

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return None if value is None else int(exact(value) * 100)

    def get_db_prep_value(self, value, connection, prepared=False):
        value = super().get_db_prep_value(value, connection, prepared)
        return connection.ops.adapt_integerfield_value(value, self.get_internal_type())

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if value is None or hasattr(value, "resolve_expression"):
            return value
        value = exact(value)
        setattr(model_instance, self.attname, value)
        return value

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return None if value is None else str(exact(value))

    def formfield(self, **kwargs):
        widget = kwargs.pop("widget", None)
        own_widget = {} if widget is None else {"widget": widget}
        return super().formfield(**{"form_class": MoneyFormField, **own_widget, **kwargs})


for operator in (Combinable.ADD, Combinable.SUB):
    register_combinable_fields(MoneyField, operator, MoneyField, MoneyField)
register_combinable_fields(MoneyField, Combinable.MUL, models.IntegerField, MoneyField)
register_combinable_fields(models.IntegerField, Combinable.MUL, MoneyField, MoneyField)


def money(amount):
    """Wrap dirhams for a query expression: `F("paid") + money(x)`. A bare number there would mean centimes."""
    return Value(exact(amount), output_field=MoneyField())


def total(path, **aggregate):
    """Sum a MoneyField in a query, zero when there's no row; takes the arguments of Sum (`filter=`)."""
    return Coalesce(Sum(path, **aggregate), money(ZERO))
