"""How figures are counted: a block of rows and the conditions on them. A number and its list come from one entry."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from reintegration.ground.money import ZERO, total


@dataclass(frozen=True)
class Figure:
    """One figure: its value as JSON writes it; whether it was announced, recorded, counted or computed; what it opens.

    `opens` is the key of the entry whose rows it stands for; `line` the beginning of the keys of its `group`. A figure
    that is `part_of` a breakdown is no key of the report.
    """

    value: object
    kind: str = "counted"
    label: str = ""
    group: str = ""
    opens: str = ""
    part_of: str = ""
    line: str = ""
    source: str = ""

    @property
    def full_label(self):
        return joined(self.group, self.label)


def joined(group, label):
    return " – ".join(str(part) for part in (group, label) if part)


@dataclass(frozen=True)
class Entry:
    """What a counted number stands for: these rows, or the sum of their `amount`."""

    label: str
    rows: QuerySet
    amount: str = ""


@dataclass(frozen=True)
class Counted:
    """Among the rows of a block, how many `only` keeps, or what their `amount` comes to in MAD."""

    name: str
    label: str
    only: Q = field(default_factory=Q)
    amount: str = ""

    def aggregate(self):
        if self.amount:
            return total(self.amount, filter=self.only)
        return Count("pk", filter=self.only)


@dataclass(frozen=True)
class Block:
    """Rows of one kind and what is counted among them: once, or once for each value of the field `by`.

    `names` gives each value the beginning of its keys and its label; rows of another value are not counted.
    """

    rows: QuerySet
    counted: tuple
    by: str = ""
    names: dict = field(default_factory=lambda: {None: ("", "")})
    part_of: str = ""

    def entries(self):
        """{key: Entry}. No query."""
        return {
            prefix + one.name: Entry(
                joined(label, one.label),
                (self.rows.filter(**{self.by: value}) if self.by else self.rows).filter(one.only),
                one.amount,
            )
            for value, (prefix, label) in self.names.items()
            for one in self.counted
        }

    def figures(self):
        """{key: Figure}. One query."""
        asked = {f"n{number}": one.aggregate() for number, one in enumerate(self.counted)}
        if self.by:
            found = {row[self.by]: row for row in self.rows.order_by().values(self.by).annotate(**asked)}
        else:
            found = {None: self.rows.aggregate(**asked)}
        return dict(self._figures(found))

    def _figures(self, found):
        source = str(self.rows.model._meta.verbose_name_plural)
        for value, (prefix, group) in self.names.items():
            row = found.get(value, {})
            for number, one in enumerate(self.counted):
                counted = row.get(f"n{number}", ZERO if one.amount else 0)
                key = prefix + one.name
                yield (
                    key,
                    Figure(
                        str(counted) if one.amount else counted,
                        label=str(one.label),
                        group=str(group),
                        opens=key,
                        part_of=self.part_of,
                        line=prefix,
                        source=source,
                    ),
                )
