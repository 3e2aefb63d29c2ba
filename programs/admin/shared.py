"""What several admin pages of this app need: rows that are only shown, records that a verb makes."""

from reintegration.ground.admin import ScopedTabularInline


class MadeByService:
    """The add form of a record that is born by a service verb: `make(values, by=)` of the admin calls it."""

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
            return
        made = self.make(form.cleaned_data, by=request.user)
        # The page goes on with the object it has: its inlines and its redirect.
        obj.__dict__.update(made.__dict__)


class ShownInline(ScopedTabularInline):
    """Rows that services write: whoever may view them sees them here."""

    can_delete = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False
