"""The people of Ramadan 2019, all invented: how many live where and do what; the totals are those of the article."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from reintegration.demo.accounts import CENTRES
from reintegration.demo.names import names
from reintegration.demo.projects import RAMADAN_2019
from reintegration.demo.telling import Character

ENVELOPE = Decimal("13500000.00")
REGIONS = {
    "CAS": 112, "RAB": 71, "MAR": 58, "OUJ": 37, "FES": 66, "TNG": 52, "LAA": 14, "GUE": 11, "AGA": 36, "ERR": 21,
}  # fmt: skip
SECTORS = {
    "commerce": 158, "industry": 31, "services": 96, "crafts": 74, "catering": 62,
    "agriculture": 35, "construction": 22,
}  # fmt: skip
# Who receives at the launch: how many of each centre, and which of them, counted through, are women or grew up in care.
LAUNCH = {"CAS": 8, "RAB": 4, "MAR": 3, "OUJ": 2, "FES": 3, "TNG": 2, "LAA": 1, "GUE": 1, "AGA": 1, "ERR": 1}
LAUNCH_WOMEN = {1, 5, 9, 13, 18, 22}
LAUNCH_PROTECTION = {7, 16}
OTHERS = {"F": 55, "M": 397}
MOUSSALAHA_EACH = 22
"""Every so manieth man of the others took part: 18 of 397."""
PLACED = {
    "CAS": 128, "RAB": 69, "MAR": 47, "OUJ": 29, "FES": 58, "TNG": 71, "LAA": 6, "GUE": 5, "AGA": 31, "ERR": 9,
}  # fmt: skip
PLACED_SEXES = {"F": 87, "M": 366}
EMPLOYERS = [
    ("مقاولة للنسيج", "عامل خياطة"),
    ("شركة للبناء والأشغال", "بناء"),
    ("معمل لتصبير السمك", "عامل إنتاج"),
    ("فندق", "عون استقبال"),
    ("مطعم", "مساعد طباخ"),
    ("ضيعة فلاحية", "عامل فلاحي"),
    ("شركة للنظافة", "عون نظافة"),
    ("معمل لأسلاك السيارات", "عامل تركيب"),
]
FIRST_DAY = date(2018, 1, 8)


@dataclass(frozen=True, kw_only=True)
class Awarded(Character):
    """Whose project is approved; `is_launched` when it is handed over on the day of the launch."""

    is_launched: bool = False
    is_moussalaha: bool = False


@dataclass(frozen=True, kw_only=True)
class Placed(Character):
    """Who found a job in 2018."""

    employer: str
    position: str
    started_on: date


def awarded():
    """{centre: its people}, the same each time; those of the launch come first."""
    chance, source = random.Random("ramadan-2019"), names("ramadan-2019")
    sectors, totals, others = _shuffled(chance, SECTORS), _totals(chance), _shuffled(chance, OTHERS)
    found, seat, men = {}, 0, 0
    for centre, provinces in _provinces().items():
        found[centre] = []
        for place in range(REGIONS[centre]):
            is_launched, is_moussalaha = place < LAUNCH[centre], False
            if is_launched:
                sex, seat = "F" if seat in LAUNCH_WOMEN else "M", seat + 1
            else:
                sex = others.pop()
                men += sex == "M"
                is_moussalaha = sex == "M" and men % MOUSSALAHA_EACH == 0
            person = Awarded(
                name=source.next_of(sex),
                cin=f"T{410_007 + 37 * len(totals)}",
                birth_year=1962 + chance.randrange(36),
                province=chance.choice(provinces),
                idea=chance.choice(RAMADAN_2019[sectors.pop()]),
                total=totals.pop(),
                opened_on=FIRST_DAY + timedelta(days=chance.randrange(120)),
                centre=centre,
                is_former_protection_resident=is_launched and seat - 1 in LAUNCH_PROTECTION,
                is_launched=is_launched,
                is_moussalaha=is_moussalaha,
            )
            found[centre].append(person)
    return found


def placed():
    """{centre: its people} who found a job in 2018, the same each time."""
    chance, source = random.Random("placed-2018"), names("placed-2018")
    sexes, found, number = _shuffled(chance, PLACED_SEXES), {}, 0
    for centre, provinces in _provinces().items():
        found[centre] = []
        for _place in range(PLACED[centre]):
            number += 1
            employer, position = chance.choice(EMPLOYERS)
            person = Placed(
                name=source.any_of(sexes.pop()),
                cin=f"W{520_003 + 41 * number}",
                birth_year=1966 + chance.randrange(33),
                province=chance.choice(provinces),
                idea=None,
                total=None,
                opened_on=FIRST_DAY + timedelta(days=chance.randrange(45)),
                centre=centre,
                employer=employer,
                position=position,
                started_on=date(2018, 3, 5) + timedelta(days=chance.randrange(290)),
            )
            found[centre].append(person)
    return found


def _provinces():
    return {code: provinces for code, _ar, _fr, provinces in CENTRES}


def _shuffled(chance, counts):
    values = [value for value, count in counts.items() for _one in range(count)]
    chance.shuffle(values)
    return values


def _totals(chance):
    """What each project asks for, in MAD; together exactly the envelope."""
    count, step = sum(REGIONS.values()), 50
    totals = [Decimal(chance.randrange(20_000, 35_000, step)) for _person in range(count)]
    each, more = divmod((ENVELOPE - sum(totals)) // step, count)
    return [total + step * (each + (place < more)) for place, total in enumerate(totals)]
