"""What does not reconcile in a program's figures: one sentence for each pair that disagrees, shown and not hidden."""

from decimal import Decimal

from django.utils.translation import gettext as _

from programs.models import PublishedFigure
from reintegration.ground.money import format_amount

Qualifier = PublishedFigure.Qualifier
ABOUT = Decimal("0.05")
"""How far from a figure that says "about" another may lie and still agree with it."""


def reconciliation(figures):
    """One sentence for each pair of figures that do not agree."""
    return [text % _said(figures, pair) for text, pair in _pairs() if not _agree(figures, *pair)]


def _pairs():
    return [
        (
            _("People announced: %(first)s; approved: %(second)s."),
            ("announced.beneficiaries", "applications.approved"),
        ),
        (
            _("Announced: %(first)s MAD; allocated: %(second)s MAD."),
            ("announced.budget_mad", "funding.allocated_mad"),
        ),
        (
            _("Announced from the INDH: %(first)s MAD; allocated: %(second)s MAD."),
            ("announced.indh_mad", "funding.indh_mad"),
        ),
        (_("Allocated: %(first)s MAD; approved: %(second)s MAD."), ("funding.allocated_mad", "approved_mad")),
        (_("People approved: %(first)s; handed over: %(second)s."), ("applications.approved", "handed_over.people")),
        (_("Approved: %(first)s MAD; handed over: %(second)s MAD."), ("approved_mad", "handed_over.amount_mad")),
    ]


def _agree(figures, first, second):
    """Whether two figures agree, the first as its qualifier says; what is not there disagrees with nothing."""
    if first not in figures or second not in figures:
        return True
    stated, counted = figures[first].value, Decimal(figures[second].value)
    if not isinstance(stated, dict):
        return Decimal(stated) == counted
    value = Decimal(stated["value"])
    return {
        Qualifier.EXACT: counted == value,
        Qualifier.AT_LEAST: counted >= value,
        Qualifier.ABOUT: abs(counted - value) <= ABOUT * value,
    }[stated["qualifier"]]


def _said(figures, pair):
    names = zip(("first", "second"), pair, strict=True)
    return {name: in_words(figures[key].value, is_money=key.endswith("_mad")) for name, key in names}


def in_words(value, *, is_money):
    """A figure as a sentence says it; an announced one with its qualifier."""
    if not isinstance(value, dict):
        return format_amount(Decimal(value)) if is_money else str(value)
    plain = in_words(value["value"], is_money=is_money)
    if value["qualifier"] == Qualifier.EXACT:
        return plain
    return f"{Qualifier(value['qualifier']).label} {plain}"
