"""The trail, for reading. Nobody writes here; sealed values stay sealed in lists."""

from django.contrib import admin

from reintegration.ground.audit.models import AuditEntry
from reintegration.ground.read_only import ReadOnlyAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "action", "subject_type", "label", "subject_id"]
    list_filter = ["action"]
    list_select_related = ["by"]
    search_fields = ["label", "subject_id", "actor"]
    show_full_result_count = False
    exclude = ["sealed_note"]
