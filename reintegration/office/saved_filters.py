"""A user's own filters: a list as it is narrowed, searched and sorted now, kept under a name, opened, taken away."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ERROR_FLAG, IS_POPUP_VAR, PAGE_VAR, TO_FIELD_VAR
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reintegration.ground.errors import Refused
from reintegration.office.models import SavedFilter

MOST = 30
"""Of one list: a menu longer than that is searched, not read."""
LONGEST = 1000
OF_THE_MOMENT = (PAGE_VAR, ERROR_FLAG, IS_POPUP_VAR, TO_FIELD_VAR)


def narrowing(query):
    """What of a list's query string narrows, searches or sorts it; in one order, so that two can be compared."""
    asked = QueryDict(query, mutable=True)
    for name in OF_THE_MOMENT:
        asked.pop(name, None)
    kept = QueryDict(mutable=True)
    for name, values in sorted(asked.lists()):
        kept.setlist(name, [value for value in values if value])
    return kept.urlencode()


def save(*, user, of_list, name, query):
    """Keep a query string of a list under a name, in place of the user's other one of that name; returns it."""
    name = " ".join("".join(sign for sign in name if sign.isprintable() or sign.isspace()).split())
    query = narrowing(query)
    if not name or len(name) > SavedFilter._meta.get_field("name").max_length:
        raise Refused(_("Give the filter a name of at most 60 letters."))
    if not query or len(query) > LONGEST:
        raise Refused(_("Narrow, search or sort the list first; then keep that as a filter."))
    others = SavedFilter.objects.filter(user=user, list=of_list).exclude(name=name)
    if others.count() >= MOST:
        raise Refused(_("You keep %(most)s filters of this list already: delete one first.") % {"most": MOST})
    return SavedFilter.objects.update_or_create(user=user, list=of_list, name=name, defaults={"query": query})[0]


def forget_all(*, user):
    """Delete every filter of a user."""
    SavedFilter.objects.filter(user=user).delete()


def saved_filters(request):
    """GET: all filters of the user, by list. POST: keep one, and back to its list."""
    if request.method != "POST":
        return _page(request)
    of_list = request.POST.get("list", "")
    address = _address(request, of_list)
    query = request.POST.get("query", "")
    try:
        kept = save(user=request.user, of_list=of_list, name=request.POST.get("name", ""), query=query)
        messages.success(request, _("Kept as “%(name)s”.") % {"name": kept.name})
    except Refused as refusal:
        messages.error(request, refusal.text)
    return HttpResponseRedirect(f"{address}?{narrowing(query)}")


def saved_filter(request, pk):
    """Open the list as it was kept."""
    kept = get_object_or_404(SavedFilter, pk=pk, user=request.user)
    return HttpResponseRedirect(f"{_address(request, kept.list)}?{kept.query}")


@require_POST
def delete_filter(request, pk):
    """Take a filter away, and back to its list; one that is gone already is gone."""
    kept = get_object_or_404(SavedFilter, pk=pk, user=request.user)
    kept.delete()
    messages.success(request, _("Filter “%(name)s” deleted.") % {"name": kept.name})
    return HttpResponseRedirect(_address(request, kept.list))


def _page(request):
    kept = SavedFilter.objects.filter(user=request.user).order_by("list", "name").defer("query")
    lists = {page.opts.label_lower: page.opts.verbose_name_plural for page in _lists(request)}
    rows = [(lists[one.list], one) for one in kept if one.list in lists]
    context = {**admin.site.each_context(request), "title": _("My filters"), "rows": rows}
    return TemplateResponse(request, "office/saved_filters.html", context)


def _lists(request):
    """The pages of the lists that the user may open."""
    return [page for page in admin.site._registry.values() if page.has_view_or_change_permission(request)]


def _address(request, label):
    opts = next((page.opts for page in _lists(request) if page.opts.label_lower == label), None)
    if opts is None:
        raise Http404
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
