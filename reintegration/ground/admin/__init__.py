"""The base of every admin page: scoped to what the user may see, written through services, moved by verbs."""

from reintegration.ground.admin.filters import ScopedRelatedFilter
from reintegration.ground.admin.inlines import ScopedStackedInline, ScopedTabularInline
from reintegration.ground.admin.scoped import ReadOnlyAdmin, ScopedModelAdmin
from reintegration.ground.admin.sheets import ExportAdmin

__all__ = [
    "ExportAdmin",
    "ReadOnlyAdmin",
    "ScopedModelAdmin",
    "ScopedRelatedFilter",
    "ScopedStackedInline",
    "ScopedTabularInline",
]
