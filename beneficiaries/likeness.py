"""How two files that may be of one person look beside each other: what matches, in words and shapes."""

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
    name = person.father_name_ar or person.father_name_latin
    return isolated(name) if name else ""


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
