"""Tags of the papers: amounts, codes, dates and words, each kept whole between Arabic and Latin text."""

import re

from django import template
from django.utils.html import format_html, format_html_join

from reintegration.ground import amount_words, dates
from reintegration.ground.money import NBSP, format_amount

register = template.Library()
WORDS = {"ar": amount_words.in_arabic, "fr": amount_words.in_french}
# Arabic text turns 2020-2021 and 11/05/2021 round unless they stand apart.
JOINED_NUMBERS = re.compile(r"(\d+(?:[-–/.]\d+)+)")
CURRENCY = {"ar": "درهم", "fr": "DH"}


@register.filter
def amount(value):
    """Write 12 500,00, never reordered and never broken."""
    return format_html('<bdi dir="ltr" class="n">{}</bdi>', format_amount(value))


@register.filter
def dirhams_in(value, language):
    """Write 12 500,00 درهم or 12 500,00 DH."""
    return format_html('<span class="keep">{}{}{}</span>', amount(value), NBSP, CURRENCY[language])


@register.filter
def words_in(value, language):
    """Write the amount in words."""
    return WORDS[language](value)


@register.filter
def code(value):
    """Write a number or code that reads from left to right in any text."""
    return format_html('<bdi dir="ltr" class="code">{}</bdi>', value)


@register.filter
def arabic(text):
    """Write Arabic text in which 2020-2021 keeps its order."""
    parts = JOINED_NUMBERS.split(str(text))
    return format_html_join("", "{}", ((code(part) if n % 2 else part,) for n, part in enumerate(parts)))


@register.filter
def latin(value):
    """Write a name in Latin letters."""
    return format_html('<bdi dir="ltr" lang="fr">{}</bdi>', value)


@register.filter
def date_in(day, language):
    """Write 11 ماي 2021 or 11 mai 2021."""
    return dates.in_words(day, language)


@register.filter
def weekday_in(day, language):
    """Write الثلاثاء 11 ماي 2021 or mardi 11 mai 2021."""
    return dates.with_weekday(day, language)


@register.simple_tag(takes_context=True)
def both(context, arabic, french):
    """Write one label in the language of the paper; in both when the paper is bilingual."""
    arabic = format_html('<span class="t" lang="ar" dir="rtl">{}</span>', arabic) if context["ar"] else ""
    french = format_html('<span class="t" lang="fr" dir="ltr">{}</span>', french) if context["fr"] else ""
    between = format_html('<span class="sep"> {} </span>', "·") if arabic and french else ""
    return format_html("{}{}{}", arabic, between, french)
