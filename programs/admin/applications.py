"""Applications: the list that everybody works from, and the page of one file with its steps."""

from django.contrib import admin
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.admin.choosing import FindsPeople, code
from beneficiaries.models import LifeProject
from programs.admin.inlines import DecisionInline, DutyInline, ItemInline, ScoreInline
from programs.admin.shared import MadeByService, amount
from programs.models import Application, FundingLine, Program
from programs.resources import ApplicationResource
from programs.services import applications
from programs.services.scores import OPEN_TO_SCORES
from programs.workflow import APPLICATION, SUBMIT
from reintegration.ground.admin import ExportAdmin


def signed(user, moment):
    """Who did a step and on which day."""
    if user is None or moment is None:
        return None
    return _("%(who)s, %(day)s") % {"who": user, "day": formats.date_format(timezone.localtime(moment), "DATE_FORMAT")}


@admin.register(Application)
class ApplicationAdmin(FindsPeople, MadeByService, ExportAdmin):
    person_path = "beneficiary__"
    workflow = APPLICATION
    resource_classes = [ApplicationResource]
    list_display = [
        "file_number",
        "beneficiary",
        "activity",
        "program",
        "centre",
        "sector",
        "amount_requested",
        "amount_approved",
        "status",
        "waiting",
    ]
    list_select_related = ["beneficiary", "program", "centre", "sector", "province__region", "region"]
    list_filter = ["status", "program", "centre", "sector", "region"]
    autocomplete_fields = ["project"]
    add_fields = ["project", "program"]
    fieldsets = [
        (None, {"fields": ["beneficiary", "project", "program", "amount_requested", "amount_approved", "money_left"]}),
        (
            _("As copied at submission"),
            {"fields": ["centre", "province", "region", "sector", "activity", "sex", "age", "origins"]},
        ),
        (_("Steps"), {"fields": ["submitted", "checked", "decided"]}),
    ]
    inlines = [ItemInline, ScoreInline, DecisionInline, DutyInline]

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
        return [name for _title, options in self.fieldsets for name in options["fields"]] if obj else []

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

    @admin.display(description=_("file number"), ordering="beneficiary__file_number")
    def file_number(self, application):
        return code(application.beneficiary.file_number)

    @admin.display(description=_("project"))
    def activity(self, application):
        return application.title

    @admin.display(description=_("waiting since"), empty_value="—")
    def waiting(self, application):
        return application.waiting_since and timezone.localtime(application.waiting_since).date()

    @admin.display(description=_("origins"))
    def origins(self, application):
        names = ("is_ex_prisoner", "is_former_protection_resident", "has_alternative_sentence")
        held = [name for name in names if getattr(application, name)]
        return ", ".join(str(application._meta.get_field(name).verbose_name) for name in held)

    @admin.display(description=_("free money of the program"))
    def money_left(self, application):
        free = FundingLine.objects.free_in(application.program_id)
        lacking = application.amount_requested - free
        if application.status in ("submitted", "checked", "waiting") and lacking > 0:
            return _("%(free)s: short by %(amount)s") % {"free": amount(free), "amount": lacking}
        return amount(free)

    @admin.display(description=_("submitted"), empty_value="—")
    def submitted(self, application):
        return signed(application.submitted_by, application.submitted_at)

    @admin.display(description=_("checked"), empty_value="—")
    def checked(self, application):
        return signed(application.checked_by, application.checked_at)

    @admin.display(description=_("decided"), empty_value="—")
    def decided(self, application):
        return signed(application.decided_by, application.decided_at)
