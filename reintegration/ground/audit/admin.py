"""The audit trail, for those who may read it; nobody writes here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from reintegration.ground.admin import ReadOnlyAdmin
from reintegration.ground.audit.acts import act, kind_of_record, status_word
from reintegration.ground.audit.models import AuditEntry, StatusChange


class TrailAdmin(ReadOnlyAdmin):
    @admin.display(description=_("kind of record"))
    def record_kind(self, row):
        return kind_of_record(row)


@admin.register(AuditEntry)
class AuditEntryAdmin(TrailAdmin):
    list_display = ["at", "actor", "on_behalf_of", "act", "record_kind", "label", "subject_id"]
    list_select_related = ["on_behalf_of"]
    search_fields = ["=label", "=subject_id", "=actor"]
    fields = [*list_display, "changes", "request_id", "digest"]

    @admin.display(description=_("action"), ordering="action")
    def act(self, entry):
        return act(entry)


@admin.register(StatusChange)
class StatusChangeAdmin(TrailAdmin):
    list_display = ["on", "at", "by", "on_behalf_of", "step", "from_word", "to_word", "record_kind", "subject_id"]
    list_select_related = ["by", "on_behalf_of"]
    search_fields = ["=subject_id"]
    fields = list_display

    @admin.display(description=_("step"))
    def step(self, change):
        return act(change)

    @admin.display(description=_("from"))
    def from_word(self, change):
        return status_word(change, change.from_status)

    @admin.display(description=_("to"))
    def to_word(self, change):
        return status_word(change, change.to_status)
