"""Admin classes that only show: for rows that no form may write."""

from django.contrib import admin


class ReadOnly:
    """Refuses adding, changing and deleting to everybody; seeing stays a matter of permission."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    pass


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    extra = 0
