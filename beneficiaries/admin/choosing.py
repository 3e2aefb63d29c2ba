"""What the pages of this app share: finding people, and a filter by state."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.finding import by_number, by_words
from reintegration.ground.markup import isolated, two_lines
from reintegration.ground.search import matching


class FindsPeople:
    """A list searched by the person: name in any spelling, file number, phone or identity card."""

    person_path = ""
    title_path = ""
    """Leads from a row to what it's called, where a search reads that too."""
    search_fields = ["pk"]
    search_help_text = _("Name, file number, phone or identity card number")

    def __init_subclass__(cls, **kwargs):
        """Each list sorts by the number of the person that its rows are about."""
        super().__init_subclass__(**kwargs)

        @admin.display(description=_("name and file number"), ordering=f"{cls.person_path}file_number")
        def who(self, row):
            return _person_in(row, self.person_path)

        cls.who = who

    def get_search_results(self, request, queryset, search_term):
        found = by_number(queryset, search_term, self.person_path)
        if found is not None:
            return found, False
        if not (self.title_path and search_term.strip()):
            return by_words(queryset, search_term, self.person_path), False
        # Two ways to a row are two questions, each of its own index: as one with "or" neither serves. They ask of all
        # rows, the list of its own: its rows are then walked in their order until the page is full.
        every = self.model._base_manager.order_by()
        called = matching(every, search_term, self.title_path).values("pk")
        keys = called.union(by_words(every, search_term, self.person_path).values("pk"))
        return queryset.filter(pk__in=keys), False

    def ways_to(self, queryset, text):
        """The same answer as querysets that are found together: a question each, whose newest rows are found soon."""
        found = by_number(queryset, text, self.person_path)
        if found is not None:
            return [found]
        called = [matching(queryset, text, self.title_path)] if self.title_path else []
        return [*called, by_words(queryset, text, self.person_path)]


def _person_in(row, path):
    """Who a row is about, with the number that tells two people of one name apart."""
    person = row
    for step in filter(None, path.split("__")):
        person = person and getattr(person, step)
    if person is None:
        return None
    return two_lines(format_html('<bdi class="words">{}</bdi>', person.name), isolated(person.file_number))


def file_link(person):
    """The file number, leading to the case file."""
    return format_html(
        '<a href="{}"><bdi>{}</bdi></a>', reverse("admin:case", args=[person.file_number]), person.file_number
    )


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
