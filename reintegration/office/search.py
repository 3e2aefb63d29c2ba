"""One search over everything that a user may see: people, projects, applications, ceremonies, in one list.

What each kind is found by is its list's own search, so that "all of them" leads to the same rows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries.finding import words_matched
from beneficiaries.models import Beneficiary, LifeProject
from disbursements.models import Ceremony
from programs.models import Application
from reintegration.ground.arabic import search_terms
from reintegration.ground.search import is_too_short
from reintegration.office.today.items import case_url, change_url, list_url

CAP = 50
"""How many rows of a kind are looked at; beyond, the count says so."""
ON_THE_PAGE, WHILE_TYPING = 20, 5
LENGTH_MAX = 100


@dataclass
class Line:
    """One found record: its name, its number, what tells it from others of that name."""

    title: str
    url: str
    code: str = ""
    meta: list = field(default_factory=list)
    record: object = None
    """The record when it has a status to show."""


@dataclass(frozen=True)
class Kind:
    """A kind of record that is searched; `line` makes a `Line` of one, given the words for its centre."""

    model: type
    icon: str
    line: Callable
    related: tuple


def _person(person, centre):
    other = person.name_latin if get_language() == "ar" else person.name_ar
    born = _("born in %(year)s") % {"year": person.birth_year}
    return Line(person.name, case_url(person), person.file_number, [other, born, centre(person.centre)])


def _project(project, centre):
    person = project.beneficiary
    meta = [person.name, str(project.sector), centre(person.centre)]
    return Line(project.title, change_url(project), person.file_number, meta)


def _application(file, centre):
    meta = [file.program.short_name, file.title, centre(file.centre)]
    return Line(file.beneficiary.name, change_url(file), file.beneficiary.file_number, meta, file)


def _ceremony(ceremony, centre):
    meta = [date_format(ceremony.held_on, "j F Y"), ceremony.place, centre(ceremony.centre)]
    return Line(ceremony.name, change_url(ceremony), ceremony.list_number, meta, ceremony)


KINDS = (
    Kind(Beneficiary, "people", _person, ("centre",)),
    Kind(LifeProject, "project", _project, ("episode__beneficiary__centre", "sector")),
    Kind(Application, "file", _application, ("beneficiary", "program", "centre")),
    Kind(Ceremony, "calendar", _ceremony, ("centre",)),
)


def kinds_for(request):
    return [kind for kind in KINDS if admin.site.get_model_admin(kind.model).has_view_permission(request)]


def search(request):
    """The page of a search, by GET: it works without a script."""
    text = request.GET.get("q", "")
    context = {
        **admin.site.each_context(request),
        "title": _("Search"),
        **_answer(request, text, ON_THE_PAGE),
    }
    return TemplateResponse(request, "office/search.html", context)


@require_POST
def search_results(request):
    """The part of the page that changes while somebody types: what was typed stands in no address."""
    text = request.POST.get("q", "")
    return TemplateResponse(request, "office/_search_results.html", _answer(request, text, WHILE_TYPING))


def _answer(request, text, shown):
    """What the results' template shows. A query for each way to a kind, up to two for a number or card."""
    kinds = kinds_for(request)
    if not kinds:
        raise PermissionDenied
    text = text.strip()[:LENGTH_MAX]
    # One digit is a file number.
    too_short = is_too_short(text) and not text.isdecimal()
    groups = [_found(kind, request, text, shown) for kind in kinds] if text and not too_short else []
    groups = [group for group in groups if group]
    return {"q": text, "is_too_short": too_short, "groups": groups}


def _found(kind, request, text, shown):
    rows = kind.model.objects.visible_to(request.user).select_related(*kind.related)
    rows = _newest(admin.site.get_model_admin(kind.model), request, rows, text)
    if not rows:
        return None
    has_more, rows = len(rows) > CAP, rows[:CAP]
    if any(f.name == "search" for f in kind.model._meta.concrete_fields):
        terms = search_terms(text)
        rows.sort(key=lambda row: -words_matched(row, terms))
    return {
        "label": capfirst(kind.model._meta.verbose_name_plural),
        "icon": kind.icon,
        "lines": [kind.line(row, _centre_for(request.user)) for row in rows[:shown]],
        "count": f"{CAP}+" if has_more else len(rows),
        "more_url": list_url(kind.model, "?" + urlencode({"q": text})) if has_more or len(rows) > shown else "",
    }


def _newest(finder, request, rows, text):
    """The newest rows that a text finds, one more than are looked at."""
    if hasattr(finder, "ways_to"):
        ways = finder.ways_to(rows, text)
    else:
        ways = [finder.get_search_results(request, rows, text)[0]]
    found = {row.pk: row for way in ways for row in way.order_by("-pk")[: CAP + 1]}
    return [found[pk] for pk in sorted(found, reverse=True)[: CAP + 1]]


def _centre_for(user):
    """The name of a centre, for whoever sees more than one."""
    has_many = user.scope.is_national or len(user.scope.centre_ids) > 1
    return str if has_many else lambda _centre: ""
