"""An invented season under way, so that every role finds work: its dates are counted from the day it is first told."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from beneficiaries.services import visits
from disbursements.models import Ceremony, Handover
from disbursements.services import ceremonies, handovers, orders
from programs.models import Agreement, Criterion, FundingLine, Program
from programs.services import applications, decisions, funding
from reintegration.demo import el_jadida, telling
from reintegration.demo.names import names
from reintegration.demo.projects import UNDER_WAY
from reintegration.ground import records
from reintegration.ground.territory.models import Province

SLUG = "season-under-way"
CEREMONY = "casablanca-this-week"
FOUNDATION_MONEY = Decimal("600000.00")

# how far the file is, sex, province, centre, total in MAD
FILES = [
    ("drafted", "M", "Casablanca", "CAS", "24500"),
    ("drafted", "F", "Mohammadia", "CAS", "31200"),
    ("submitted", "M", "Settat", "CAS", "28400"),
    ("submitted", "F", "Casablanca", "CAS", "19750.50"),
    ("submitted", "M", "Marrakech", "MAR", "33600"),
    ("returned", "M", "Berrechid", "CAS", "27300"),
    ("checked", "M", "Casablanca", "CAS", "30800"),
    ("checked", "F", "Settat", "CAS", "22600"),
    ("checked", "M", "Essaouira", "MAR", "26450"),
    ("waiting", "M", "Casablanca", "CAS", "38900"),
    ("rejected", "M", "Casablanca", "CAS", "61000"),
    ("withdrawn", "F", "Mohammadia", "CAS", "18000"),
    ("reserved on tranche 2", "M", "El Jadida", "CAS", "45000"),
    ("reserved on tranche 2", "F", "El Jadida", "CAS", "40000"),
    ("cheque prepared", "M", "Casablanca", "CAS", "21500"),
    ("order prepared", "F", "Nouaceur", "CAS", "29900"),
    ("order placed", "M", "Casablanca", "CAS", "34200"),
    ("on the list", "M", "Casablanca", "CAS", "26800"),
    ("on the list", "F", "Casablanca", "CAS", "23400"),
    ("on the list", "M", "Mohammadia", "CAS", "31500"),
    ("on the list", "M", "Settat", "CAS", "28750"),
    ("on the list", "F", "Marrakech", "MAR", "25600"),
    ("visited", "M", "Casablanca", "CAS", "27900"),
    ("visited", "F", "Benslimane", "CAS", "24300"),
    ("ready", "M", "Mohammadia", "CAS", "22800"),
]
STEPS = len(FILES)


@dataclass
class Season:
    """The season's rows that the steps need, and the day it was first told."""

    program: Program
    foundation: FundingLine
    tranche_2: FundingLine
    day: date

    def ago(self, days):
        return self.day - timedelta(days=days)


def characters(season):
    source = names("under-way")
    for index, (stage, sex, province, centre, total) in enumerate(FILES):
        yield (
            stage,
            telling.Character(
                name=source.next_of(sex),
                cin=f"BE{410_233 + 6_131 * index}",
                birth_year=1972 + (index * 7) % 30,
                province=province,
                centre=centre,
                idea=UNDER_WAY[index % len(UNDER_WAY)],
                total=Decimal(total),
                opened_on=season.ago(170 - index),
            ),
        )


@transaction.atomic
def prepare(cast, today):
    """The season with its two lines; the money of El Jadida's second tranche, which its agreement holds."""
    program = Program.objects.filter(slug=SLUG).first()
    if program is not None:
        lines = {bool(line.tranche_id): line for line in program.funding_lines.all()}
        return Season(program, lines[False], lines[True], program.launched_on)
    program = Program(
        slug=SLUG,
        name_ar="برنامج دعم المشاريع الصغرى والتشغيل الذاتي – الموسم الجاري",
        name_fr="Programme d'appui aux micro-projets et à l'auto-emploi – saison en cours",
        short_name_ar="الموسم الجاري",
        short_name_fr="Saison en cours",
        opens_on=today - timedelta(days=160),
        closes_on=today + timedelta(days=60),
        launched_on=today,
        previous=Program.objects.get(slug=el_jadida.SLUG),
    )
    records.store(program, by=cast.users["nadia"])
    for name_ar, name_fr in (
        ("الهشاشة الاجتماعية", "Précarité sociale"),
        ("التكوين والخبرة", "Formation et expérience"),
        ("جدوى المشروع", "Faisabilité du projet"),
    ):
        records.store(
            Criterion(program=program, name_ar=name_ar, name_fr=name_fr, max_points=20), by=cast.users["nadia"]
        )
    return Season(program, _foundation_line(program, cast, today), _tranche_2_line(program, cast, today), today)


def _foundation_line(program, cast, today):
    return funding.open_line(
        program=program, source=telling.foundation(), tranche=None, amount=FOUNDATION_MONEY, by=cast.users["hassan"],
        name_ar="اعتماد المؤسسة – الموسم الجاري", name_fr="Crédit de la Fondation – saison en cours",
    )  # fmt: skip


def _tranche_2_line(program, cast, today):
    finance = cast.users["hassan"]
    agreement = Agreement.objects.get(reference="CPDH-ELJ-2020")
    amount = el_jadida.TRANCHE_2
    tranche = funding.add_tranche(
        agreement=agreement, number=2, amount=amount, due_on=today - timedelta(days=90), by=finance
    )
    funding.record_receipt(
        tranche=tranche, amount=amount, received_on=today - timedelta(days=80), reference="VIR-TR2", by=finance
    )
    return funding.open_line(
        program=program, source=agreement.source, tranche=tranche, amount=amount, by=finance,
        name_ar="المبادرة الوطنية للتنمية البشرية – الجديدة، الشطر الثاني", name_fr="INDH – El Jadida, tranche 2",
    )  # fmt: skip


