"""Whether two files may be of one person: the keys that find candidates, and the score that compares them.

Nothing here writes, and nothing decides: a person does (`beneficiaries.services.duplicates`).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q
from rapidfuzz import fuzz

from reintegration.ground.arabic import one_spelling
from reintegration.ground.sealed import lookup_keys

WARN, BLOCK = 84, 90
"""From which score on two files are shown to who may decide, and from which on head office compares them."""
SAME, NEAR, DIFFERENT, MISSING = "same", "near", "different", "missing"
KEYS = ("names_key_ar", "names_key_latin", "family_key", "initials_key")
FATHERS = ("father_name_ar", "father_name_latin")
COMPARED = (
    *("given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin"),
    *(*FATHERS, "birth_date", "birth_year", "cin_key"),
)
"""What `compare` wants of either side."""
SCRIPTS = (("given_name_ar", "family_name_ar"), ("given_name_latin", "family_name_latin"))
MOST = 2_000
"""Candidates compared, at most."""

_VOWELS = re.compile("(?<=.)[aeiouاوي]")


def keys_of(values):
    """The key columns of a person, from a dict of their names: what its duplicates have in common. No query.

    Sorted skeletons of given and family name, in each script; the family name's alone; the first two letters of both.
    """
    arabic, latin = ([_skeleton(values.get(name) or "") for name in names] for names in SCRIPTS)
    return {
        "names_key_ar": " ".join(sorted(filter(None, arabic)))[:48],
        "names_key_latin": " ".join(sorted(filter(None, latin)))[:48],
        "family_key": arabic[1][:24],
        "initials_key": "".join(sorted(name[:2] for name in arabic)),
    }


def _skeleton(name):
    return "".join(_VOWELS.sub("", token) for token in one_spelling(name))


@dataclass(frozen=True)
class Likeness:
    """How two people compare: from 0 to 100, and in words for names, birth, father and card."""

    score: int
    names: str
    birth: str
    father: str
    card: str


def candidates(values, files):
    """Narrow `files` to those that have a key in common with a person of these `values`; an index serves each key.

    The same sorted names; the same family name and birth year; the same beginnings of both names and born within a year
    of each other; the same birth date but for 1 January, which stands for an unknown day; the same identity card.
    """
    keys = keys_of(values)
    found = Q(pk__in=[])
    for name in ("names_key_ar", "names_key_latin"):
        if " " in keys[name]:
            found |= Q(**{name: keys[name]})
    born, year = values.get("birth_date"), values.get("birth_year")
    if year and len(keys["initials_key"]) > 1:
        found |= Q(birth_year=year, family_key=keys["family_key"])
        found |= Q(birth_year__in=[year - 1, year, year + 1], initials_key=keys["initials_key"])
    if born and _is_exact(born):
        found |= Q(birth_date=born)
    if values.get("cin"):
        found |= Q(cin_key__in=lookup_keys("cin", values["cin"]))
    return files.filter(found)


def find(values, files, *, least=WARN):
    """[(Likeness, id)] of the `files` that may be of a person of these `values`, best first. One query."""
    cards = frozenset(lookup_keys("cin", values["cin"])) if values.get("cin") else frozenset()
    rows = candidates(values, files).values("pk", *COMPARED).order_by()[:MOST]
    found = [(compare(values, row, cards=cards), row["pk"]) for row in rows]
    return sorted((one for one in found if one[0].score >= least), key=lambda one: (-one[0].score, one[1]))


def compare(values, other, *, cards=frozenset()):
    """The `Likeness` of two people given as dicts of `COMPARED`; `cards` are the keys of the first one's card. Pure."""
    names = _names(values, other)
    birth, born = _birth(values, other)
    father = _father(values, other)
    card = _card(cards, other["cin_key"])
    score = 66 * names + 34 * birth
    if father is not None:
        score += 5 if father > 0.85 else -12 if father < 0.75 else 0
    if card == DIFFERENT:
        score -= 10
    if card == SAME:
        score = 100
    return Likeness(
        score=round(max(0, min(score, 100))),
        names=_in_words(names),
        birth=born,
        father=MISSING if father is None else _in_words(father),
        card=card,
    )


def _in_words(likeness):
    return SAME if likeness > 0.995 else NEAR if likeness > 0.75 else DIFFERENT


def _names(values, other):
    """How like the names are, from 0 to 1: the better script counts more, for one was often copied in haste."""
    found = sorted(
        _pair(*(values.get(name) or "" for name in names), *(other[name] for name in names))
        for names in SCRIPTS
        if all(values.get(name) for name in names) and all(other[name] for name in names)
    )
    return 0.65 * found[-1] + 0.35 * found[0] if found else 0


def _pair(given, family, other_given, other_family):
    straight = 0.45 * _likeness(given, other_given) + 0.55 * _likeness(family, other_family)
    if straight == 1:
        return straight
    # The two fields are easily taken for each other.
    crossed = 0.45 * _likeness(given, other_family) + 0.55 * _likeness(family, other_given)
    return max(straight, 0.97 * crossed)


@lru_cache(maxsize=65536)
def _likeness(one, other):
    first, second = one_spelling(one), one_spelling(other)
    if first == second:
        return 1
    if first and second and (set(first) < set(second) or set(second) < set(first)):
        # One of two given names left out.
        return 0.92
    return fuzz.ratio("".join(first), "".join(second)) / 100


def _birth(values, other):
    one, two = values.get("birth_date"), other["birth_date"]
    years = abs((values.get("birth_year") or 0) - other["birth_year"])
    if not values.get("birth_year"):
        return 0.5, MISSING
    if not (one and two and _is_exact(one) and _is_exact(two)):
        return (0.82, SAME) if years == 0 else (0.6, NEAR) if years == 1 else (0, DIFFERENT)
    if one == two:
        return 1, SAME
    if years == 0 and (one.day, one.month) == (two.month, two.day):
        return 0.95, NEAR
    differing = (one.day != two.day) + (one.month != two.month) + (years > 0)
    if differing == 1 and _is_slip(one, two):
        return 0.82, NEAR
    return (0.45, DIFFERENT) if years == 0 else (0.1, DIFFERENT)


def _is_slip(one, two):
    """One digit typed wrongly."""
    signs = zip(one.isoformat(), two.isoformat(), strict=True)
    return sum(a != b for a, b in signs) == 1 or abs(one.year - two.year) == 1


def _is_exact(day):
    return (day.day, day.month) != (1, 1)


def _father(values, other):
    pairs = [(values.get(name), other[name]) for name in FATHERS]
    found = [_likeness(one, two) for one, two in pairs if one and two]
    return max(found) if found else None


def _card(cards, key):
    if not cards or not key:
        return MISSING
    return SAME if key in cards else DIFFERENT
