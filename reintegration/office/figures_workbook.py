"""The report of a program as a workbook: its figures, what does not reconcile, and a sheet for each breakdown."""

from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programs.models import PublishedFigure
from reintegration.ground.spreadsheets.formats import workbook
from reintegration.office.figures import lines_of
from reintegration.office.figures_agreeing import in_words, reconciliation
from reintegration.office.figures_counted import BREAKDOWNS

KINDS = {
    "announced": lambda: _("announced"),
    "recorded": lambda: _("recorded"),
    "counted": lambda: _("counted"),
    "computed": lambda: _("computed"),
}


def report_workbook(figures):
    """The bytes of a workbook of `{key: Figure}`."""
    sheets = {
        _("Figures"): [[_("Key"), _("Figure"), _("Value"), _("Kind"), _("Source")], *_lines(figures)],
        _("Reconciliation"): [[_("What does not reconcile")], *([line] for line in reconciliation(figures))],
    }
    for key, model in BREAKDOWNS.items():
        title = str(capfirst(model._meta.verbose_name_plural))
        head = [_("Code"), title, _("Approved"), _("Handed over"), _("Amount approved")]
        lines = lines_of(figures, key).items()
        sheets[title] = [
            head,
            *([code, one.group, one.value, two.value, Decimal(three.value)] for code, (one, two, three) in lines),
        ]
    return workbook(sheets)


def _lines(figures):
    for key, figure in figures.items():
        if not figure.part_of and key not in BREAKDOWNS:
            yield [key, figure.full_label, _cell(key, figure.value), KINDS[figure.kind](), figure.source]


def _cell(key, value):
    """A figure as a spreadsheet holds it: a number where it is one."""
    if isinstance(value, dict) and "qualifier" in value:
        is_exact = value["qualifier"] == PublishedFigure.Qualifier.EXACT
        return Decimal(value["value"]) if is_exact else in_words(value, is_money=key.endswith("_mad"))
    if isinstance(value, dict | list):
        return "; ".join(_words(one) for one in (value if isinstance(value, list) else [value]))
    return Decimal(value) if key.endswith("_mad") and value is not None else value


def _words(value):
    """What a recorded figure says in the active language, and what is of no language."""
    if not isinstance(value, dict):
        return str(value)
    other = "_fr" if get_language() == "ar" else "_ar"
    return ", ".join(str(part) for name, part in value.items() if part and not name.endswith(other))
