"""How one value looks on a page: amounts, dates, yes and no, statuses, codes. Used by lists and read-only fields."""

from datetime import date, datetime

from django.contrib.admin.utils import lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from reintegration.ground.markup import dirhams, isolated
from reintegration.ground.money import MoneyField
from reintegration.office.statuses import TONES, tone_of

TYPED = (models.CharField, models.TextField, models.ForeignKey, models.JSONField)
NUMERIC = (MoneyField, models.DecimalField, models.IntegerField, models.FloatField)


def icon(name, css_class=""):
    """One symbol of the sprite; it is decoration: the word beside it, or the control's label, says what it means."""
    href = f"{static('img/icons.svg')}#{name}"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', f"icon {css_class}".strip(), href)


def badge(label, tone):
    """A status as word, shape and colour."""
    css_class, shape = TONES[tone]
    return format_html('<span class="{}">{}{}</span>', f"status {css_class}".strip(), icon(shape), label)


def status_badge(obj):
    return badge(obj.get_status_display(), tone_of(obj))


def is_free_text(field):
    """Whether a model's field holds words or names as somebody typed them, or points to a record by its name."""
    return isinstance(field, TYPED) and not field.choices


def yes_no(value):
    return badge(_("Yes"), "good") if value else badge(_("No"), "pause")


def moment(value):
    """A day as 07/05/2021, an instant with its hour in Morocco."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    name = "SHORT_DATETIME_FORMAT" if isinstance(value, datetime) else "SHORT_DATE_FORMAT"
    return isolated(formats.date_format(value, name))


def shown(field, obj, value):
    """The markup of a model field's value where ours differs from Django's, else None."""
    if field is not None and field.name == "status" and field.choices:
        return status_badge(obj)
    if value is None:
        return "—" if isinstance(field, models.BooleanField) else None
    if isinstance(value, bool):
        return yes_no(value)
    if value == "":
        return None
    if isinstance(field, MoneyField):
        return dirhams(value)
    if isinstance(value, date):
        return moment(value)
    return None


def looked_up(name, obj, model_admin):
    """`(model field or None, our markup or None)` of a list column or read-only field."""
    try:
        field, _attr, value = lookup_field(name, obj, model_admin)
    except (ObjectDoesNotExist, AttributeError):
        return None, None
    if field is None and (name == "status" or hasattr(value, "get_status_display")):
        return None, status_badge(obj if name == "status" else value)
    if field is None and hasattr(value, "tone"):
        return None, badge(value.status_label, value.tone)
    return field, shown(field, obj, value)
