"""Interventions: one entry for a session, however many people attended."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Beneficiary, Intervention, InterventionAttendance
from beneficiaries.services import interventions
from reintegration.ground.access.models import Centre
from reintegration.ground.admin import ScopedModelAdmin, ScopedTabularInline


class AttendanceInline(ScopedTabularInline):
    """Who attended: entered and taken back, never exchanged."""

    model = InterventionAttendance
    fields = ["beneficiary"]
    autocomplete_fields = ["beneficiary"]
    extra = 1

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("beneficiary")

    def has_change_permission(self, request, obj=None):
        return False

    def store(self, record, *, by):
        interventions.attend(intervention=record.intervention, beneficiary=record.beneficiary, by=by)

    def discard(self, record, *, by):
        interventions.unattend(attendance=record, by=by)


@admin.register(Intervention)
class InterventionAdmin(ScopedModelAdmin):
    list_display = ["held_on", "subject", "axis", "centre", "attended", "done_by"]
    list_filter = ["axis", "centre"]
    list_select_related = ["axis", "centre", "done_by"]
    search_fields = ["subject"]
    inlines = [AttendanceInline]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(attended_count=Count("attendances"))

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """A session that is entered from somebody's case file begins with them."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        person = request.GET.get("person", "")
        if request.method == "GET" and obj.pk is None and person.isdecimal():
            rows = Beneficiary.objects.visible_to(request.user).filter(pk=person)
            kwargs["initial"] = [{"beneficiary": row.pk} for row in rows]
        return kwargs

    @admin.display(description=_("people"))
    def attended(self, intervention):
        return intervention.attended_count

    def get_fields(self, request, obj=None):
        where = [] if obj or Centre.objects.visible_to(request.user).only_one() else ["centre"]
        shown = ["centre", "done_by"] if obj else []
        return [*where, *shown, ("axis", "held_on"), "subject", "note"]

    def get_readonly_fields(self, request, obj=None):
        return ["centre", "done_by"] if obj else []

    def save_model(self, request, obj, form, change):
        if obj.centre_id is None:
            obj.centre = Centre.objects.visible_to(request.user).only_one()
        interventions.save(intervention=obj, by=request.user)

    def has_delete_permission(self, request, obj=None):
        """What was done with people stays; a wrong entry is corrected."""
        return False
