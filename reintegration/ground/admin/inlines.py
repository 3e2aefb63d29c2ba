"""Rows edited inside their parent's page."""

from django.contrib import admin

from reintegration.ground.admin.writing import ServiceWriting


class ScopedInline(ServiceWriting):
    extra = 0
    show_change_link = False

    def get_queryset(self, request):
        return self.model._default_manager.get_queryset().visible_to(request.user)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Read the choices once for all rows: each row's select would ask for them again."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name not in self.get_autocomplete_fields(request):
            field.choices = list(field.choices)
        return field


class ScopedTabularInline(ScopedInline, admin.TabularInline):
    pass


class ScopedStackedInline(ScopedInline, admin.StackedInline):
    pass
