"""Dates in words, Moroccan months."""

from datetime import date

import pytest

from reintegration.ground.dates import in_words, with_weekday


@pytest.mark.parametrize(
    ("day", "arabic", "french"),
    [
        (date(2021, 5, 11), "الثلاثاء 11 ماي 2021", "mardi 11 mai 2021"),
        (date(2019, 8, 1), "الخميس 1 غشت 2019", "jeudi 1er août 2019"),
        (date(2024, 12, 29), "الأحد 29 دجنبر 2024", "dimanche 29 décembre 2024"),
    ],
)
def test_official_reads_the_date_in_both_languages(day, arabic, french):
    assert with_weekday(day, "ar").replace("\u00a0", " ") == arabic
    assert with_weekday(day, "fr").replace("\u00a0", " ") == french


def test_official_never_sees_a_date_broken_over_two_lines():
    assert in_words(date(2021, 5, 11), "fr") == "11\u00a0mai\u00a02021"
