"""What the pages of this app share: finding people, and a filter by state."""

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reintegration.ground.sealed import looks_like_cin, lookup_keys
from reintegration.ground.search import matching


def find_people(queryset, text, path=""):
    """Rows of the people that `text` names: by identity card when it looks like one, else by the words of their file.

    `path` leads from the rows to the person, such as "beneficiary__". One query, and one more for a card number.
    """
    text = text.strip()
    if looks_like_cin(text):
        by_card = queryset.filter(**{f"{path}cin_key__in": lookup_keys("cin", text)})
        if by_card.exists():
            return by_card
    return matching(queryset, text, f"{path}search")


class FindsPeople:
    """A list searched by the person: name in any spelling, file number, phone or identity card."""

    person_path = ""
    search_fields = ["pk"]
    search_help_text = _("Name, file number, phone or identity card number")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """People and what belongs to them are entered on their own pages."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.can_add_related = False
        return field

    def get_search_results(self, request, queryset, search_term):
        return find_people(queryset, search_term, self.person_path), False


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
