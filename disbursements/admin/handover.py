"""Handovers: one line of a list, or one arranged at the centre, at home or in the institution; its outcome by verbs."""

from django import forms
from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beneficiaries.admin.choosing import FindsPeople
from disbursements.admin.shared import ButtonVerbs, ReadAfterwards
from disbursements.models import Disbursement, Handover
from disbursements.services import ceremonies, handovers
from disbursements.workflow import HANDOVER, MARK
from reintegration.ground.admin import MadeByService, ScopedModelAdmin, ShownInline
from reintegration.ground.forms import RecordForm
from reintegration.ground.markup import dirhams
from reintegration.ground.money import ZERO

CHECK_IN = "check-in"


class ApplicationField(forms.ModelChoiceField):
    def label_from_instance(self, application):
        return f"{application.beneficiary} – {application.beneficiary.file_number}"


class ArrangeForm(RecordForm):
    """A handover outside any ceremony, for whom something waits."""

    application = ApplicationField(
        None, label=_("beneficiary"), help_text=_("Approved people for whom something is prepared, on no other list.")
    )

    class Meta:
        model = Handover
        fields = ["application", "kind"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["application"].queryset = ceremonies.candidates(by=self.user)
        places = [choice for choice in Handover.Kind.choices if choice[0] != Handover.Kind.CEREMONY]
        self.fields["kind"].choices = places
        self.initial["kind"] = Handover.Kind.CENTRE


class AttachedInline(ShownInline):
    model = Disbursement
    fields = ["number", "kind", "amount", "status"]
    verbose_name_plural = _("what is handed over")
    ordering = ["number"]
    show_change_link = True


@admin.register(Handover)
class HandoverAdmin(ReadAfterwards, ButtonVerbs, FindsPeople, MadeByService, ScopedModelAdmin):
    workflow = HANDOVER
    buttons = (
        "deliver", "deliver_partly", "deliver_to_proxy", "mark_absent", "mark_refused", "postpone", "correct",
    )  # fmt: skip
    person_path = "application__beneficiary__"
    list_display = ["who", "ceremony", "seat", "amount", "status", "handed_on"]
    list_filter = ["status", "kind", "ceremony"]
    list_select_related = ["application__beneficiary", "ceremony"]
    fields = ["application", ("ceremony", "kind", "seat"), "handed_on", ("marked_at", "marked_by"), "proxy_name"]
    readonly_fields = ["application", "ceremony", "kind", "seat", "handed_on", "marked_at", "marked_by", "proxy_name"]
    inlines = [AttachedInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("disbursements")

    @admin.display(description=_("amount"))
    def amount(self, line):
        return dirhams(sum((row.amount for row in line.disbursements.all()), ZERO))

    amount.is_numeric = True

    # --- arranging one outside a ceremony

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.user.has_perm(MARK)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = ArrangeForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if obj else [(None, {"fields": ["application", "kind"]})]

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def make(self, values, *, by):
        return handovers.arrange(application=values["application"], kind=values["kind"], by=by)

    # --- marking from the check-in page

    def _take(self, request, record, transition, form):
        response = super()._take(request, record, transition, form)
        came_from_desk = request.POST.get("back") == CHECK_IN and record.ceremony_id
        if response.status_code == 302 and came_from_desk:
            desk = reverse("admin:disbursements_ceremony_check_in", args=[record.ceremony_id])
            return HttpResponseRedirect(f"{desk}#seat-{record.seat}")
        return response
