"""How admin forms reach the services: choices limited to visible rows, writes through `store` and `remove`."""

from django.conf import settings
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.utils.module_loading import import_string

from reintegration.ground import records
from reintegration.ground.admin.choosing import SearchedChoice, choice_label
from reintegration.ground.admin.filters import visible_rows
from reintegration.ground.forms import DateField, DateInput
from reintegration.ground.territory.models import Province


class ServiceWriting:
    """Shared by admins and inlines. Override `store` and `discard` to call the app's own verbs."""

    def get_field_queryset(self, db, db_field, request):
        """Choices of a foreign key: a forged POST with another centre's row fails like any unknown choice."""
        return visible_rows(db_field.remote_field.model, request.user)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """With its help; a day is typed or picked; a related record is entered on its own page, not over this one."""
        help_texts = import_string(settings.FIELD_HELP).get(db_field.model._meta.label, {})
        if db_field.name in help_texts:
            kwargs["help_text"] = help_texts[db_field.name]
        if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            kwargs = {"form_class": DateField, "widget": DateInput, **kwargs}
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            choices, field.widget = field.widget.choices, field.widget.widget
            field.widget.choices = choices
        return field

    def get_autocomplete_fields(self, request):
        """A province is searched for wherever one is chosen: nobody reads down a list of 83."""
        provinces = [field.name for field in self.model._meta.concrete_fields if field.related_model is Province]
        return [*super().get_autocomplete_fields(request), *provinces]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Among many records one searches."""
        if db_field.name not in self.get_autocomplete_fields(request):
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        kwargs.setdefault("widget", SearchedChoice(db_field, self.admin_site))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.label_from_instance = choice_label
        return field

    def store(self, record, *, by):
        records.store(record, by=by)

    def discard(self, record, *, by):
        records.remove(record, by=by)


class MadeByService:
    """The add form of a record that is born by a service verb: `make(values, by=)` of the admin calls it."""

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
            return
        made = self.make(form.cleaned_data, by=request.user)
        # The page goes on with the object it has: its inlines and its redirect.
        obj.__dict__.update(made.__dict__)
