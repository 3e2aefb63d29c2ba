"""Follow-up visits: the calendar, and the form of one visit."""

from django import forms
from django.contrib import admin
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.admin.choosing import FindsPeople, file_link
from beneficiaries.models import FollowUpVisit
from beneficiaries.services import visits
from reintegration.ground.admin import ScopedModelAdmin, WaitsForMe
from reintegration.ground.forms import RecordForm
from reintegration.ground.markup import Word, isolated
from reintegration.ground.waiting import late_by


class VisitForm(RecordForm):
    """What was found; a visit is recorded whole or not at all."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "done_on" in self.fields:
            self.fields["done_on"].required = True
            self.initial["done_on"] = self.instance.done_on or timezone.localdate()
        if "is_alive" in self.fields:
            self.fields["is_alive"] = forms.TypedChoiceField(
                label=self.fields["is_alive"].label,
                choices=[(True, _("Yes")), (False, _("No"))],
                coerce=lambda value: value == "True",
                widget=forms.RadioSelect,
            )


class VisitState(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("due", _("Due")), ("planned", _("Planned")), ("done", _("Done"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "due":
            return queryset.due_on(today)
        if self.value() == "planned":
            return queryset.filter(done_on__isnull=True, due_on__gt=today)
        if self.value() == "done":
            return queryset.filter(done_on__isnull=False)
        return queryset


@admin.register(FollowUpVisit)
class FollowUpVisitAdmin(FindsPeople, ScopedModelAdmin):
    form = VisitForm
    person_path = "project__episode__beneficiary__"
    list_display = ["who", "activity", "state_shown", "due_on", "month", "phone"]
    list_display += ["done_on", "is_alive", "monthly_income"]
    list_filter = [VisitState, WaitsForMe, "month", "is_alive", "project__episode__beneficiary__centre"]
    # What is still to do first, the most overdue on top; then what is done, the latest on top.
    ordering = [F("done_on").desc(nulls_first=True), "due_on", "id"]
    fields = [("person", "file"), ("project", "month", "due_on"), "done_on", "is_alive"]
    fields += [("monthly_income", "jobs"), "note"]
    readonly_fields = ["person", "file", "project", "month", "due_on"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("project__episode__beneficiary")

    @admin.display(description=_("beneficiary"))
    def person(self, visit):
        return visit.project.beneficiary

    @admin.display(description=_("file number"))
    def file(self, visit):
        return file_link(visit.project.beneficiary)

    @admin.display(description=_("activity"))
    def activity(self, visit):
        return visit.project.title

    @admin.display(description=_("phone"))
    def phone(self, visit):
        return isolated(visit.project.beneficiary.phone) if visit.done_on is None else None

    @admin.display(description=_("state"), ordering="due_on")
    def state_shown(self, visit):
        days = (timezone.localdate() - visit.due_on).days
        if visit.done_on:
            return Word(_("Done"), "good")
        return Word(late_by(days), "late") if days > 0 else Word(_("Planned"), "progress" if days == 0 else "draft")

    state_shown.is_status = True

    def store(self, record, *, by):
        visits.record(
            visit=record,
            by=by,
            done_on=record.done_on,
            is_alive=record.is_alive,
            monthly_income=record.monthly_income,
            jobs=record.jobs,
            note=record.note,
        )

    def has_add_permission(self, request):
        """Visits are planned by the handover."""
        return False

    def has_delete_permission(self, request, obj=None):
        return False
