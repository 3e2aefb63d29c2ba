"""A choice among more records than a list can show: the page's script asks for those that fit what is typed."""

from urllib.parse import urlencode

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect


class SearchedChoice(AutocompleteSelect):
    """Holds the chosen record alone; static/js/choices.js puts the box to search in before it."""

    @property
    def media(self):
        return forms.Media()

    def build_attrs(self, base_attrs, extra_attrs=None):
        options = self.field.model._meta
        asked = {"app_label": options.app_label, "model_name": options.model_name, "field_name": self.field.name}
        attrs = forms.Select.build_attrs(self, base_attrs, extra_attrs)
        return {**attrs, "data-choices": f"{self.get_url()}?{urlencode(asked)}"}
