"""What stands on the page of a program's figures: its panels, and how each number is written and what it opens."""

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reintegration.ground.markup import dirhams, isolated
from reintegration.office import figures_counted
from reintegration.office.display import moment
from reintegration.office.figures import average_project, growth_percent, lines_of
from reintegration.office.figures_agreeing import in_words
from reintegration.office.region_map import region_map

PEOPLE = (
    "people.women",
    "people.men",
    "people.former_protection_residents",
    "people.trained",
    "people.diagnosed_in_detention",
    "people.diagnosed_at_centre",
    "people.resident_in_province_of_project",
)
SUPPORT = ("support.equipment", "support.cheque", "support.both")
COMPARED = ("applications.approved", "people.women", "average_project_mad", PEOPLE[2], *SUPPORT)
CEREMONY = ("expected", "delivered", "delivered_women", "delivered_men", "delivered_former_protection_residents")
HANDED_THERE = ("delivered_equipment", "delivered_cheque", "delivered_both")
NBSP = "\u00a0"


def written(figure, *, is_money):
    """A figure as the page writes it: dirhams, a count with its thousands apart, a share in percent."""
    if figure.value is None:
        return "—"
    if isinstance(figure.value, dict):
        return isolated(in_words(figure.value, is_money=is_money))
    if is_money:
        return dirhams(Decimal(figure.value))
    if isinstance(figure.value, float):
        return isolated(percent(figure.value))
    return isolated(f"{figure.value:,}".replace(",", NBSP))


def percent(value):
    return f"{number_format(value, 1)}{NBSP}%"


