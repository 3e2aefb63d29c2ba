"""The operation of El Jadida, 11 May 2021: its figures as they were published; the nine people are invented."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from beneficiaries.models import Diagnosis
from disbursements.models import Ceremony, Supplier
from disbursements.services import ceremonies
from programs.models import FundingLine, FundingSource, Program, PublishedFigure
from programs.services import funding
from reintegration.demo import telling
from reintegration.demo.names import names
from reintegration.demo.projects import EL_JADIDA
from reintegration.ground import records
from reintegration.ground.access.models import Posting, User
from reintegration.ground.territory.models import Province

SLUG = "2020-2021"
CEREMONY = "el_jadida"
HELD_ON = date(2021, 5, 11)
ENDED_ON = date(2022, 5, 11)
SEXES = "FMMMFMMFM"
STEPS = len(SEXES)
TOTALS = "98500 74250 112000 68900 91350 104600 59800 82150 86450".split()
ARTICLE = "مقال صحفي حول عملية الجديدة"
TRANCHE_1 = Decimal("778000.00")
TRANCHE_2 = Decimal("120000.00")


def characters():
    source = names("el-jadida")
    for index, (sex, total, idea) in enumerate(zip(SEXES, TOTALS, EL_JADIDA, strict=True)):
        yield telling.Character(
            name=source.next_of(sex),
            cin=f"M{310_117 + 7_213 * index}",
            birth_year=1974 + (index * 5) % 21,
            province="El Jadida",
            idea=idea,
            total=Decimal(total),
            opened_on=date(2020, 3, 2 + index),
        )


@transaction.atomic
def prepare(cast):
    """Season, published figures, agreement with its first tranche and its line. Returns the line."""
    program, is_new = _program()
    if not is_new:
        return FundingLine.objects.get(program=program)
    officer, finance = cast.users["nadia"], cast.users["hassan"]
    for figure in _figures(program):
        records.store(figure, by=officer)
    indh = FundingSource(
        code="indh",
        kind=FundingSource.Kind.PARTNER,
        name_ar="المبادرة الوطنية للتنمية البشرية",
        name_fr="Initiative nationale pour le développement humain",
    )
    records.store(indh, by=finance)
    agreement = funding.sign_agreement(
        by=finance,
        reference="CPDH-ELJ-2020",
        source=indh,
        name_ar="اتفاقية شراكة مع اللجنة الإقليمية للتنمية البشرية بالجديدة",
        name_fr="Convention de partenariat avec le CPDH d'El Jadida",
        partner_ar="اللجنة الإقليمية للتنمية البشرية – الجديدة",
        partner_fr="Comité provincial de développement humain – El Jadida",
        province=Province.objects.named("El Jadida"),
        signed_on=date(2020, 7, 15),
        amount=TRANCHE_1 + TRANCHE_2,
    )
    tranche = funding.add_tranche(agreement=agreement, number=1, amount=TRANCHE_1, due_on=date(2020, 10, 1), by=finance)
    funding.record_receipt(
        tranche=tranche, amount=TRANCHE_1, received_on=date(2020, 10, 20), reference="VIR-2020-1", by=finance
    )
    return funding.open_line(
        program=program,
        source=indh,
        tranche=tranche,
        amount=TRANCHE_1,
        name_ar="المبادرة الوطنية للتنمية البشرية – الجديدة، الشطر الأول",
        name_fr="INDH – El Jadida, tranche 1",
        by=finance,
    )


def _program():
    program = Program(
        slug=SLUG,
        name_ar="برنامج دعم المشاريع الصغرى والتشغيل الذاتي – موسم 2020-2021",
        name_fr="Programme d'appui aux micro-projets et à l'auto-emploi – saison 2020-2021",
        short_name_ar="موسم 2020-2021",
        short_name_fr="Saison 2020-2021",
        opens_on=date(2020, 9, 1),
        closes_on=date(2021, 6, 30),
    )
    return telling.once(program, known_by="slug")


def _figures(program):
    printed = {"program": program, "published_on": HELD_ON}
    about = PublishedFigure.Qualifier.ABOUT
    yield PublishedFigure(
        indicator="indh_mad", value=TRANCHE_1, qualifier=about, as_printed="778.000.00", is_shown=True,
        source=ARTICLE, **printed,
    )  # fmt: skip
    yield PublishedFigure(indicator="beneficiaries", value=9, is_shown=True, source=ARTICLE, **printed)
    yield PublishedFigure(indicator="envelope_mad", value=Decimal("891261.58"), source="وكالة أنباء", **printed)


def coordinator_of_the_day(cast):
    """The regional coordinator whom the article names; her account does not sign in."""
    user = User(username="h.bakkach", full_name_ar="حادة بقاش", full_name_latin="Hadda Bakkach")
    user.is_active, user.password = False, "!"
    user, is_new = telling.once(user, known_by="username")
    if is_new:
        post = {"role": Posting.Role.COORDINATOR, "starts_on": date(2019, 1, 1), "ends_on": date(2023, 12, 31)}
        post["confirmed_at"] = timezone.now()
        records.store(Posting(user=user, centre=cast.centres["CAS"], **post), by=None)
    return user


def tell(cast, say):
    """Tell the whole story; what is told already is left as it is."""
    line = prepare(cast)
    everybody = list(characters())
    for index, character in enumerate(everybody, 1):
        if not character.is_told:
            # The articles name both: diagnosed during detention, or by the after-care centre.
            place = Diagnosis.Place.CENTRE if index % 3 == 0 else Diagnosis.Place.DETENTION
            _bring_to_goods(character, line, cast, place)
        say(f"El Jadida: {index}/{len(everybody)}")
    if not Ceremony.objects.filter(slug=CEREMONY, status=Ceremony.Status.CLOSED).exists():
        _hold(line.program, cast)


@telling.whole()
def _bring_to_goods(character, line, cast, place):
    """One person from the centre's door to goods that wait for the ceremony."""
    supplier, _is_new = telling.once(Supplier(name="Équipements Doukkala", phone="0523000000"), known_by="name")
    project = telling.enter(character, cast, diagnosed_on=character.opened_on, place=place)
    application = telling.apply(project, line.program, cast, on=date(2020, 11, 16))
    telling.check(application, cast, on=date(2020, 12, 7))
    telling.approve(application, line, cast, on=date(2021, 1, 18))
    telling.buy(application, supplier, cast, on=date(2021, 4, 15))


@telling.whole()
def _hold(program, cast):
    souad = cast.users["souad"]
    ceremony = ceremonies.plan(
        by=souad,
        slug=CEREMONY,
        name_ar="عملية توزيع المعدات والتجهيزات بإقليم الجديدة (الشطر الأول)",
        name_fr="Opération de remise d'équipements, province d'El Jadida (tranche 1)",
        centre=cast.centres["CAS"],
        held_on=HELD_ON,
        place_ar="مقر عمالة إقليم الجديدة",
        place_fr="Siège de la province d'El Jadida",
        province=Province.objects.named("El Jadida"),
        presided_by_ar="محمد أمين الكروج",
        presided_by_fr="Mohamed Amine El Guerrouj",
        president_title_ar="عامل إقليم الجديدة",
        president_title_fr="Gouverneur de la province d'El Jadida",
        coordinator=coordinator_of_the_day(cast),
    )
    files = program.applications.approved().select_related("centre", "project__episode").order_by("pk")
    telling.hold(ceremony, files, cast, by=souad, locked_on=HELD_ON, ended_on=ENDED_ON)
