"""What a form as it was sent says, field by field, in the words of its page."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.forms import Textarea
from django.utils.choices import flatten_choices
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from reintegration.ground.classes import is_private
from reintegration.ground.markup import listed

LONGEST = 80


def lines_of(forms, names):
    """The fields of bound forms that send one of `names`: label and value, HTML; protected ones without value."""
    bound = [field for form in forms for field in form if not field.is_hidden and _sends(field, names)]
    lines = [(_label(field), "" if _is_protected(field) else _value(field)) for field in bound]
    return format_html_join(" · ", "{}{}", lines)


def _sends(field, names):
    # The parts of a field of several widgets are numbered.
    return any(name == field.html_name or name.startswith(f"{field.html_name}_") for name in names)


def _label(field):
    row = field.form.prefix
    if not row:
        return capfirst(field.label)
    kind = field.form._meta.model._meta.verbose_name
    return f"{capfirst(kind)} {int(row.rsplit('-', 1)[1]) + 1} – {field.label}"


def _is_protected(field):
    """Whether the value is kept sealed: it must not lie in a message either."""
    if not hasattr(field.form, "_meta"):
        # The engine seals the reason of a step.
        return isinstance(field.field.widget, Textarea)
    return is_private(field.form._meta.model, field.name)


def _value(field):
    value = field.data
    if isinstance(value, UploadedFile):
        return _shown(value.name)
    if isinstance(value, bool):
        return _shown(_("Yes") if value else _("No"))
    try:
        meant = field.field.clean(value)
    except ValidationError:
        return _shown(value)
    if isinstance(meant, Model):
        return _shown(meant)
    words = {str(choice): word for choice, word in flatten_choices(getattr(field.field, "choices", []))}
    several = meant if isinstance(meant, list | QuerySet) else value if isinstance(value, list) else [value]
    return _shown(listed(words.get(str(one), one) for one in several))


def _shown(text):
    return format_html("{} <bdi>{}</bdi>", _(":"), Truncator(text or "–").chars(LONGEST))
