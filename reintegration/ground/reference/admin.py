"""Short lists that head office keeps, and the texts of papers."""

from django.contrib import admin

from reintegration.ground.admin import ScopedModelAdmin
from reintegration.ground.admin.choosing import FoundBySpelling
from reintegration.ground.reference.models import Axis, Establishment, OfficialText, Sector


class ListAdmin(ScopedModelAdmin):
    """A code names its row in data and programs: it is given once."""

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


@admin.register(Sector)
class SectorAdmin(ListAdmin):
    list_display = ["name_ar", "name_fr", "order"]
    fields = ["code", "name_ar", "name_fr", "name_en", "order"]


@admin.register(Axis)
class AxisAdmin(ListAdmin):
    list_display = ["name_ar", "name_fr", "is_protected", "order"]
    fields = ["code", "name_ar", "name_fr", "name_en", "is_protected", "order"]


@admin.register(Establishment)
class EstablishmentAdmin(FoundBySpelling, ListAdmin):
    list_display = ["name_ar", "name_fr", "kind", "province"]
    list_filter = ["kind"]
    list_select_related = ["province"]
    search_fields = ["name_ar", "name_fr"]
    fields = ["code", "kind", "name_ar", "name_fr", "province"]


@admin.register(OfficialText)
class OfficialTextAdmin(ListAdmin):
    list_display = ["code", "text_ar", "text_fr", "is_outward"]
    fields = ["code", "text_ar", "text_fr", "is_outward"]
