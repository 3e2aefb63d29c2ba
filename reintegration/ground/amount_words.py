"""Amounts in words, in Arabic and in French, as Moroccan banks write them: 0 to 999 999 999,99 dirhams."""

from typing import NamedTuple

from reintegration.ground.money import LARGEST, exact


class Noun(NamedTuple):
    """What is counted: one of them, two, three to ten, eleven and more. Before another noun `two` loses its nun."""

    one: str
    two: str
    few: str
    many: str


THOUSAND = Noun("ألف", "ألفان", "آلاف", "ألفا")
MILLION = Noun("مليون", "مليونان", "ملايين", "مليونا")
DIRHAM = Noun("درهم", "درهمان", "دراهم", "درهما")
CENTIME = Noun("سنتيم", "سنتيمان", "سنتيمات", "سنتيما")

ONES = ["", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة", "أحد عشر", "اثنا عشر"]
ONES += [f"{ONES[n]} عشر" for n in range(3, 10)]
TENS = ["", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
HUNDREDS = ["", "مائة", "مائتان", "ثلاثمائة", "أربعمائة", "خمسمائة", "ستمائة", "سبعمائة", "ثمانمائة", "تسعمائة"]

FRENCH_ONES = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
).split()
FRENCH_TENS = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante"]


def in_arabic(amount):
    """Return the dirhams in Arabic words; raise ValueError below 0, above LARGEST or beyond centimes."""
    dirhams, centimes = _split(amount)
    parts = [_counted(dirhams, DIRHAM) if dirhams else "", _counted(centimes, CENTIME) if centimes else ""]
    return _and(*parts) or "صفر درهم"


def in_french(amount):
    """Return the dirhams in French words; raise ValueError below 0, above LARGEST or beyond centimes."""
    dirhams, centimes = _split(amount)
    parts = []
    if dirhams or not centimes:
        of = "de " if dirhams and dirhams % 1_000_000 == 0 else ""
        parts.append(f"{_french(dirhams)} {of}{_plural('dirham', dirhams)}")
    if centimes:
        parts.append(f"{_french(centimes)} {_plural('centime', centimes)}")
    return " et ".join(parts)


def _split(amount):
    amount = exact(amount)
    if not 0 <= amount <= LARGEST:
        raise ValueError(f"Only amounts from 0 to {LARGEST} can be written in words, not {amount}.")
    return divmod(int(amount * 100), 100)


def _and(*parts):
    return " و".join(part for part in parts if part)


def _counted(n, noun):
    """Count `n` dirhams or centimes: one and two follow their noun, also after hundreds and thousands."""
    if n == 1:
        return f"{noun.one} واحد"
    if n == 2:
        return noun.two
    rest = n % 100
    if rest in (1, 2):
        return _and(_counted(n - rest, noun), _counted(rest, noun))
    millions, thousands, units = n // 1_000_000, n // 1000 % 1000, n % 1000
    number = _and(
        _group(millions, MILLION, before_noun=not thousands and not units),
        _group(thousands, THOUSAND, before_noun=not units),
        _below_thousand(units, before_noun=True),
    )
    return f"{number} {noun.few if 3 <= rest <= 10 else noun.many if rest > 10 else noun.one}"


def _group(n, noun, *, before_noun):
    """Write `n` thousands or millions; `before_noun`: the counted noun follows at once."""
    if n <= 2:
        return ("", noun.one, noun.many if before_noun else noun.two)[n]
    rest = n % 100
    if rest in (1, 2):
        return _and(
            f"{_below_thousand(n - rest, before_noun=True)} {noun.one}", _group(rest, noun, before_noun=before_noun)
        )
    word = noun.few if 3 <= rest <= 10 else noun.one if rest == 0 or before_noun else noun.many
    return f"{_below_thousand(n, before_noun=True)} {word}"


def _below_thousand(n, *, before_noun):
    if n == 200 and before_noun:
        return "مائتا"
    hundreds, rest = divmod(n, 100)
    if rest < 20:
        return _and(HUNDREDS[hundreds], ONES[rest])
    return _and(HUNDREDS[hundreds], ONES[rest % 10], TENS[rest // 10])


def _plural(word, n):
    return f"{word}s" if n > 1 else word


def _french(n):
    millions, thousands, units = n // 1_000_000, n // 1000 % 1000, n % 1000
    parts = []
    if millions:
        parts.append(f"{_french_below_thousand(millions)} {_plural('million', millions)}")
    if thousands > 1:
        # Mille is a numeral, not a noun: quatre-vingt mille, deux cent mille, but deux cents millions.
        parts.append(_french_below_thousand(thousands, plural=False))
    if thousands:
        parts.append("mille")
    if units or not parts:
        parts.append(_french_below_thousand(units))
    return " ".join(parts)


def _french_below_thousand(n, *, plural=True):
    hundreds, rest = divmod(n, 100)
    parts = []
    if hundreds > 1:
        parts.append(FRENCH_ONES[hundreds])
    if hundreds:
        parts.append("cents" if hundreds > 1 and not rest and plural else "cent")
    if rest or not hundreds:
        parts.append(_french_below_hundred(rest, plural=plural))
    return " ".join(parts)


def _french_below_hundred(n, *, plural):
    if n < 20:
        return FRENCH_ONES[n]
    if n == 80:
        return "quatre-vingts" if plural else "quatre-vingt"
    if n > 80:
        return f"quatre-vingt-{FRENCH_ONES[n - 80]}"
    tens = min(n // 10, 6)
    ones = n - 10 * tens
    if not ones:
        return FRENCH_TENS[tens]
    return f"{FRENCH_TENS[tens]}{' et ' if ones in (1, 11) else '-'}{FRENCH_ONES[ones]}"
