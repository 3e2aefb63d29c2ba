"""The page of a program's figures; every number that was counted opens exactly its list."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from programs.models import Program
from reintegration.ground.audit import trail
from reintegration.ground.spreadsheets.formats import SafeXLSX
from reintegration.office.figures import SEE_FIGURES, figures_of
from reintegration.office.figures_agreeing import reconciliation
from reintegration.office.figures_workbook import report_workbook
from reintegration.office.program_page_panels import Panels
from reintegration.office.today.items import list_url

SHOWN = 12
"""How many other programs the page leads to; the list has them all."""


@permission_required(SEE_FIGURES, raise_exception=True)
def latest_figures(request):
    """Lead to the program that opened last; to the list while there is none."""
    latest = Program.objects.visible_to(request.user).order_by("-opens_on", "-pk").first()
    if latest is None:
        return HttpResponseRedirect(list_url(Program))
    return HttpResponseRedirect(reverse("admin:program_figures", args=[latest.slug]))


@permission_required(SEE_FIGURES, raise_exception=True)
def program_figures(request, slug):
    programs = Program.objects.visible_to(request.user).select_related("previous")
    program = get_object_or_404(programs, slug=slug)
    figures = figures_of(program, user=request.user)
    context = {
        **admin.site.each_context(request),
        "title": program.name,
        "program": program,
        "others": programs.exclude(pk=program.pk).order_by("-opens_on", "-pk")[:SHOWN],
        "disagreements": reconciliation(figures),
        "announced": program.published_figures.order_by("indicator", "-is_shown", "published_on"),
        **Panels(program, figures).context(),
    }
    trail.record(action="report", subject=program, by=request.user)
    return TemplateResponse(request, "office/program_figures.html", context)


@permission_required(SEE_FIGURES, raise_exception=True)
def program_workbook(request, slug):
    """The report as a workbook, as the page shows it."""
    program = get_object_or_404(Program.objects.visible_to(request.user), slug=slug)
    body = report_workbook(figures_of(program, user=request.user))
    trail.record(action="report", subject=program, by=request.user, changes={"format": [None, "xlsx"]})
    return workbook_response(body, program.slug)


def workbook_response(body, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=SafeXLSX.CONTENT_TYPE, headers=headers)
