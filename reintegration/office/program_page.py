"""The page of a program's figures; every number that stands for files opens their list."""

from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.models import Application, Program
from reintegration.ground.audit import trail
from reintegration.ground.reference.models import Sector
from reintegration.ground.territory.models import Region
from reintegration.office.figures import figures_of, reconciliation
from reintegration.office.today.items import list_url

SHOWN = 12
"""How many other programs the page leads to; the list has them all."""
SEE_MONEY = "programs.view_fundingline"


@permission_required(SEE_MONEY, raise_exception=True)
def latest_figures(request):
    """Lead to the program that opened last; to the list while there is none."""
    latest = Program.objects.visible_to(request.user).order_by("-opens_on", "-pk").first()
    if latest is None:
        return HttpResponseRedirect(list_url(Program))
    return HttpResponseRedirect(reverse("admin:program_figures", args=[latest.slug]))


@permission_required(SEE_MONEY, raise_exception=True)
def program_figures(request, slug):
    program = get_object_or_404(Program.objects.visible_to(request.user), slug=slug)
    figures = figures_of(program)
    values = {key: figure.value for key, figure in figures.items()}
    context = {
        **admin.site.each_context(request),
        "title": program.name,
        "program": program,
        "others": Program.objects.visible_to(request.user).exclude(pk=program.pk).order_by("-opens_on", "-pk")[:SHOWN],
        "chain": _chain(program, values),
        "disagreements": reconciliation(figures),
        "announced": program.published_figures.order_by("indicator", "-is_shown", "published_on"),
        "tables": [
            (_("Approved, by region"), _rows(program, values["regions"], Region.objects.all(), "region")),
            (_("Approved, by sector"), _rows(program, values["sectors"], Sector.objects.all(), "sector")),
        ],
        "people": _people(values),
        "ceremonies": _ceremonies(values),
    }
    trail.record(action="report", subject=program, by=request.user)
    return TemplateResponse(request, "office/program_figures.html", context)


def _files(program, **filters):
    return list_url(Application, "?" + urlencode({"program__id__exact": program.pk, **filters}))


def _chain(program, values):
    announced = values.get("announced.beneficiaries")
    steps = [
        (_("Submitted"), values["applications.submitted"], _files(program), None),
        (
            _("Approved"),
            values["applications.approved"],
            _files(program, status__exact="approved"),
            values["approved_mad"],
        ),
        (_("Handed over"), values["handed_over.people"], "", values["handed_over.amount_mad"]),
        (_("Alive at the last visit"), values["alive"], "", None),
    ]
    if announced:
        steps.insert(0, (_("Announced"), announced["value"], "", None))
    return [{"label": label, "value": value, "url": url, "amount": amount} for label, value, url, amount in steps]


def _rows(program, counts, records, name):
    """One row for each record that has files, largest first, with the bar's width in percent."""
    most = max(counts.values(), default=1)
    found = [record for record in records if record.code in counts]
    found.sort(key=lambda record: -counts[record.code])
    return [
        {
            "name": record.name,
            "value": counts[record.code],
            "width": round(100 * counts[record.code] / most, 1),
            "url": _files(program, status__exact="approved", **{f"{name}__id__exact": record.pk}),
        }
        for record in found
    ]


def _people(values):
    labels = {
        "people.women": _("Women"),
        "people.men": _("Men"),
        "people.former_protection_residents": _("Former residents of child protection centres"),
        "people.trained": _("With vocational training"),
        "people.diagnosed_in_detention": _("Diagnosed during detention"),
        "people.diagnosed_at_centre": _("Diagnosed at the centre"),
        "people.resident_in_province_of_project": _("Living in the province of their project"),
        "support.equipment": _("Equipment only"),
        "support.cheque": _("Cheque only"),
        "support.both": _("Equipment and cheque"),
    }
    return [(label, values[key]) for key, label in labels.items()]


def _ceremonies(values):
    keys = [key.rsplit(".", 1)[0] for key in values if key.startswith("ceremony.") and key.endswith(".held_on")]
    names = ("name", "held_on", "expected", "delivered", "delivered_women", "delivered_men")
    return [{name: values[f"{key}.{name}"] for name in names} for key in keys]
