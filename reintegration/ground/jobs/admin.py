"""Background work, for reading."""

from django.contrib import admin

from reintegration.ground.admin import ReadOnlyAdmin
from reintegration.ground.jobs.models import Job


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["kind", "status", "done", "total", "message", "owner", "created_at", "finished_at"]
    list_filter = ["status"]
    list_select_related = ["owner"]