def tell(cast, say, *, today):
    season = prepare(cast, today)
    everybody = list(characters(season))
    for index, (stage, character) in enumerate(everybody, 1):
        if not character.is_told:
            _bring_to(stage, character, season, cast)
        say(f"{SLUG}: {index}/{len(everybody)}")
    if not Ceremony.objects.filter(slug=CEREMONY).exclude(status=Ceremony.Status.DRAFT).exists():
        invited = [character.record for stage, character in everybody if stage == "on the list"]
        _plan_ceremony(season, cast, invited)


@telling.whole()
def _bring_to(stage, character, season, cast):
    project = telling.enter(character, cast, diagnosed_on=character.opened_on + timedelta(days=5))
    if stage == "drafted":
        return
    if stage == "visited":
        season = replace(season, day=season.ago(110))
    application = telling.apply(project, season.program, cast, on=season.ago(20))
    if stage != "submitted":
        AFTER_SUBMISSION[stage](application, season, cast)


def _returned(application, season, cast):
    applications.send_back(
        application=application, by=cast.users["nadia"], reason="ينقص عرض أثمان المورد للتجهيز الأول."
    )


def _withdrawn(application, season, cast):
    by = cast.coordinator(application.beneficiary.centre)
    applications.withdraw(application=application, by=by, reason="وجد صاحب المشروع عملا قارا.")


def _checked(application, season, cast):
    telling.check(application, cast, on=season.ago(12))


def _waiting(application, season, cast):
    _checked(application, season, cast)
    decisions.put_on_waiting_list(application=application, by=cast.users["driss"], reason="في انتظار اعتماد إضافي.")


def _rejected(application, season, cast):
    _checked(application, season, cast)
    decisions.reject(application=application, by=cast.users["driss"], reason="المبلغ المطلوب يفوق سقف البرنامج.")


def _reserved(application, season, cast):
    _checked(application, season, cast)
    telling.approve(application, season.tranche_2, cast, on=season.ago(6))


def _approved(application, season, cast):
    _checked(application, season, cast)
    telling.approve(application, season.foundation, cast, on=season.ago(8))


def _cheque_prepared(application, season, cast):
    _approved(application, season, cast)
    telling.draw_cheque(application, application.amount_requested, cast, on=season.day, signed=False)


def _order_prepared(application, season, cast):
    _approved(application, season, cast)
    telling.order_equipment(application, telling.supplier(), cast)


def _order_placed(application, season, cast):
    _approved(application, season, cast)
    orders.place(order=telling.order_equipment(application, telling.supplier(), cast), by=cast.users["hassan"])


def _goods_received(application, season, cast):
    """Equipment received; every second person gets the last item's price as a cheque."""
    _approved(application, season, cast)
    items = list(application.items.all())
    with_cheque = application.pk % 2 == 0
    finance = cast.users["hassan"]
    order = telling.order_equipment(
        application, telling.supplier(), cast, number_of_items=len(items) - 1 if with_cheque else None
    )
    orders.place(order=order, by=finance)
    orders.receive(order=order, by=finance, received_on=season.ago(2), delivery_note=f"BL-{order.number}")
    if with_cheque:
        telling.draw_cheque(application, items[-1].total, cast, on=season.day)


def _visited(application, season, cast):
    """Handed over at the centre 95 days before the season is told: the first visit is done, the second is late."""
    _approved(application, season, cast)
    telling.buy(application, telling.supplier(), cast, on=season.ago(-10))
    by = cast.coordinator(application.beneficiary.centre)
    handover = handovers.arrange(application=application, kind=Handover.Kind.CENTRE, by=by)
    telling.hand(handover, by, on=season.ago(-15))
    first = application.project.visits.order_by("due_on").first()
    visits.record(
        visit=first,
        by=by,
        done_on=first.due_on,
        is_alive=True,
        monthly_income=Decimal(3200),
        jobs=1,
        note="النشاط منتظم.",
    )


AFTER_SUBMISSION = {
    "returned": _returned,
    "withdrawn": _withdrawn,
    "checked": _checked,
    "waiting": _waiting,
    "rejected": _rejected,
    "reserved on tranche 2": _reserved,
    "cheque prepared": _cheque_prepared,
    "order prepared": _order_prepared,
    "order placed": _order_placed,
    "on the list": _goods_received,
    "ready": _goods_received,
    "visited": _visited,
}


@telling.whole()
def _plan_ceremony(season, cast, invited):
    souad = cast.users["souad"]
    files = season.program.applications.approved().filter(beneficiary__in=invited)
    ceremony = ceremonies.plan(
        by=souad,
        slug=CEREMONY,
        name_ar="حفل تسليم التجهيزات والشيكات – الدار البيضاء",
        name_fr="Cérémonie de remise – Casablanca",
        centre=cast.centres["CAS"],
        held_on=season.day + timedelta(days=2),
        place_ar="مقر مركز المصاحبة وإعادة الإدماج بالدار البيضاء",
        place_fr="Centre d'accompagnement de Casablanca",
        province=Province.objects.named("Casablanca"),
        coordinator=souad,
    )
    ceremonies.invite(ceremony=ceremony, applications=files.order_by("pk"), by=cast.users["nadia"])
    ceremonies.lock(ceremony=ceremony, by=souad)
