"""Applications: the list that everybody works from, and the page of one file with its steps."""

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.admin.choosing import FindsPeople
from beneficiaries.models import LifeProject
from programs.admin.application_facts import ApplicationFacts
from programs.admin.inlines import DecisionInline, DutyInline, ItemInline, ScoreInline
from programs.admin.nobody_left import SaysNobodyLeft
from programs.models import Application, Program
from programs.resources import ApplicationResource
from programs.services import applications
from programs.services.scores import OPEN_TO_SCORES
from programs.workflow import APPLICATION, SUBMIT
from reintegration.ground.admin import ExportAdmin, MadeByService, WaitsForMe
from reintegration.ground.audit.history import with_moved_on

NEXT_STEP = {"returned": "submit", "submitted": "check", "checked": "decide", "waiting": "decide"}


@admin.register(Application)
class ApplicationAdmin(SaysNobodyLeft, ApplicationFacts, FindsPeople, MadeByService, ExportAdmin):
    person_path = "beneficiary__"
    workflow = APPLICATION
    resource_classes = [ApplicationResource]
    list_display = ["who", "activity", "money", "program", "centre", "status", "ball"]
    list_select_related = ["beneficiary", "program", "centre", "sector", "province", "region"]
    list_filter = ["status", WaitsForMe, "program", "centre", "sector", "region"]
    counts_chips = True
    autocomplete_fields = ["project"]
    add_fields = ["project", "program"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("beneficiary", "file_number"),
                    ("project", "program"),
                    ("amount_requested", "approved"),
                    "money_left",
                ]
            },
        ),
        (_("Steps"), {"fields": [("submitted", "checked", "decided"), "last_reason"]}),
        (
            _("As copied at submission"),
            {"fields": [("centre", "province", "region"), ("sector", "activity"), ("sex", "age", "origins")]},
        ),
    ]
    inlines = [ItemInline, ScoreInline, DecisionInline, DutyInline]

    def get_queryset(self, request):
        return with_moved_on(super().get_queryset(request))

    def next_step(self, application):
        step = NEXT_STEP.get(application.status)
        return step and (step, [application.pk])

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": self.add_fields})]
        if request.user.has_perm("programs.view_fundingline"):
            return self.fieldsets
        return [(title, self._without_money(options)) for title, options in self.fieldsets]

    @staticmethod
    def _without_money(options):
        """A centre does not see what a program has left."""
        return {"fields": [name for name in options["fields"] if name != "money_left"]}

    def get_readonly_fields(self, request, obj=None):
        return flatten_fieldsets(self.fieldsets) if obj else []

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, ScoreInline):
            kwargs["initial"] = inline.blank_rows(obj)
        return kwargs

    def get_field_queryset(self, db, db_field, request):
        rows = super().get_field_queryset(db, db_field, request)
        if db_field.related_model is LifeProject:
            return rows.filter(episode__closed_on__isnull=True).select_related("episode__beneficiary")
        if db_field.related_model is Program:
            return rows.open_on(timezone.localdate())
        return rows

    def get_changeform_initial_data(self, request):
        """Choose the program when only one takes applications."""
        taking = list(Program.objects.open_on(timezone.localdate()).values_list("pk", flat=True)[:2])
        preset = {"program": taking[0]} if len(taking) == 1 else {}
        return {**preset, **super().get_changeform_initial_data(request)}

    def has_add_permission(self, request):
        return request.user.has_perm(SUBMIT)

    def has_change_permission(self, request, obj=None):
        """Only scores are written here: a file's facts are copies, its steps are verbs."""
        is_open = obj is None or obj.status in OPEN_TO_SCORES
        return is_open and request.user.has_perm("programs.score_application")

    def has_delete_permission(self, request, obj=None):
        return False

    def make(self, values, *, by):
        return applications.submit(project=values["project"], program=values["program"], by=by)

    def store(self, record, *, by):
        """Nothing of the file itself changes on this page."""
