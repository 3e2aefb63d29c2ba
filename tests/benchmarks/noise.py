"""People as two clerks write them down: invented names and births, and what becomes of them the second time."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from beneficiaries.services import people
from reintegration.demo.names import FAMILIES, MEN, WOMEN

ARABIC = [
    ("أ", "ا"),
    ("ة", "ه"),
    ("ى", "ي"),
    ("إ", "ا"),
    ("عبد ", "عبد"),
    ("بن ", "بن"),
    ("ال", ""),
    ("ئ", "ي"),
    ("ء", ""),
]
LATIN = [
    *(("ou", "u"), ("ch", "sh"), ("El ", ""), ("El ", "El-"), ("Ben", "Ben "), ("ï", "i"), ("é", "e"), ("ss", "s")),
    *(("a", "e"), ("k", "q"), ("i", "y"), ("dd", "d"), ("Aït ", "Ait"), ("dou", "do"), ("Abd", "Abd "), ("e", "")),
]
ROOTS = [
    *[("موسى", "Moussa"), ("سليمان", "Slimane"), ("جلون", "Jelloun"), ("حمو", "Hammou"), ("يعقوب", "Yacoub")],
    *[("عمار", "Ammar"), ("شقرون", "Chekroun"), ("منصور", "Mansour"), ("داود", "Daoud"), ("طاهر", "Taher")],
    *[("زيان", "Ziane"), ("حدو", "Haddou"), ("عدي", "Addi"), ("قاسم", "Kacem"), ("سعيد", "Said")],
    *[("صالح", "Saleh"), ("شعيب", "Chaib"), ("ناصر", "Nacer"), ("مبارك", "Mbarek"), ("جمعة", "Jemaa")],
]
PREFIXES = [("بن ", "Ben "), ("أيت ", "Aït "), ("بو", "Bou"), ("ولد ", "Ould "), ("أولاد ", "Oulad "), ("", "")]
SURNAMES = [*FAMILIES, *((ar + one, la + two) for ar, la in PREFIXES for one, two in ROOTS)]


@dataclass
class Writing:
    """`person` invents one; `again` writes the same person down a second time, as carelessly as people do."""

    seed: str = "duplicates"
    chance: random.Random = field(init=False)

    def __post_init__(self):
        self.chance = random.Random(self.seed)

    def person(self):
        given, family = self.chance.choice(self.chance.choice([MEN, MEN, MEN, WOMEN])), self.chance.choice(SURNAMES)
        father = self.chance.choice(MEN)
        born = date(1958, 1, 1) + timedelta(days=self.chance.randrange(46 * 365))
        return self._derived(
            {
                **dict(zip(("given_name_ar", "given_name_latin"), given, strict=True)),
                **dict(zip(("family_name_ar", "family_name_latin"), family, strict=True)),
                **dict(zip(("father_name_ar", "father_name_latin"), father, strict=True)),
                "birth_date": None if self._is(0.1) else born,
                "birth_year": born.year,
                "cin": f"BK{self.chance.randrange(10**6)}" if self._is(0.6) else "",
            }
        )

    def sibling(self, person):
        """Somebody of the same family and father, born some years apart: like, and not the same."""
        born = date(person["birth_year"] + self.chance.choice([-3, -2, -1, 1, 2, 3]), 1, 1)
        other = self.person()
        of_family = {name: person[name] for name in person if name.startswith(("family_name", "father_name"))}
        day = born + timedelta(days=self.chance.randrange(365))
        return self._derived(other | of_family | {"birth_date": day, "birth_year": day.year})

    def again(self, person):
        values = dict(person)
        for name in ("given_name", "family_name", "father_name"):
            values[f"{name}_ar"] = self._miswritten(values[f"{name}_ar"], ARABIC)
            values[f"{name}_latin"] = self._miswritten(values[f"{name}_latin"], LATIN)
        if self._is(0.03):
            for script in ("ar", "latin"):
                given, family = f"given_name_{script}", f"family_name_{script}"
                values[given], values[family] = values[family], values[given]
        if self._is(0.4):
            values |= {"father_name_ar": "", "father_name_latin": ""}
        if self._is(0.5):
            # Whether they are found is the question, so the card is not on the table.
            values["cin"] = ""
        values["birth_date"] = self._misremembered(values["birth_date"])
        values["birth_year"] = values["birth_date"].year if values["birth_date"] else values["birth_year"]
        return self._derived(values)

    def _is(self, share):
        return self.chance.random() < share

    def _miswritten(self, text, habits):
        for old, new in habits:
            if old in text and self._is(0.25):
                text = text.replace(old, new, 1)
        if len(text) > 3 and self._is(0.2):
            at = self.chance.randrange(1, len(text) - 1)
            left_out, twice = text[:at] + text[at + 1 :], text[:at] + text[at - 1 :]
            turned = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            text = self.chance.choice([left_out, twice, turned])
        return text

    def _misremembered(self, born):
        if born is None or self._is(0.08):
            return None
        if self._is(0.03) and born.day <= 12:
            return born.replace(day=born.month, month=born.day)
        if self._is(0.03):
            return born.replace(day=born.day % 28 + 1)
        if self._is(0.02):
            return born.replace(day=min(born.day, 28), year=born.year + 1)
        return born

    @staticmethod
    def _derived(values):
        return values | {name: value for name, value in people.derived(values).items() if name != "search"}
