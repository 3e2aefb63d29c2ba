"""The trail, for reading. Nobody writes here, and sealed values stay sealed."""

from django.contrib import admin

from reintegration.ground.admin import ReadOnlyAdmin
from reintegration.ground.audit.models import AuditEntry, StatusChange


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "on_behalf_of", "action", "subject_type", "label", "subject_id"]
    list_select_related = ["on_behalf_of"]
    search_fields = ["=label", "=subject_id", "=actor"]
    fields = [*list_display, "changes", "request_id", "digest"]


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnlyAdmin):
    list_display = ["at", "by", "on_behalf_of", "verb", "from_status", "to_status", "subject_type", "subject_id"]
    list_select_related = ["by", "on_behalf_of"]
    search_fields = ["=subject_id"]
    fields = list_display
