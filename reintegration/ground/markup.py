"""What a text looks like beside others: codes, names and amounts in their own direction, two lines, a status."""

from typing import NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext

from reintegration.ground.money import format_amount


class Word(NamedTuple):
    """A status that no model stores, and its tone (a key of the office's table of shapes)."""

    status_label: str
    tone: str


class StatusOf:
    """How another record stands, for a cell: that record's own name would ask for more of it."""

    def __init__(self, record):
        self.status, self._meta, self.get_status_display = record.status, record._meta, record.get_status_display

    def __str__(self):
        return str(self.get_status_display())


def listed(words):
    """Words one after the other, with the comma of the language."""
    return gettext(", ").join(map(str, words))


def isolated(text):
    """Words of any language and direction, or a code, apart from the text around them."""
    return format_html("<bdi>{}</bdi>", text)


def apart(text):
    """The same for a sentence that is no markup: Unicode's own characters say what `<bdi>` says."""
    return f"\u2068{text}\u2069"


def dirhams(amount):
    """MAD as `12 500,00`, apart from the text around them."""
    return isolated(format_amount(amount))


def two_lines(first, second):
    """What a cell says, and under it, smaller, what tells it from others; nothing under it for no second text."""
    return format_html('{}<span class="sub">{}</span>', first, second) if second else first
