"""What the pages of this app share: finding people, and a filter by state."""

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.finding import find_people
from reintegration.ground.search import matching


class FindsPeople:
    """A list searched by the person: name in any spelling, file number, phone or identity card."""

    person_path = ""
    title_path = ""
    """Leads from a row to what it's called, where a search reads that too."""
    search_fields = ["pk"]
    search_help_text = _("Name, file number, phone or identity card number")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """People and what belongs to them are entered on their own pages."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.can_add_related = False
        return field

    def get_search_results(self, request, queryset, search_term):
        found = find_people(queryset, search_term, self.person_path)
        if self.title_path and search_term.strip():
            called = matching(queryset, search_term, self.title_path)
            # Two ways to a row are two questions, each of its own index; as one with "or" neither index serves.
            keys = called.order_by().values("pk").union(found.order_by().values("pk"))
            return queryset.filter(pk__in=keys), False
        return found, False


class IsOpen(admin.SimpleListFilter):
    """Open or closed, for rows with a closing day."""

    title = _("state")
    parameter_name = "state"
    field = "closed_on"

    def lookups(self, request, model_admin):
        return [
            ("open", pgettext_lazy("state of a file", "Open")),
            ("closed", pgettext_lazy("state of a file", "Closed")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "open":
            return queryset.filter(**{f"{self.field}__isnull": True})
        if self.value() == "closed":
            return queryset.filter(**{f"{self.field}__isnull": False})
        return queryset
