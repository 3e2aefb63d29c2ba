"""Dates as written in Morocco: in words, in Arabic (ماي، غشت، دجنبر) and in French; and as people type them."""

import re
import unicodedata
from datetime import date

NBSP = "\u00a0"
MONTHS = {
    "ar": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
WEEKDAYS = {
    "ar": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}

FORMAT = "%d/%m/%Y"
YEARS_AHEAD = 10
"""Of a year with two digits: 36 is 2036 in 2026, 37 is 1937."""

_TYPED = re.compile(r"(\d{1,2})(?:\s*[/.،-]\s*|\s+)(\d{1,2})(?:\s*[/.،-]\s*|\s+)(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def in_words(day, language):
    """Return `11 ماي 2021` or `1er mai 2021`, kept together by no-break spaces."""
    number = "1er" if language == "fr" and day.day == 1 else day.day
    return f"{number}{NBSP}{MONTHS[language][day.month - 1]}{NBSP}{day.year}"


def with_weekday(day, language):
    """Return `الثلاثاء 11 ماي 2021` or `mardi 11 mai 2021`."""
    return f"{WEEKDAYS[language][day.weekday()]} {in_words(day, language)}"


def parse_day(text, *, today):
    """The day that `text` means: day, month and year in this order, or year-month-day; None when it is no such text.

    Raises ValueError for a day that the calendar does not have. Pure.
    """
    text = "".join(_plain(sign) for sign in str(text)).strip()
    if found := _ISO.fullmatch(text):
        return date(*map(int, found.groups()))
    if found := _TYPED.fullmatch(text):
        day, month, year = found.groups()
        return date(int(year) if len(year) == 4 else _century(int(year), today) + int(year), int(month), int(day))
    return None


def _plain(sign):
    """Western digits, no marks of direction, one kind of dash."""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    kind = unicodedata.category(sign)
    return {"Cf": "", "Zs": " ", "Pd": "-"}.get(kind, sign)


def _century(year, today):
    this = today.year - today.year % 100
    return this if year <= today.year % 100 + YEARS_AHEAD else this - 100
