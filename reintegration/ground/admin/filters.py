"""List filters, field choices and page counts that show nothing beyond the user's rows."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

PUBLIC_APPS = frozenset({"territory", "reference"})
"""Reference data that everybody sees; any other model answers `visible_to(user)`."""

COUNT_CAP = 10_000


def visible_rows(model, user):
    """The rows of `model` that `user` may see, choose or filter by."""
    if model._meta.app_label in PUBLIC_APPS:
        return model._default_manager.all()
    return model._default_manager.get_queryset().visible_to(user)


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """A filter by another record, offering only records that the user may see."""

    def field_choices(self, field, request, model_admin):
        return [(row.pk, str(row)) for row in visible_rows(field.remote_field.model, request.user)]


class WaitsForMe(admin.SimpleListFilter):
    """The rows whose next step is the user's own, for models that know it (`waiting_for`)."""

    title = _("next step")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        rows = visible_rows(model_admin.model, request.user).waiting_for(request.user, on=timezone.localdate())
        return [] if rows.query.is_empty() else [("me", _("Waits for me"))]

    def queryset(self, request, queryset):
        mine = self.value() == "me"
        return queryset.waiting_for(request.user, on=timezone.localdate()) if mine else queryset


class CappedPaginator(Paginator):
    """Counts no further than a list needs: a million rows are not counted to show fifty."""

    cap = COUNT_CAP

    @property
    def is_capped(self):
        return self.count > self.cap

    @cached_property
    def count(self):
        return self.object_list.order_by()[: COUNT_CAP + 1].count()
