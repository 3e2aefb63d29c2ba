"""Regions and provinces, for reading: they come from the census office's list, not from a form."""

from django.contrib import admin

from reintegration.ground.admin import ReadOnlyAdmin, ShownInline
from reintegration.ground.territory.models import Province, ProvinceAlias, Region


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    list_display = ["code", "name_ar", "name_fr"]


class AliasInline(ShownInline):
    model = ProvinceAlias
    fields = ["alias", "source"]

    def has_view_permission(self, request, obj=None):
        """Who sees the province sees its spellings."""
        return request.user.has_perm("territory.view_province")


@admin.register(Province)
class ProvinceAdmin(ReadOnlyAdmin):
    list_display = [
        "code",
        "name_ar",
        "name_fr",
        "kind",
        "region",
        "unemployment_rate",
        "activity_rate",
        "illiteracy_rate",
    ]
    list_filter = ["region", "kind"]
    list_select_related = ["region"]
    search_fields = ["search"]
    inlines = [AliasInline]

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False
