"""Background work, for reading."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from reintegration.ground.admin import ReadOnlyAdmin
from reintegration.ground.jobs.models import Job


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["work", "status", "done", "total", "message", "owner", "created_at", "finished_at"]
    list_filter = ["status"]
    list_select_related = ["owner"]
    fields = ["work", "status", ("done", "total"), "message", "error", "owner"]
    fields += [("created_at", "started_at", "finished_at")]

    @admin.display(description=_("kind"), ordering="kind")
    def work(self, job):
        return job.work
