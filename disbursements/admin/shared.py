"""What the pages of this app share: which verbs are buttons, records that are only read, links to papers."""

from django.http import Http404
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from reintegration.ground.search import matching

LANGUAGES = [("ar", _("Arabic")), ("fr", _("French")), ("bi", _("Both languages"))]


class ButtonVerbs:
    """Only `buttons` of the table are pressed on the page; the other steps follow from those of other records."""

    buttons = ()

    def verbs(self, request, record):
        return [verb for verb in super().verbs(request, record) if verb["name"] in self.buttons_of(record)]

    def buttons_of(self, record):
        return self.buttons

    def verb_view(self, request, object_id, verb):
        if verb not in self.buttons:
            raise Http404
        return super().verb_view(request, object_id, verb)


class FoundByWords:
    """Records that a search finds by the words of their search column."""

    search_fields = ["pk"]

    def get_search_results(self, request, queryset, search_term):
        return matching(queryset, search_term), False


class ReadAfterwards:
    """Records that are added by a form and moved by verbs, never edited."""

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def paper_view(name):
    """A view of `disbursements.views`, imported when a paper is asked for: WeasyPrint takes a second."""

    def view(request, object_id, language):
        return import_string(f"disbursements.views.{name}")(request, object_id, language)

    return view


def paper_links(url_name, record):
    """[(language, address)] of one paper of a record, for the page's panel."""
    return [(label, reverse(f"admin:{url_name}", args=[record.pk, code])) for code, label in LANGUAGES]
