"""The filters of a list as chips: the first one's choices with their numbers, the others to open or to take away."""

from copy import copy
from dataclasses import dataclass, field

from django.contrib.admin import (
    BooleanFieldListFilter,
    ChoicesFieldListFilter,
    RelatedFieldListFilter,
    SimpleListFilter,
)
from django.contrib.admin.utils import get_fields_from_path
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reintegration.ground.admin.filters import visible_rows
from reintegration.ground.counting import capped_counts
from reintegration.ground.markup import isolated, listed

MOST_CHIPS = 10
MOST_COUNTED = 999


@dataclass
class Filter:
    """One filter as the page shows it: all choices side by side, one to switch on, a menu, or what was chosen."""

    title: str
    choices: list = field(default_factory=list)
    chosen: dict | None = None
    is_first: bool = False

    @property
    def everything(self):
        return self.choices[0]

    @property
    def is_open(self):
        return self.is_first and len(self.choices) <= MOST_CHIPS

    @property
    def is_switch(self):
        """Whether it has one choice alone, which is on or off."""
        return len(self.choices) == 2


def filters_of(cl, request):
    """The filters of a change list. One query, if the list counts or something waits."""
    shown = [_filter(cl, spec, is_first=not place) for place, spec in enumerate(cl.filter_specs)]
    others = list(_others(cl))
    lists = {}
    for place, (found, spec) in enumerate(zip(shown, cl.filter_specs, strict=True)):
        if not others and _is_counted(cl, found):
            behind = _rows_of(spec, _narrowed(cl, request, spec), request)
            lists |= {(place, number): rows for number, rows in enumerate(behind)}
    for (place, number), count in capped_counts(request.user, lists, most=MOST_COUNTED).items():
        shown[place].choices[number]["count"] = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
    return [*shown, *others]


def _filter(cl, spec, *, is_first):
    choices = list(spec.choices(cl))
    for number, choice in enumerate(choices):
        is_record = number and isinstance(spec, RelatedFieldListFilter)
        choice["markup"] = isolated(choice["display"]) if is_record else choice["display"]
        if number and is_first and isinstance(spec, BooleanFieldListFilter):
            choice["markup"] = f"{capfirst(spec.title)}{_(':')} {choice['display']}"
    chosen = next((c for c in choices[1:] if c.get("selected")), None)
    return Filter(spec.title, choices, chosen, is_first)


def _is_counted(cl, found):
    """Counted is what an index leads to (the list says so of its first filter), as far as `MOST_COUNTED`.

    Not beside a search: its matches are found anew for every choice.
    """
    if cl.query:
        return False
    return cl.model_admin.counts_chips if found.is_open else found.is_switch and not found.chosen


def _narrowed(cl, request, spec):
    """The rows of the list without one of its filters."""
    rows = visible_rows(cl.model, request.user)
    for other in cl.filter_specs:
        narrowed = None if other is spec else other.queryset(request, rows)
        rows = rows if narrowed is None else narrowed
    return rows


def _rows_of(spec, rows, request):
    """The rows behind each choice, in the order of the choices."""
    if isinstance(spec, SimpleListFilter):
        return [rows, *(_choosing(spec, value).queryset(request, rows) for value, _label in spec.lookup_choices)]
    if isinstance(spec, ChoicesFieldListFilter):
        values = [value for value, _label in spec.field.flatchoices]
    else:
        values = [value for value, _label in spec.lookup_choices]
    return [rows, *(rows.filter(**{spec.field_path: value}) for value in values)]


def _choosing(spec, value):
    other = copy(spec)
    other.used_parameters = {spec.parameter_name: str(value)}
    return other


def _others(cl):
    """What narrows the list by its address alone: no filter shows it, so a chip says it and takes it away."""
    known = {name for spec in cl.filter_specs for name in spec.expected_parameters()}
    # A filter that offers this user nothing narrows nothing either.
    known |= {entry.parameter_name for entry in cl.list_filter if hasattr(entry, "parameter_name")}
    for name, values in cl.get_filters_params().items():
        if name in known:
            continue
        path = name.rpartition("__")[0].removesuffix("__pk").removesuffix("__id") or name
        column = get_fields_from_path(cl.model, path)[-1]
        words = dict(column.flatchoices)
        said = listed(words.get(one, one) for value in values for one in value.split(","))
        gone = {"query_string": cl.get_query_string(remove=[name]), "display": "", "markup": ""}
        yield Filter(column.verbose_name, [gone], {"display": said, "markup": isolated(said)})
