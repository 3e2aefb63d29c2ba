"""The figures of a program: counted from its records, with what was announced beside them."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programs.models import FundingLine, PublishedFigure
from reintegration.ground.access.models import User
from reintegration.ground.money import CENTIME
from reintegration.office import figures_counted
from reintegration.office.figures_agreeing import reconciliation
from reintegration.office.figures_blocks import Figure

SEE_FIGURES = "programs.view_fundingline"
"""Who may read a report: it tells the money of a whole season."""
COUNT_MOUSSALAHA = "beneficiaries.count_moussalaha"
TENTH = Decimal("0.1")


def figures_of(program, *, user=None):
    """Return {key: Figure} of a program, as `user` may read it; without one, as the console does.

    About twenty queries and two or three for each report period, whatever the size of the program.
    """
    found = _announced(program)
    ceremonies = figures_counted.ceremonies_of(program)
    for block in figures_counted.blocks(program, ceremonies):
        found |= block.figures()
    for key in figures_counted.BREAKDOWNS:
        found[key] = _breakdown(found, key)
    found |= _regions(found) | _computed(found) | _recorded(program, ceremonies)
    # Where all files lie in one region, the national count would be that region's.
    if len(found["regions"].value) > 1 and (user is None or user.has_perm(COUNT_MOUSSALAHA)):
        found["moussalaha"] = Figure(figures_counted.moussalaha(program), label=_("Moussalaha participants"))
    return found


def as_json(program, *, user=None):
    """The report as plain values: figures by key (announced ones with source and date), disagreements as sentences."""
    figures = figures_of(program, user=user)
    return {
        "program": {"slug": program.slug, "name_ar": program.name_ar, "name_fr": program.name_fr},
        "figures": {key: figure.value for key, figure in figures.items() if not figure.part_of},
        "reconciliation": reconciliation(figures),
    }


def _announced(program):
    """What was published and is shown, of the program and of the season before it."""
    shown = PublishedFigure.objects.filter(program__in=[program.pk, program.previous_id], is_shown=True)
    return {
        f"{'previous.' if figure.program_id != program.pk else ''}announced.{figure.indicator}": Figure(
            {
                "value": str(figure.plain_value),
                "qualifier": figure.qualifier,
                "source": figure.source,
                "published_on": figure.published_on.isoformat(),
                "as_printed": figure.as_printed,
            },
            "announced",
            label=figure.get_indicator_display(),
            source=f"{figure.source} – {date_format(figure.published_on, 'SHORT_DATE_FORMAT')}",
        )
        for figure in shown
    }


def lines_of(figures, breakdown):
    """{code: (approved, handed over, amount)} of a breakdown, in its order: three figures for each of its records."""
    lines = [figure.line for key, figure in figures.items() if figure.part_of == breakdown and key == figure.line]
    return {
        line.removeprefix(f"{breakdown}."): (
            figures[line],
            figures[f"{line}.handed_over"],
            figures[f"{line}.approved_mad"],
        )
        for line in lines
    }


def _breakdown(found, key):
    counts = {code: approved.value for code, (approved, *_rest) in lines_of(found, key).items() if approved.value}
    return Figure(counts, label=str(figures_counted.BREAKDOWNS[key]._meta.verbose_name_plural))


def _regions(found):
    there = found["regions"].value
    absent = [code for code in lines_of(found, "regions") if code not in there]
    return {
        "regions.count": Figure(len(there), label=_("Regions with files")),
        "regions.absent": Figure(absent, label=_("Regions without files")),
    }


def _computed(found):
    """Averages and shares; None where there is nothing to divide by."""
    budgets = [found.get(f"{start}announced.budget_mad") for start in ("", "previous.")]
    now, before = (Decimal(budget.value["value"]) if budget else None for budget in budgets)
    computed = {"average_project_mad": average_project(found)}
    if now is not None and before:
        growth = float(growth_percent(now, before))
        computed["growth_percent"] = Figure(growth, "computed", _("Growth of the announced budget"))
    for key in [key for key in found if key.startswith("placements.") and key.endswith(".women")]:
        share = _ratio(100 * found[key].value, found[key.removesuffix(".women")].value, TENTH)
        value = None if share is None else float(share)
        computed[f"{key}_percent"] = replace(found[key], value=value, kind="computed", label=_("Share of women"))
    return computed


def average_project(found):
    average = _ratio(found["approved_mad"].value, found["applications.approved"].value, CENTIME)
    value = None if average is None else str(average)
    return Figure(value, "computed", _("Average project"), opens="approved_mad")


def growth_percent(now, before):
    """By how many percent a figure grew, to a tenth; None from nothing."""
    return _ratio(100 * (now - before), before, TENTH)


def _ratio(part, whole, unit):
    return (Decimal(part) / whole).quantize(unit, ROUND_HALF_UP) if whole else None


def _recorded(program, ceremonies):
    """What names things and counts nothing: agreements, partners, ceremonies with their day and their president."""
    lines = FundingLine.objects.filter(program=program, tranche__isnull=False).select_related("tranche__agreement")
    agreements = [
        {
            "reference": line.tranche.agreement.reference,
            "partner_ar": line.tranche.agreement.partner_ar,
            "partner_fr": line.tranche.agreement.partner_fr,
            "tranche": line.tranche.number,
            "allocated_mad": str(line.allocated),
        }
        for line in lines.order_by("tranche__agreement__reference", "tranche__number")
    ]
    partners = [{"name_ar": partner.name_ar, "name_fr": partner.name_fr} for partner in program.partners.all()]
    return {
        "agreement": Figure(agreements, "recorded", _("Agreements")),
        "partners": Figure(partners, "recorded", _("Partners")),
        **_ceremonies(ceremonies),
    }


def _ceremonies(ceremonies):
    coordinators = User.objects.in_bulk({ceremony.signs for ceremony in ceremonies.values()})
    found = {}
    for key, ceremony in ceremonies.items():
        presiding = _presiding(ceremony, coordinators.get(ceremony.signs))
        found[f"{key}.name"] = Figure(ceremony.name, "recorded", _("Ceremony"))
        found[f"{key}.held_on"] = Figure(ceremony.held_on.isoformat(), "recorded", pgettext("ceremony", "Day"))
        found[f"{key}.presiding"] = Figure(presiding, "recorded", _("Presided by"))
    return found


def _presiding(ceremony, coordinator):
    """Who presides, and who signs for the centre: as on the papers, the one posted that day unless one is named."""
    return {
        "president_ar": ceremony.presided_by_ar,
        "president_fr": ceremony.presided_by_fr,
        "coordinator_ar": coordinator.full_name_ar if coordinator else "",
        "coordinator_fr": coordinator.full_name_latin if coordinator else "",
    }
