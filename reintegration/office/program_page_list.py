"""The list behind a number of a program's report: its rows as far as the user may see them, on a page or in Excel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from beneficiaries.models import Beneficiary, Intervention, InterventionAttendance
from disbursements.models import Disbursement, Handover
from programs.models import Application, FundingLine, Program
from reintegration.ground.accounts.recent import must_be_recent
from reintegration.ground.audit import trail
from reintegration.ground.markup import dirhams, isolated
from reintegration.ground.money import total
from reintegration.ground.spreadsheets.formats import workbook
from reintegration.office.display import moment
from reintegration.office.figures import SEE_FIGURES
from reintegration.office.figures_counted import entry
from reintegration.office.program_page import workbook_response
from reintegration.office.today.items import change_url

PAGE = 50


def _itself(row):
    return row


@dataclass(frozen=True)
class Listing:
    """How rows of one kind are listed: who may export them, what is read along, in which order, in which columns.

    The first column leads to the record, or to what `opens` says.
    """

    export: str
    related: tuple
    order: tuple
    columns: tuple
    opens: Callable = _itself


def _column(model, name, path=""):
    """A column that says what the model's field says; read at `path` where it is not the row's own."""
    return capfirst(model._meta.get_field(name).verbose_name), attrgetter(path or name)


def _in_words(model, name):
    """A column of a field with choices."""
    label, _value = _column(model, name)
    return label, lambda row: getattr(row, f"get_{name}_display")()


def _of_person(path, export, columns, **fields):
    """A listing whose rows belong to a person, reached by `path`."""
    dotted, start = (f"{path.replace('__', '.')}.", f"{path}__") if path else ("", "")
    first = (
        (gettext_lazy("Person"), attrgetter(f"{dotted}name")),
        _column(Beneficiary, "file_number", f"{dotted}file_number"),
        _column(Beneficiary, "centre", f"{dotted}centre.name"),
    )
    related = (f"{start}centre", *fields.pop("related", ()))
    order = (*fields.pop("order", ()), f"{start}file_number", "pk")
    return Listing(export, related, order, first + columns, **fields)


PROJECT = gettext_lazy("Project")
LISTINGS = {
    Application: _of_person(
        "beneficiary",
        "programs.export_application",
        (
            (PROJECT, attrgetter("title")),
            _column(Application, "province", "province.name"),
            _column(Application, "sector", "sector.name"),
            _in_words(Application, "status"),
            _column(Application, "amount_requested"),
            _column(Application, "amount_approved"),
        ),
        related=("province", "sector"),
    ),
    Handover: _of_person(
        "application__beneficiary",
        "disbursements.export_disbursement",
        (
            _column(Handover, "seat"),
            (PROJECT, attrgetter("application.title")),
            _in_words(Handover, "status"),
            _column(Handover, "handed_on"),
        ),
        order=("seat",),
    ),
    Disbursement: _of_person(
        "application__beneficiary",
        "disbursements.export_disbursement",
        (_in_words(Disbursement, "kind"), _in_words(Disbursement, "status"), _column(Disbursement, "amount")),
    ),
    Beneficiary: _of_person("", "beneficiaries.export_beneficiary", (_in_words(Beneficiary, "sex"),)),
    InterventionAttendance: _of_person(
        "beneficiary",
        "beneficiaries.export_beneficiary",
        (
            _column(Intervention, "held_on", "intervention.held_on"),
            _column(Intervention, "axis", "intervention.axis.name"),
            _column(Intervention, "subject", "intervention.subject"),
        ),
        related=("intervention__axis",),
        order=("intervention__held_on", "intervention_id"),
        opens=attrgetter("intervention"),
    ),
    Intervention: Listing(
        "beneficiaries.export_beneficiary",
        ("centre", "axis"),
        ("held_on", "pk"),
        (
            _column(Intervention, "subject"),
            _column(Intervention, "held_on"),
            _column(Intervention, "axis", "axis.name"),
            _column(Intervention, "centre", "centre.name"),
        ),
    ),
    FundingLine: Listing(
        "programs.export_application",
        ("source",),
        ("source__code", "pk"),
        (
            (capfirst(FundingLine._meta.verbose_name), attrgetter("name")),
            _column(FundingLine, "source", "source.name"),
            _column(FundingLine, "allocated"),
            (gettext_lazy("Free"), attrgetter("free")),
        ),
    ),
}


@permission_required(SEE_FIGURES, raise_exception=True)
def figure_list(request, slug, key):
    program, found, listing, rows = _asked(request, slug, key)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": found.label,
        "program": program,
        "key": key,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "everybody": found.rows.count(),
        "amount": rows.aggregate(sum=total(found.amount))["sum"] if found.amount else None,
        "columns": [(label, _is_amount(page, value)) for label, value in listing.columns],
        "rows": [_line(row, listing) for row in page],
        "may_export": request.user.has_perm(listing.export),
    }
    return TemplateResponse(request, "office/program_figure.html", context)


@permission_required(SEE_FIGURES, raise_exception=True)
def figure_workbook(request, slug, key):
    program, _found, listing, rows = _asked(request, slug, key)
    if not request.user.has_perm(listing.export):
        raise PermissionDenied
    must_be_recent(request)
    lines = [[value(row) for _label, value in listing.columns] for row in rows]
    changes = {"rows": [None, len(lines)], "figure": [None, key]}
    trail.record(action="export", subject=rows.model, by=request.user, changes=changes)
    return workbook_response(
        workbook({key: [[label for label, _value in listing.columns], *lines]}), f"{program.slug}-{key}"
    )


def _asked(request, slug, key):
    """The program, the entry of this key, how its rows are listed, and those the user may see."""
    program = get_object_or_404(Program.objects.visible_to(request.user), slug=slug)
    found = entry(program, key)
    if found is None:
        raise Http404
    options = found.rows.model._meta
    if not request.user.has_perm(f"{options.app_label}.view_{options.model_name}"):
        raise PermissionDenied
    listing = LISTINGS[found.rows.model]
    rows = found.rows.visible_to(request.user).select_related(*listing.related).order_by(*listing.order)
    return program, found, listing, rows


def _line(row, listing):
    cells = [(label, value(row)) for label, value in listing.columns]
    return {
        "url": change_url(listing.opens(row)),
        "title": _written(cells[0][1]),
        "cells": [(label, _written(value), isinstance(value, Decimal)) for label, value in cells[1:]],
    }


def _is_amount(page, value):
    return bool(page.object_list) and isinstance(value(page.object_list[0]), Decimal)


def _written(value):
    if value is None:
        return "—"
    if isinstance(value, Decimal):
        return dirhams(value)
    if isinstance(value, date):
        return moment(value)
    # A code stands on one line, words may go on in the next.
    return format_html('<bdi class="words">{}</bdi>', value) if " " in str(value) else isolated(value)
