"""Short lists and official texts, for reading until the scoped base admin carries their forms."""

from django.contrib import admin

from reintegration.ground.read_only import ReadOnlyAdmin
from reintegration.ground.reference.models import Axis, Establishment, OfficialText, Sector


@admin.register(Sector)
class SectorAdmin(ReadOnlyAdmin):
    list_display = ["name_ar", "name_fr", "order"]


@admin.register(Axis)
class AxisAdmin(ReadOnlyAdmin):
    list_display = ["name_ar", "name_fr", "is_protected"]


@admin.register(Establishment)
class EstablishmentAdmin(ReadOnlyAdmin):
    list_display = ["name_ar", "name_fr", "kind", "province"]
    list_filter = ["kind"]
    list_select_related = ["province"]
    search_fields = ["name_ar", "name_fr"]


@admin.register(OfficialText)
class OfficialTextAdmin(ReadOnlyAdmin):
    list_display = ["code", "text_ar", "text_fr", "is_outward"]
