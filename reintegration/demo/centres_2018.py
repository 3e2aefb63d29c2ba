"""What the centres did in 2018 and 2019 beside the seasons: people placed in companies, and interventions."""

import random
from datetime import date, timedelta

from django.db import transaction

from beneficiaries.models import Beneficiary, Episode, Placement
from beneficiaries.services import episodes, interventions, particulars, people
from reintegration.demo import ramadan_people, telling
from reintegration.ground.reference.models import Axis
from reintegration.ground.sealed import lookup_key

INTERVENTIONS = 9_183
"""People's parts in sessions, of all centres together."""
WITH_MANY, GROUP = 8, 20
"""So many sessions for each person are held with a group of this size; the others with the person alone."""
FIRST_DAY, DAYS = date(2018, 7, 2), 326
ENDED_ON = date(2019, 5, 31)
SUBJECTS = [
    ("administrative", "استخراج الوثائق الإدارية"),
    ("judicial", "رد الاعتبار"),
    ("social", "المواكبة الاجتماعية والتوجيه"),
    ("family", "الوساطة العائلية"),
    ("health", "التوجيه نحو العلاج"),
]
STEPS = len(ramadan_people.PLACED)


def tell(cast, say):
    """Tell it a centre at a time, after Ramadan 2019, whose people took part; what is told already is left as it is."""
    awarded, shares = ramadan_people.awarded(), _shares()
    for code, group in ramadan_people.placed().items():
        if not group[0].is_told:
            _accompany(group, awarded[code], shares[code], cast)
        say(cast.centres[code].name)


def _shares():
    """How many interventions each centre counts: as many for each of its people, the rest at the first centre."""
    sizes = {code: count + ramadan_people.REGIONS[code] for code, count in ramadan_people.PLACED.items()}
    shares = {code: INTERVENTIONS * size // sum(sizes.values()) for code, size in sizes.items()}
    shares[next(iter(shares))] += INTERVENTIONS - sum(shares.values())
    return shares


@transaction.atomic
def _accompany(group, awarded, share, cast):
    """The people of one centre who were placed in 2018, and the sessions with all of its people."""
    centre = cast.centres[group[0].centre]
    by = cast.coordinator(centre)
    placed = people.admit_all(admissions=[telling.admission(one, centre) for one in group], by=by)
    particulars.save_all(records=[_placement(*pair) for pair in zip(group, placed, strict=True)], by=by)
    cards = [lookup_key("cin", one.cin) for one in awarded]
    everybody = [*placed, *Beneficiary.objects.filter(cin_key__in=cards).order_by("pk")]
    interventions.record_all(sessions=list(_sessions(centre, everybody, share)), by=by)
    for episode in Episode.objects.filter(beneficiary__in=placed).order_by("pk"):
        episodes.close(episode=episode, by=by, closed_on=ENDED_ON, exit=Episode.Exit.EMPLOYED)


def _placement(character, person):
    return Placement(
        beneficiary=person,
        employer=character.employer,
        position=character.position,
        started_on=character.started_on,
    )


def _sessions(centre, everybody, share):
    """Sessions of which people's parts are `share` together: in groups, then with one person after another."""
    chance = random.Random(centre.code)
    axes = {axis.code: axis for axis in Axis.objects.all()}
    groups = [everybody[start : start + GROUP] for start in range(0, len(everybody), GROUP)] * WITH_MANY
    alone = share - WITH_MANY * len(everybody)
    parts = [*groups, *([everybody[number % len(everybody)]] for number in range(alone))]
    for part in parts:
        code, subject = chance.choice(SUBJECTS)
        held_on = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        yield interventions.Session(centre=centre, axis=axes[code], held_on=held_on, subject=subject, people=part)
