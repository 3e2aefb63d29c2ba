"""Rows edited inside their parent's page."""

from django.contrib import admin

from reintegration.ground.admin.writing import ServiceWriting
from reintegration.ground.forms import DateField, RowForm


class ScopedInline(ServiceWriting):
    form = RowForm
    extra = 0
    show_change_link = False

    def get_queryset(self, request):
        return self.model._default_manager.get_queryset().visible_to(request.user)

    def get_fieldsets(self, request, obj=None):
        """Beside the fields, the version of each row that can be changed."""
        fieldsets = super().get_fieldsets(request, obj)
        carries = hasattr(self.model, "version") and "row_version" in self.form.base_fields
        if not carries or not self.has_change_permission(request, obj):
            return fieldsets
        *others, (title, options) = fieldsets
        fields = [name for name in options["fields"] if name != "row_version"]
        return [*others, (title, {**options, "fields": [*fields, "row_version"]})]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Read the choices once for all rows: each row's select would ask for them again."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name not in self.get_autocomplete_fields(request):
            field.choices = list(field.choices)
        return field


class ScopedTabularInline(ScopedInline, admin.TabularInline):
    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Help stands in the head of a column: how a day is written would stand there too often."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, DateField):
            field.help_text = db_field.help_text
        return field


class ScopedStackedInline(ScopedInline, admin.StackedInline):
    pass


class ShownInline(ScopedTabularInline):
    """Rows that services write: whoever may view them sees them here."""

    can_delete = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False
