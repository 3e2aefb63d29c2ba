"""The figures of a program: counted from its records, with what was announced beside them.

Nothing here knows a season, a year or a place: the same code answers for every program.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from beneficiaries.models import Diagnosis, FollowUpVisit, Residence, Training
from disbursements.models import Ceremony, Disbursement, Handover
from programs.models import Application, FundingLine
from reintegration.ground.access.models import Posting, User
from reintegration.ground.money import CENTIME, ZERO, format_amount


@dataclass(frozen=True)
class Figure:
    """One figure: its value as JSON writes it, and whether it was announced, recorded, counted or computed."""

    value: object
    kind: str = "counted"


def figures_of(program):
    """Return {key: Figure} of a program. About fifteen queries, whatever its size."""
    approved = Application.objects.filter(program=program).approved()
    found = {}
    for part in (_announced, _funding, _applications, _people, _support, _handed_over, _ceremonies):
        found |= part(program, approved)
    return found


def as_json(program):
    """The report as plain values: figures by key (announced ones with source and date), disagreements as sentences."""
    figures = figures_of(program)
    return {
        "program": {"slug": program.slug, "name_ar": program.name_ar, "name_fr": program.name_fr},
        "figures": {key: figure.value for key, figure in figures.items()},
        "reconciliation": reconciliation(figures),
    }


def reconciliation(figures):
    """One sentence for each pair of figures that do not agree; they are shown, not hidden."""
    lines = []
    announced = figures.get("announced.beneficiaries")
    if announced and Decimal(announced.value["value"]) != figures["applications.approved"].value:
        lines.append(
            _("Announced: %(announced)s people; approved: %(approved)s.")
            % {"announced": int(Decimal(announced.value["value"])), "approved": figures["applications.approved"].value}
        )
    allocated, approved = figures["funding.allocated_mad"].value, figures["approved_mad"].value
    if allocated != approved:
        amounts = {"allocated": format_amount(allocated), "approved": format_amount(approved)}
        lines.append(_("Allocated: %(allocated)s MAD; approved: %(approved)s MAD.") % amounts)
    counts = figures["applications.approved"].value, figures["handed_over.people"].value
    if counts[0] != counts[1]:
        lines.append(_("Approved: %d people; handed over: %d.") % counts)
    return lines


def _announced(program, approved):
    return {
        f"announced.{figure.indicator}": Figure(
            {
                "value": str(figure.plain_value),
                "qualifier": figure.qualifier,
                "source": figure.source,
                "published_on": figure.published_on.isoformat(),
                "as_printed": figure.as_printed,
            },
            "announced",
        )
        for figure in program.published_figures.filter(is_shown=True)
    }


def _funding(program, approved):
    lines = FundingLine.objects.filter(program=program)
    by_source = lines.order_by("source__code").values_list("source__code").annotate(Sum("allocated"))
    agreements = lines.filter(tranche__isnull=False).order_by("tranche__agreement__reference", "tranche__number")
    total = lines.aggregate(total=Sum("allocated", default=ZERO))["total"]
    return {
        "funding.allocated_mad": Figure(_money(total)),
        **{f"funding.{code}_mad": Figure(_money(amount)) for code, amount in by_source},
        "agreement": Figure(
            [
                {
                    "reference": line.tranche.agreement.reference,
                    "partner_ar": line.tranche.agreement.partner_ar,
                    "partner_fr": line.tranche.agreement.partner_fr,
                    "tranche": line.tranche.number,
                    "allocated_mad": _money(line.allocated),
                }
                for line in agreements.select_related("tranche__agreement")
            ],
            "recorded",
        ),
    }


def _applications(program, approved):
    everything = Application.objects.filter(program=program)
    total = approved.aggregate(total=Sum("amount_approved", default=ZERO))["total"]
    count = approved.count()
    average = (total / count).quantize(CENTIME, ROUND_HALF_UP) if count else None
    return {
        "applications.submitted": Figure(everything.count()),
        "applications.approved": Figure(count),
        "approved_mad": Figure(_money(total)),
        "average_project_mad": Figure(_money(average) if count else None, "computed"),
        "regions": Figure(_by(approved, "region__code")),
        "provinces": Figure(_by(approved, "province__code")),
        "sectors": Figure(_by(approved, "sector__code")),
    }


def _people(program, approved):
    facts = {
        "women": Count("id", Q(sex="F")),
        "men": Count("id", Q(sex="M")),
        "former_protection_residents": Count("id", Q(is_former_protection_resident=True)),
        "trained": Count("id", Exists(Training.objects.filter(beneficiary=OuterRef("beneficiary")))),
        "diagnosed_in_detention": Count("id", _diagnosed(Diagnosis.Place.DETENTION)),
        "diagnosed_at_centre": Count("id", _diagnosed(Diagnosis.Place.CENTRE)),
        "resident_in_province_of_project": Count(
            "id",
            Exists(
                Residence.objects.filter(beneficiary=OuterRef("beneficiary"), province=OuterRef("project__province"))
            ),
        ),
    }
    return {f"people.{name}": Figure(value) for name, value in approved.aggregate(**facts).items()}


def _diagnosed(place):
    return Exists(Diagnosis.objects.filter(episode__beneficiary=OuterRef("beneficiary"), place=place))


def _support(program, approved):
    live = Disbursement.objects.live().filter(application=OuterRef("pk"))
    equipment, cheque = Exists(live.filter(kind="equipment")), Exists(live.filter(kind="cheque"))
    counts = approved.aggregate(
        equipment=Count("id", equipment & ~cheque),
        cheque=Count("id", ~equipment & cheque),
        both=Count("id", equipment & cheque),
    )
    return {f"support.{name}": Figure(value) for name, value in counts.items()}


def _received(**conditions):
    return Handover.objects.filter(status__in=Handover.RECEIVED, **conditions)


def _handed_over(program, approved):
    people = approved.filter(Exists(_received(application=OuterRef("pk"))))
    handed = Disbursement.objects.live().filter(application__program=program, handover__status__in=Handover.RECEIVED)
    last = FollowUpVisit.objects.filter(project=OuterRef("project"), done_on__isnull=False).order_by(
        "-done_on", "-month"
    )
    alive = people.annotate(alive=Subquery(last.values("is_alive")[:1])).filter(alive=True)
    return {
        "handed_over.people": Figure(people.count()),
        "handed_over.women": Figure(people.filter(sex="F").count()),
        "handed_over.amount_mad": Figure(_money(handed.aggregate(total=Sum("amount", default=ZERO))["total"])),
        "alive": Figure(alive.count()),
    }


def _ceremonies(program, approved):
    """Counts of each ceremony that holds lines of this program, under its key (or number when it has none)."""
    of_program = Q(handovers__application__program=program)
    received = of_program & Q(handovers__status__in=Handover.RECEIVED)
    facts = {
        "expected": Count("handovers", of_program),
        "delivered": Count("handovers", received),
        "delivered_women": Count("handovers", received & Q(handovers__application__sex="F")),
        "delivered_men": Count("handovers", received & Q(handovers__application__sex="M")),
        "delivered_former_protection_residents": Count(
            "handovers", received & Q(handovers__application__is_former_protection_resident=True)
        ),
    }
    posted = Posting.objects.coordinating(OuterRef("centre"), OuterRef("held_on")).values("user")[:1]
    signs = Coalesce("coordinator", Subquery(posted), output_field=BigIntegerField())
    rows = Ceremony.objects.filter(of_program).annotate(**facts, signs=signs)
    ceremonies = list(rows.order_by("held_on", "pk"))
    coordinators = User.objects.in_bulk({ceremony.signs for ceremony in ceremonies})
    found = {}
    for ceremony in ceremonies:
        key = f"ceremony.{ceremony.slug or ceremony.pk}"
        found[f"{key}.name"] = Figure(ceremony.name, "recorded")
        found[f"{key}.held_on"] = Figure(ceremony.held_on.isoformat(), "recorded")
        found[f"{key}.presiding"] = Figure(_presiding(ceremony, coordinators.get(ceremony.signs)), "recorded")
        found |= {f"{key}.{name}": Figure(getattr(ceremony, name)) for name in facts}
    return found


def _presiding(ceremony, coordinator):
    """Who presides, and who signs for the centre: as on the papers, the one posted that day unless one is named."""
    return {
        "president_ar": ceremony.presided_by_ar,
        "president_fr": ceremony.presided_by_fr,
        "coordinator_ar": coordinator.full_name_ar if coordinator else "",
        "coordinator_fr": coordinator.full_name_latin if coordinator else "",
    }


def _by(rows, path):
    return dict(rows.order_by(path).values_list(path).annotate(Count("id")))


def _money(amount):
    return str(amount)
