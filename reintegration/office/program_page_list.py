"""The list behind a number of a program's report: its rows as far as the user may see them, on a page or in Excel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy

from beneficiaries.models import Beneficiary, Intervention, InterventionAttendance
from disbursements.models import Disbursement, Handover
from programs.models import Application, FundingLine, Program
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
NAME, NUMBER, CENTRE = gettext_lazy("Person"), gettext_lazy("File number"), gettext_lazy("Centre")


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


def _of_person(path, export, columns, **fields):
    """A listing whose rows belong to a person, reached by `path`."""

    def person(row):
        for name in path.split("__") if path else ():
            row = getattr(row, name)
        return row

    start = f"{path}__" if path else ""
    first = (
        (NAME, lambda row: person(row).name),
        (NUMBER, lambda row: person(row).file_number),
        (CENTRE, lambda row: person(row).centre.name),
    )
    related = (f"{start}centre", *fields.pop("related", ()))
    order = (*fields.pop("order", ()), f"{start}file_number", "pk")
    return Listing(export, related, order, first + columns, **fields)


LISTINGS = {
    Application: _of_person(
        "beneficiary",
        "programs.export_application",
        (
            (gettext_lazy("Activity"), lambda row: row.title),
            (gettext_lazy("Province"), lambda row: row.province.name),
            (gettext_lazy("Sector"), lambda row: row.sector.name),
            (gettext_lazy("Status"), lambda row: row.get_status_display()),
            (gettext_lazy("Amount requested"), lambda row: row.amount_requested),
            (gettext_lazy("Amount approved"), lambda row: row.amount_approved),
        ),
        related=("province", "sector"),
    ),
    Handover: _of_person(
        "application__beneficiary",
        "disbursements.export_disbursement",
        (
            (gettext_lazy("Seat"), lambda row: row.seat),
            (gettext_lazy("Activity"), lambda row: row.application.title),
            (gettext_lazy("Outcome"), lambda row: row.get_status_display()),
            (gettext_lazy("Handed over on"), lambda row: row.handed_on),
        ),
        order=("seat",),
    ),
    Disbursement: _of_person(
        "application__beneficiary",
        "disbursements.export_disbursement",
        (
            (gettext_lazy("Kind"), lambda row: row.get_kind_display()),
            (gettext_lazy("Status"), lambda row: row.get_status_display()),
            (gettext_lazy("Amount"), lambda row: row.amount),
        ),
    ),
    Beneficiary: _of_person(
        "",
        "beneficiaries.export_beneficiary",
        ((gettext_lazy("Sex"), lambda row: row.get_sex_display()),),
    ),
    InterventionAttendance: _of_person(
        "beneficiary",
        "beneficiaries.export_beneficiary",
        (
            (gettext_lazy("Held on"), lambda row: row.intervention.held_on),
            (gettext_lazy("Axis"), lambda row: row.intervention.axis.name),
            (gettext_lazy("Subject"), lambda row: row.intervention.subject),
        ),
        related=("intervention__axis",),
        order=("intervention__held_on", "intervention_id"),
        opens=lambda row: row.intervention,
    ),
    Intervention: Listing(
        "beneficiaries.export_beneficiary",
        ("centre", "axis"),
        ("held_on", "pk"),
        (
            (gettext_lazy("Subject"), lambda row: row.subject),
            (gettext_lazy("Held on"), lambda row: row.held_on),
            (gettext_lazy("Axis"), lambda row: row.axis.name),
            (CENTRE, lambda row: row.centre.name),
        ),
    ),
    FundingLine: Listing(
        "programs.export_application",
        ("source",),
        ("source__code", "pk"),
        (
            (gettext_lazy("Funding line"), lambda row: row.name),
            (gettext_lazy("Funding source"), lambda row: row.source.name),
            (gettext_lazy("Allocated"), lambda row: row.allocated),
            (gettext_lazy("Free"), lambda row: row.free),
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
    return moment(value) if isinstance(value, date) else isolated(value)
