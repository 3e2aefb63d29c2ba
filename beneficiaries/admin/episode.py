"""Episodes of accompaniment with their diagnoses."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from beneficiaries.admin.choosing import FindsPeople, IsOpen, file_link
from beneficiaries.models import Diagnosis, Episode
from beneficiaries.services import diagnoses, episodes
from reintegration.ground.admin import MadeByService, ScopedModelAdmin, ScopedStackedInline
from reintegration.ground.markup import Word


class DiagnosisInline(ScopedStackedInline):
    model = Diagnosis
    fields = [("done_on", "place"), "skills", "wishes", "labour_market"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("episode__beneficiary")

    def store(self, record, *, by):
        save = diagnoses.add if record._state.adding else diagnoses.save
        save(diagnosis=record, by=by)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Episode)
class EpisodeAdmin(FindsPeople, MadeByService, ScopedModelAdmin):
    person_path = "beneficiary__"
    list_display = ["who", "centre", "worker", "intake", "opened_on", "state", "closed_on", "exit"]
    list_filter = [IsOpen, "beneficiary__centre", "intake", "exit"]
    counts_chips = True
    autocomplete_fields = ["beneficiary"]
    inlines = [DiagnosisInline]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("beneficiary", "centre", "worker")

    @admin.display(description=_("state"))
    def state(self, episode):
        if episode.is_open:
            return Word(pgettext("state of a file", "Open"), "progress")
        return Word(pgettext("state of a file", "Closed"), "pause")

    state.is_status = True

    @admin.display(description=_("file number"))
    def file(self, episode):
        return file_link(episode.beneficiary)

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["beneficiary", "intake", "opened_on"]
        return ["beneficiary", "file", "centre", "worker", "intake", "opened_on", ("closed_on", "exit")]

    def get_readonly_fields(self, request, obj=None):
        return ["beneficiary", "file", "centre"] if obj else []

    def make(self, values, *, by):
        given = {name: values[name] for name in ("beneficiary", "intake", "opened_on")}
        return episodes.open(by=by, **given)

    def store(self, record, *, by):
        episodes.save(episode=record, by=by)

    def has_delete_permission(self, request, obj=None):
        """An episode opened by mistake is closed as such."""
        return False
