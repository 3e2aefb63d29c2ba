"""The base of every admin page: scoped to what the user may see, written through services, moved by verbs."""

from reintegration.ground.admin.filters import ScopedRelatedFilter, WaitsForMe
from reintegration.ground.admin.inlines import ScopedStackedInline, ScopedTabularInline, ShownInline
from reintegration.ground.admin.scoped import ReadOnlyAdmin, ScopedModelAdmin
from reintegration.ground.admin.sheets import ExportAdmin
from reintegration.ground.admin.writing import MadeByService

__all__ = [
    "ExportAdmin",
    "MadeByService",
    "ReadOnlyAdmin",
    "ScopedModelAdmin",
    "ScopedRelatedFilter",
    "ScopedStackedInline",
    "ScopedTabularInline",
    "ShownInline",
    "WaitsForMe",
]
