"""The one table of what a program's report counts. Nothing here knows a season, a year or a place.

Every entry is a key, a label and the rows it stands for: the report counts them, the page's lists show them.
"""

from collections import Counter

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from beneficiaries.models import (
    Beneficiary,
    Detention,
    Diagnosis,
    FollowUpVisit,
    Intervention,
    InterventionAttendance,
    Placement,
    Residence,
    Training,
)
from disbursements.models import Ceremony, Disbursement, Handover
from programs.models import Application, FundingLine, FundingSource, ReportPeriod
from reintegration.ground.access.models import Posting
from reintegration.ground.reference.models import Axis, Sector
from reintegration.ground.territory.models import Province, Region
from reintegration.office.figures_blocks import Block, Counted

WOMEN, MEN = Q(sex="F"), Q(sex="M")
APPROVED = Q(status=Application.Status.APPROVED)
BREAKDOWNS = {"regions": Region, "provinces": Province, "sectors": Sector}


def entry(program, key):
    """What the number of this key stands for, or None when the report has no such number. About ten queries."""
    found = (block.entries().get(key) for block in blocks(program, ceremonies_of(program)))
    return next((one for one in found if one), None)


def blocks(program, ceremonies):
    """Every block of a program's report, with its `ceremonies_of`."""
    return [
        *_funding(program),
        files(program),
        *breakdowns(program),
        Block(_handed(program), (Counted("handed_over.amount_mad", _("Support handed over"), amount="amount"),)),
        _ceremonies(program, ceremonies),
        *_periods(program),
    ]


def _funding(program):
    lines = FundingLine.objects.filter(program=program)
    sources = FundingSource.objects.filter(lines__program=program).distinct().order_by("code")
    names = {source.pk: (f"funding.{source.code}", source.name) for source in sources}
    return [
        Block(lines, (Counted("funding.allocated_mad", _("Allocated"), amount="allocated"),)),
        Block(lines, (Counted("_mad", "", amount="allocated"),), by="source", names=names),
    ]


def files(program):
    """The files of a program, with what is asked of the approved ones."""
    live = Disbursement.objects.live().filter(application=OuterRef("pk"))
    equipment, cheque = Q(Exists(live.filter(kind="equipment"))), Q(Exists(live.filter(kind="cheque")))
    resident = Residence.objects.filter(beneficiary=OuterRef("beneficiary"), province=OuterRef("project__province"))
    trained = Training.objects.filter(beneficiary=OuterRef("beneficiary"))
    handed = APPROVED & RECEIVED
    return Block(
        Application.objects.filter(program=program),
        (
            Counted("applications.submitted", _("Submitted")),
            Counted("applications.approved", _("Approved"), APPROVED),
            Counted("approved_mad", _("Amount approved"), APPROVED, amount="amount_approved"),
            Counted("people.women", _("Women"), APPROVED & WOMEN),
            Counted("people.men", _("Men"), APPROVED & MEN),
            Counted(
                "people.former_protection_residents",
                _("Former residents of child protection centres"),
                APPROVED & Q(is_former_protection_resident=True),
            ),
            Counted("people.trained", _("With vocational training"), APPROVED & Q(Exists(trained))),
            Counted("people.diagnosed_in_detention", _("Diagnosed during detention"), _diagnosed("detention")),
            Counted("people.diagnosed_at_centre", _("Diagnosed at the centre"), _diagnosed("centre")),
            Counted(
                "people.resident_in_province_of_project",
                _("Living in the province of their project"),
                APPROVED & Q(Exists(resident)),
            ),
            Counted("support.equipment", _("Equipment only"), APPROVED & equipment & ~cheque),
            Counted("support.cheque", _("Cheque only"), APPROVED & ~equipment & cheque),
            Counted("support.both", _("Equipment and cheque"), APPROVED & equipment & cheque),
            Counted("handed_over.people", _("Handed over"), handed),
            Counted("handed_over.women", _("Women who received"), handed & WOMEN),
            Counted("alive", _("Alive at the last visit"), handed & _alive()),
        ),
    )


RECEIVED = Q(Exists(Handover.objects.filter(application=OuterRef("pk"), status__in=Handover.RECEIVED)))


def _alive():
    done = FollowUpVisit.objects.filter(project=OuterRef("project"), done_on__isnull=False)
    return Q(Exact(Subquery(done.order_by("-done_on", "-month").values("is_alive")[:1]), True))


def _diagnosed(place):
    rows = Diagnosis.objects.filter(episode__beneficiary=OuterRef("beneficiary"), place=place)
    return APPROVED & Q(Exists(rows))


def moussalaha(program):
    """How many of the approved took part. A protected number: it has no list, and none for a part of the country."""
    took_part = Detention.objects.filter(beneficiary=OuterRef("beneficiary"), is_moussalaha=True)
    return Application.objects.filter(program=program).approved().filter(Exists(took_part)).count()


