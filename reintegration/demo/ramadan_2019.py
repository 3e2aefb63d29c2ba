"""Ramadan 2019, launched on 27 May 2019 in Casablanca: its figures as they were published; its people are invented."""

from datetime import date, timedelta

from django.db import transaction

from beneficiaries.models import Detention, Diagnosis, Episode
from beneficiaries.services import diagnoses, particulars, people, projects
from programs.models import FundingLine, Partner, Program, PublishedFigure, ReportPeriod
from programs.services import applications, decisions, funding
from reintegration.demo import ramadan_launch, ramadan_people, telling
from reintegration.ground import records
from reintegration.ground.reference.models import Establishment

SLUG, PREVIOUS = "ramadan-2019", "ramadan-2018"
CHECKED_ON, DECIDED_ON = date(2019, 4, 15), date(2019, 5, 6)
ARTICLE = "مقال صحفي حول إطلاق برنامج رمضان 2019"
PARTNERS = [
    (
        "المندوبية العامة لإدارة السجون وإعادة الإدماج",
        "Délégation générale à l'administration pénitentiaire et à la réinsertion",
    ),
    ("المبادرة الوطنية للتنمية البشرية", "Initiative nationale pour le développement humain"),
    ("القطاعات الوزارية المعنية بالتكوين", "Départements ministériels chargés de la formation"),
    ("مكتب التكوين المهني وإنعاش الشغل", "Office de la formation professionnelle et de la promotion du travail"),
    ("المجتمع المدني", "Société civile"),
]
PRISONS = {
    "CAS": "ain-sebaa-1",
    "RAB": "kenitra",
    "MAR": "moul-el-bergui",
    "OUJ": "oujda",
    "FES": "fes-bourkaiz",
    "TNG": "tanger-1",
    "LAA": "ait-melloul-1",
    "GUE": "ait-melloul-1",
    "AGA": "ait-melloul-1",
    "ERR": "fes-bourkaiz",
}


@transaction.atomic
def prepare(cast):
    """Both seasons, what the article printed about them, and the foundation's money. Returns the funding line."""
    previous, _is_new = telling.once(
        Program(
            slug=PREVIOUS,
            name_ar="برنامج دعم المقاولات الصغرى والتشغيل الذاتي – رمضان 2018",
            name_fr="Programme d'appui aux micro-entreprises et à l'auto-emploi – Ramadan 2018",
            short_name_ar="رمضان 2018",
            short_name_fr="Ramadan 2018",
            opens_on=date(2018, 2, 1),
            closes_on=date(2018, 5, 31),
        ),
        known_by="slug",
    )
    program, is_new = telling.once(
        Program(
            slug=SLUG,
            name_ar="برنامج دعم المقاولات الصغرى والتشغيل الذاتي – رمضان 2019",
            name_fr="Programme d'appui aux micro-entreprises et à l'auto-emploi – Ramadan 2019",
            short_name_ar="رمضان 2019",
            short_name_fr="Ramadan 2019",
            opens_on=date(2019, 2, 1),
            closes_on=date(2019, 4, 30),
            launched_on=ramadan_launch.HELD_ON,
            previous=previous,
        ),
        known_by="slug",
    )
    if not is_new:
        return FundingLine.objects.get(program=program)
    officer, finance = cast.users["nadia"], cast.users["hassan"]
    for row in (*_figures(program, previous), *_periods(program), *_partners(program)):
        records.store(row, by=officer)
    return funding.open_line(
        program=program,
        source=telling.foundation(),
        tranche=None,
        amount=ramadan_people.ENVELOPE,
        name_ar="اعتماد المؤسسة – رمضان 2019",
        name_fr="Crédit de la Fondation – Ramadan 2019",
        by=finance,
    )


def _figures(program, previous):
    printed = {"source": ARTICLE, "published_on": date(2019, 5, 28), "is_shown": True}
    more = PublishedFigure.Qualifier.AT_LEAST
    yield PublishedFigure(program=program, indicator="beneficiaries", value=478, **printed)
    yield PublishedFigure(
        program=program,
        indicator="budget_mad",
        value=13_500_000,
        qualifier=more,
        as_printed="13.5 مليون درهم",
        **printed,
    )
    yield PublishedFigure(
        program=program, indicator="budget_usd", value=1_430_000, as_printed="1.43 مليون دولار", **printed
    )
    yield PublishedFigure(
        program=previous, indicator="budget_mad", value=8_100_000, as_printed="8.1 مليون درهم", **printed
    )
    yield PublishedFigure(
        program=previous, indicator="budget_usd", value=852_000, as_printed="852 ألف دولار", **printed
    )


def _periods(program):
    first = date(2018, 1, 1)
    yield ReportPeriod(program=program, indicator="placements", key="2018", starts_on=first, ends_on=date(2018, 12, 31))
    yield ReportPeriod(
        program=program, indicator="interventions", key="2018_2019", starts_on=first, ends_on=ramadan_launch.HELD_ON
    )


def _partners(program):
    return [Partner(program=program, name_ar=arabic, name_fr=french) for arabic, french in PARTNERS]


STEPS = len(ramadan_people.REGIONS) + 1


def tell(cast, say):
    """Tell the whole story, a centre at a time; what is told already is left as it is."""
    line = prepare(cast)
    everybody = ramadan_people.awarded()
    for code, group in everybody.items():
        if not group[0].is_told:
            _bring_to_decision(group, line, cast)
        say(f"Ramadan 2019: {cast.centres[code].name}")
    ramadan_launch.tell([one for group in everybody.values() for one in group if one.is_launched], cast)
    say("Ramadan 2019")


@transaction.atomic
def _bring_to_decision(group, line, cast):
    """The people of one centre, from its door to the committee's decision."""
    centre = cast.centres[group[0].centre]
    by = cast.coordinator(centre)
    persons = people.admit_all(admissions=[telling.admission(one, centre) for one in group], by=by)
    together = list(zip(group, persons, strict=True))
    prison = Establishment.objects.get(code=PRISONS[centre.code])
    particulars.save_all(records=[_detention(*pair, prison) for pair in together], by=by)
    particulars.save_all(records=[telling.training(*pair) for pair in together], by=by)
    running = {episode.beneficiary_id: episode for episode in Episode.objects.filter(beneficiary__in=persons)}
    diagnosed = [
        telling.diagnosis(running[person.pk], one.idea, one.opened_on, Diagnosis.Place.DETENTION)
        for one, person in together
    ]
    diagnoses.add_all(diagnoses=diagnosed, by=by)
    drafts = [telling.draft(one, running[person.pk]) for one, person in together]
    drafted = projects.draft_all(drafts=drafts, by=by)
    on = date(2019, 2, 11) + timedelta(days=centre.pk % 30)
    files = applications.submit_all(projects=drafted, program=line.program, by=by, on=on)
    applications.check_all(applications=files, by=cast.users["nadia"], on=CHECKED_ON)
    decisions.approve_all(applications=files, line=line, by=cast.users["driss"], on=DECIDED_ON)


def _detention(character, person, prison):
    return Detention(
        beneficiary=person,
        establishment=prison,
        entered_on=character.opened_on - timedelta(days=700),
        released_on=character.opened_on + timedelta(days=60),
        release_ground=Detention.ReleaseGround.END_OF_SENTENCE,
        is_moussalaha=character.is_moussalaha,
    )
