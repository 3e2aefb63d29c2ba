"""One search over everything that a user may see: people, projects, applications, ceremonies, in one list."""

from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST


def search(request):
    """The page of a search, by GET: it works without a script."""
    return TemplateResponse(request, "office/search.html", {**admin.site.each_context(request), "title": _("Search")})


@require_POST
def search_results(request):
    """The part of the page that changes while somebody types: what was typed stands in no address."""
    return TemplateResponse(request, "office/_search_results.html", {})
