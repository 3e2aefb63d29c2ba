"""Background work, for reading."""

from django.contrib import admin

from reintegration.ground.jobs.models import Job
from reintegration.ground.read_only import ReadOnlyAdmin


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["kind", "status", "done", "total", "message", "owner", "created_at", "finished_at"]
    list_filter = ["status"]
    list_select_related = ["owner"]