def breakdowns(program):
    """Approved files by region, province and sector, with those handed over and the money."""
    rows = Application.objects.filter(program=program).approved()
    counted = (
        Counted("", ""),
        Counted(".handed_over", _("Handed over"), RECEIVED),
        Counted(".approved_mad", _("Amount approved"), amount="amount_approved"),
    )
    for key, model in BREAKDOWNS.items():
        names = {record.pk: (f"{key}.{record.code}", record.name) for record in model.objects.all()}
        yield Block(rows, counted, by=model._meta.model_name, names=names, part_of=key)


def approved_by(program, key):
    """{code: number of approved files} of a breakdown, where there are any. One query."""
    path = f"{BREAKDOWNS[key]._meta.model_name}__code"
    rows = Application.objects.filter(program=program).approved().order_by().values_list(path)
    return dict(rows.annotate(Count("pk")))


def _handed(program):
    """What the people of a program have in their hands."""
    rows = Disbursement.objects.handed().filter(handover__status__in=Handover.RECEIVED)
    return rows.filter(application__program=program)


def ceremonies_of(program):
    """{beginning of the keys: ceremony} of those that hold lines of this program, by day.

    A ceremony is called by its key, or by its number when it has none of its own. `signs` is who coordinates.
    """
    posted = Posting.objects.coordinating(OuterRef("centre"), OuterRef("held_on")).values("user")[:1]
    signs = Coalesce("coordinator", Subquery(posted), output_field=BigIntegerField())
    ours = Handover.objects.filter(ceremony=OuterRef("pk"), application__program=program)
    rows = list(Ceremony.objects.filter(Exists(ours)).annotate(signs=signs).order_by("held_on", "pk"))
    times = Counter(row.slug for row in rows)
    return {f"ceremony.{row.slug if row.slug and times[row.slug] == 1 else row.pk}": row for row in rows}


def _ceremonies(program, ceremonies):
    rows = Handover.objects.filter(application__program=program)
    received = Q(status__in=Handover.RECEIVED)
    there = Disbursement.objects.handed().filter(handover=OuterRef("pk"))
    equipment, cheque = Q(Exists(there.filter(kind="equipment"))), Q(Exists(there.filter(kind="cheque")))
    former = Q(application__is_former_protection_resident=True)
    return Block(
        rows,
        (
            Counted(".expected", _("Expected")),
            Counted(".delivered", _("Handed over"), received),
            Counted(".delivered_women", _("Women"), received & Q(application__sex="F")),
            Counted(".delivered_men", _("Men"), received & Q(application__sex="M")),
            Counted(
                ".delivered_former_protection_residents",
                _("Former residents of child protection centres"),
                received & former,
            ),
            Counted(".delivered_equipment", _("Equipment only"), received & equipment & ~cheque),
            Counted(".delivered_cheque", _("Cheque only"), received & ~equipment & cheque),
            Counted(".delivered_both", _("Equipment and cheque"), received & equipment & cheque),
        ),
        by="ceremony",
        names={row.pk: (key, row.name) for key, row in ceremonies.items()},
    )


def _periods(program):
    """What the foundation did for everybody over the report periods of a program."""
    build = {ReportPeriod.Indicator.PLACEMENTS: _placed, ReportPeriod.Indicator.INTERVENTIONS: _interventions}
    axes = list(Axis.objects.all())
    return [block for period in program.report_periods.all() for block in build[period.indicator](period, axes)]


def _days(period, path):
    return {f"{path}__gte": period.starts_on, f"{path}__lte": period.ends_on}


def _title(period):
    days = [date_format(day, "SHORT_DATE_FORMAT") for day in (period.starts_on, period.ends_on)]
    return f"{period.get_indicator_display()} ({days[0]} – {days[1]})"


def _placed(period, axes):
    """People, each once: a record that was merged counts as the person it is."""
    placed = Placement.objects.filter(**_days(period, "started_on"))
    people = placed.values(person=Coalesce(F("beneficiary__canonical"), F("beneficiary")))
    yield Block(
        Beneficiary.objects.filter(pk__in=people),
        (Counted("", _("Total")), Counted(".women", _("Women"), WOMEN)),
        names={None: (f"placements.{period.key}", _title(period))},
    )


def _interventions(period, axes):
    names = {None: (f"interventions.{period.key}", _title(period))}
    attendances = InterventionAttendance.objects.filter(**_days(period, "intervention__held_on"))
    part = [Counted(f".{axis.code}", axis.name, Q(intervention__axis=axis.pk)) for axis in axes]
    yield Block(attendances, (Counted("", _("Total")), *part), names=names)
    sessions = Intervention.objects.filter(**_days(period, "held_on"))
    yield Block(sessions, (Counted(".sessions", _("Sessions")),), names=names)
