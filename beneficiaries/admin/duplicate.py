"""Possible duplicates: two files beside each other, and the decision whether they are of one person."""

from django.conf import settings
from django.contrib import admin
from django.db.models import Prefetch
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from beneficiaries.likeness import beside
from beneficiaries.models import Beneficiary, Episode, PossibleDuplicate
from beneficiaries.services.duplicates import likeness_of
from beneficiaries.workflow import DUPLICATE
from reintegration.ground.admin import ReadOnlyAdmin, WaitsForMe
from reintegration.ground.audit import trail
from reintegration.ground.markup import isolated, two_lines


@admin.register(PossibleDuplicate)
class PossibleDuplicateAdmin(ReadOnlyAdmin):
    workflow = DUPLICATE
    change_form_template = "beneficiaries/possible_duplicate.html"
    list_display = ["later", "earlier", "score", "has_same_card", "found_on", "status"]
    list_display_links = ["later"]
    list_filter = ["status", WaitsForMe, "has_same_card"]
    list_select_related = ["person__centre", "other__centre"]

    @admin.display(description=_("later file"), ordering="person__id")
    def later(self, pair):
        return _side(pair.person)

    @admin.display(description=_("earlier file"), ordering="other__id")
    def earlier(self, pair):
        return _side(pair.other)

    @admin.display(description=_("found on"), ordering="created_at")
    def found_on(self, pair):
        return pair.created_at.date()

    def get_fieldsets(self, request, obj=None):
        """The page says it all in its own way."""
        return []

    def facts(self, request, record, transition):
        sides = [(_("later file"), record.person), (_("earlier file"), record.other)]
        return [(capfirst(label), format_html("{} {}", _name(person), _code(person))) for label, person in sides]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        running = Prefetch("episodes", Episode.objects.open().select_related("worker"), to_attr="open_episodes")
        files = Beneficiary.objects.select_related("centre", "canonical").prefetch_related(running)
        pair = files.in_bulk([obj.person_id, obj.other_id])
        later, earlier = pair[obj.person_id], pair[obj.other_id]
        context["later"], context["earlier"] = later, earlier
        context["rows"] = beside(likeness_of(later, earlier), later, earlier)
        context["incidents"] = [
            text for path in settings.INCIDENTS_OF_ONE_PERSON for text in import_string(path)([later, earlier])
        ]
        context["steps"] = [(step, DUPLICATE[step.verb].label) for step in trail.status_changes_of(obj)]
        return super().render_change_form(request, context, add, change, form_url, obj)


def _side(person):
    return two_lines(_name(person), _code(person))


def _name(person):
    return format_html('<bdi class="words">{}</bdi>', person.name)


def _code(person):
    return format_html("{} · {}", isolated(person.file_number), person.centre)
