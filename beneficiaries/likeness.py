"""How two people look beside each other: what matches, in words and shapes."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from beneficiaries.duplicates import BLOCK, DIFFERENT, MISSING, NEAR, SAME, Likeness
from beneficiaries.models import Beneficiary
from reintegration.ground.dates import FORMAT
from reintegration.ground.markup import isolated

WORDS = {SAME: _("the same"), NEAR: _("nearly the same"), DIFFERENT: _("different"), MISSING: _("not known")}
ICONS = {SAME: "decide", NEAR: "st-progress", DIFFERENT: "close", MISSING: ""}


def facts(likeness, person):
    """[(label, value of the other file, word, icon)] of what was compared."""
    rows = [
        (_("Name"), "", likeness.names),
        (_("Birth"), birth_of(person), likeness.birth),
        (_("Father"), father_of(person), likeness.father),
        (_("Identity card"), "", likeness.card),
    ]
    return [(label, value, WORDS[word], ICONS[word]) for label, value, word in rows]


def birth_of(person):
    return isolated(person.birth_date.strftime(FORMAT) if person.birth_date else person.birth_year)


def father_of(person):
    return _apart(person.father_name_ar or person.father_name_latin)


def _apart(text):
    return isolated(text) if text else ""


def beside(likeness, later, earlier):
    """[(label, of the later file, of the earlier, word, icon)] for the page on which two files are compared."""
    compared = [
        (_("Name in Arabic"), isolated(later.name_ar), isolated(earlier.name_ar), likeness.names),
        (_("Name in Latin letters"), isolated(later.name_latin), isolated(earlier.name_latin), likeness.names),
        (_("Birth"), birth_of(later), birth_of(earlier), likeness.birth),
        (_("Father"), father_of(later), father_of(earlier), likeness.father),
        (_("Identity card"), _apart(_masked(later)), _apart(_masked(earlier)), likeness.card),
    ]
    told = [
        (_("Birth place"), _apart(later.birth_place), _apart(earlier.birth_place)),
        (_("Phone"), _apart(later.phone), _apart(earlier.phone)),
        (_("Centre"), later.centre, earlier.centre),
        (_("Worker in charge"), _worker(later), _worker(earlier)),
    ]
    rows = [(label, one, two, WORDS[word], ICONS[word]) for label, one, two, word in compared]
    return rows + [(label, one, two, "", "") for label, one, two in told]


def _masked(person):
    """The last three signs of a card: enough to compare two of them with the paper."""
    return f"…{person.cin[-3:]}" if person.cin else ""


def _worker(person):
    return person.open_episodes[0].worker if person.open_episodes else ""


@dataclass(frozen=True)
class Known:
    """A file in sight beside a person who is being registered; `is_apart`: the clerk says it is somebody else's."""

    likeness: Likeness
    person: Beneficiary
    is_apart: bool = False

    @property
    def is_strong(self):
        return self.likeness.score >= BLOCK

    @property
    def has_same_card(self):
        return self.likeness.card == SAME

    @property
    def facts(self):
        return facts(self.likeness, self.person)