class Panels:
    """The panels of one program, from its figures and those of the season before."""

    def __init__(self, program, figures):
        self.program, self.figures = program, figures
        self.before = _before(program.previous) if program.previous else {}

    def context(self):
        return {
            "chain": self._chain(),
            "map": region_map(
                {
                    code: (approved.group, approved.value, self._list_url(approved.opens))
                    for code, (approved, *_rest) in lines_of(self.figures, "regions").items()
                }
            ),
            "regions": self._breakdown("regions", _("Approved, by region"), with_empty=True),
            "sectors": self._breakdown("sectors", _("Approved, by sector")),
            "provinces": self._breakdown("provinces", _("Approved, by province")),
            "totals": [self.number(key) for key in ("applications.approved", "handed_over.people", "approved_mad")],
            "compared": self._compared(),
            "groups": [
                (_("People"), self._rows(*PEOPLE, "moussalaha")),
                (_("Support"), self._rows(*SUPPORT)),
                (_("Money"), self._rows(*self._starting("funding."), "average_project_mad")),
                *self._periods(),
            ],
            "ceremonies": self._ceremonies(),
            "partners": [_in_language(partner, "name") for partner in self.figures["partners"].value],
            "agreements": [
                one | {"partner": _in_language(one, "partner"), "amount": dirhams(Decimal(one["allocated_mad"]))}
                for one in self.figures["agreement"].value
            ],
        }

    def number(self, key):
        """A figure's number, leading to its list when it has one."""
        figure = self.figures[key]
        text = written(figure, is_money=key.endswith("_mad"))
        if not figure.opens:
            return text
        return format_html('<a href="{}">{}</a>', self._list_url(figure.opens), text)

    def _list_url(self, key):
        return reverse("admin:program_figure", args=[self.program.slug, key])

    def _starting(self, *starts):
        return [key for key in self.figures if key.startswith(starts)]

    def _rows(self, *keys):
        shown = [key for key in keys if key in self.figures]
        return [(self.figures[key].label or self.figures[key].group, self.number(key)) for key in shown]

    def _periods(self):
        """A panel for each period over which something was counted for everybody."""
        keys = self._starting("placements.", "interventions.")
        panels = {}
        for key in keys:
            panels.setdefault(self.figures[key].line, (self.figures[key].group, []))[1].append(key)
        return [(title, self._rows(*rows)) for title, rows in panels.values()]

    def _chain(self):
        steps = [
            (_("Submitted"), "applications.submitted", ""),
            (_("Approved"), "applications.approved", "approved_mad"),
            (_("Handed over"), "handed_over.people", "handed_over.amount_mad"),
            (_("Alive at the last visit"), "alive", ""),
        ]
        if "announced.beneficiaries" in self.figures or "announced.budget_mad" in self.figures:
            steps.insert(0, (_("Announced"), "announced.beneficiaries", "announced.budget_mad"))
        return [(label, self._step(count), self._step(amount)) for label, count, amount in steps]

    def _step(self, key):
        if key not in self.figures:
            return ""
        if key.startswith("announced."):
            return format_html('<a href="#announced">{}</a>', written(self.figures[key], is_money=key.endswith("_mad")))
        return self.number(key)

    def _breakdown(self, key, title, *, with_empty=False):
        """A table of the records that have files, or of all, with a bar for now and one for the season before."""
        before = figures_counted.approved_by(self.program.previous, key) if self.before else {}
        lines = lines_of(self.figures, key)
        most = max([*before.values(), *(approved.value for approved, *_rest in lines.values())], default=0) or 1
        rows = [
            {
                "name": approved.group,
                "numbers": [self.number(approved.opens), self.number(handed.opens)],
                "amount": self.number(amount.opens),
                "width": round(100 * approved.value / most, 1),
                "width_before": round(100 * before.get(code, 0) / most, 1),
                "value": approved.value,
            }
            for code, (approved, handed, amount) in lines.items()
            if with_empty or approved.value or before.get(code)
        ]
        rows.sort(key=lambda row: -row["value"])
        count = sum(bool(row["value"]) for row in rows)
        return {"key": key, "title": title, "rows": rows, "has_before": bool(before), "count": count}

    def _compared(self):
        """(label, before, now, growth) of what both seasons have."""
        keys = [key for key in self.figures if key.startswith("announced.") and key.endswith("_mad")]
        if self.before and self.before["applications.approved"].value:
            keys += COMPARED
        previous = {key: self.figures.get(f"previous.{key}") or self.before.get(key) for key in keys}
        return [
            (
                self.figures[key].label,
                written(previous[key], is_money=key.endswith("_mad")),
                self._step(key),
                _growth(self.figures[key], previous[key]),
            )
            for key in keys
            if previous[key]
        ]

    def _ceremonies(self):
        found = []
        for start in [key.removesuffix(".held_on") for key in self._starting("ceremony.") if key.endswith(".held_on")]:
            presiding = self.figures[f"{start}.presiding"].value
            found.append(
                {
                    "name": self.figures[f"{start}.name"].value,
                    "day": moment(date.fromisoformat(self.figures[f"{start}.held_on"].value)),
                    "president": _in_language(presiding, "president"),
                    "coordinator": _in_language(presiding, "coordinator"),
                    "numbers": [
                        (self.figures[f"{start}.{name}"].label, self.number(f"{start}.{name}"))
                        for name in (*CEREMONY, *HANDED_THERE)
                    ],
                }
            )
        return found


def _before(program):
    """The figures of the season before that the page shows beside."""
    found = figures_counted.files(program).figures()
    return found | {"average_project_mad": average_project(found)}


def _growth(now, before):
    values = [Decimal(one.value["value"] if isinstance(one.value, dict) else one.value or 0) for one in (now, before)]
    growth = growth_percent(*values)
    if growth is None:
        return "—"
    return isolated(f"{'+' if growth > 0 else ''}{percent(growth)}")


def _in_language(names, field):
    """One of the two names of a recorded figure, in the active language as far as there is one."""
    order = ("ar", "fr") if get_language() == "ar" else ("fr", "ar")
    return next((names[f"{field}_{language}"] for language in order if names[f"{field}_{language}"]), "")
