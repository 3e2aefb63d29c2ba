"""Names that a record carries in Arabic and French, and how the active language picks one."""

from django.contrib import admin
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def localized(record, field):
    """The text of `field` in the active language; what has no English text is read in French."""
    language = (get_language() or "ar")[:2]
    if language == "ar":
        return getattr(record, f"{field}_ar")
    english = getattr(record, f"{field}_en", "") if language == "en" else ""
    return english or getattr(record, f"{field}_fr") or getattr(record, f"{field}_ar")


class Bilingual(models.Model):
    """A record with a name in both languages of the house; a model may add `name_en`."""

    name_ar = models.CharField(_("name in Arabic"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    @admin.display(description=_("name"))
    def name(self):
        return localized(self, "name")
