"""A choice among more records than a list can show: a script asks for those that fit what is typed, in any spelling."""

from urllib.parse import urlencode

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect

from reintegration.ground.arabic import search_terms, search_text


def choice_label(record):
    """What a choice is called: two people of one name differ by their `choice_label`."""
    return getattr(record, "choice_label", str(record))


class SearchedChoice(AutocompleteSelect):
    """Holds the chosen record alone; static/js/choices.js puts the box to search in before it."""

    known = None
    """The chosen record, where the form's instance was read with it: rows would ask for each of theirs again."""

    @property
    def media(self):
        return forms.Media()

    def build_attrs(self, base_attrs, extra_attrs=None):
        options = self.field.model._meta
        asked = {"app_label": options.app_label, "model_name": options.model_name, "field_name": self.field.name}
        attrs = forms.Select.build_attrs(self, base_attrs, extra_attrs)
        return {**attrs, "data-choices": f"{self.get_url()}?{urlencode(asked)}"}

    def optgroups(self, name, value, attr=None):
        if self.known is None or value != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.known)
        return [(None, [*empty, self.create_option(name, self.known.pk, label, value, len(empty))], 0)]


class FoundBySpelling:
    """An admin of so few records that their names are folded here: centres, users, establishments."""

    def get_search_results(self, request, queryset, search_term):
        terms = search_terms(search_term)
        if not terms:
            return queryset, False
        names = queryset.order_by().values_list("pk", *self.search_fields)
        found = [pk for pk, *words in names if _begin(terms, search_text(*filter(None, words)).split())]
        return queryset.filter(pk__in=found), False


def _begin(terms, tokens):
    return all(any(token.startswith(term) for token in tokens) for term in terms)
