"""Disbursements with their equipment lines and cheque: prepared from an approved application, moved by verbs."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beneficiaries.admin.choosing import FindsPeople
from beneficiaries.finding import find_people
from disbursements.admin.parts import ChequeInline, LineInline
from disbursements.admin.preparing_forms import PrepareChequeForm, PrepareEquipmentForm
from disbursements.admin.shared import ButtonVerbs, ReadAfterwards
from disbursements.models import Disbursement
from disbursements.resources import DisbursementResource
from disbursements.services import preparing
from disbursements.workflow import DISBURSEMENT
from programs.admin.nobody_left import SaysNobodyLeft
from programs.models import Application
from reintegration.ground.admin import ExportAdmin, ScopedRelatedFilter, WaitsForMe
from reintegration.ground.markup import isolated
from reintegration.ground.money import format_amount
from reintegration.ground.waiting import since

FORMS = {Disbursement.Kind.EQUIPMENT: PrepareEquipmentForm, Disbursement.Kind.CHEQUE: PrepareChequeForm}
PAGE = 50


@admin.register(Disbursement)
class DisbursementAdmin(SaysNobodyLeft, ReadAfterwards, ButtonVerbs, FindsPeople, ExportAdmin):
    workflow = DISBURSEMENT
    buttons = ("sign", "clear", "unclear", "refund", "cancel")
    person_path = "application__beneficiary__"
    resource_classes = [DisbursementResource]
    list_display = ["who", "kind", "paper", "amount", "status", "waits_since", "program"]
    list_filter = ["status", WaitsForMe, "kind", ("application__centre", ScopedRelatedFilter)]
    list_select_related = ["application__beneficiary", "application__program", "order", "cheque"]
    readonly_fields = [
        "application", "number", "kind", "amount", "line", "order", "handover", "committed_at", "committed_by",
        "paid_on", "cleared_on", "refunded_on",
    ]  # fmt: skip
    fields = [
        ("application", "number"), ("kind", "amount"), "line", ("order", "handover"),
        ("committed_at", "committed_by"), ("paid_on", "cleared_on", "refunded_on"),
    ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def get_urls(self):
        waiting = path("to-prepare/", self.admin_site.admin_view(self.to_prepare), name="disbursements_to_prepare")
        return [waiting, *super().get_urls()]

    def next_step(self, row):
        return ("pay", [row.application_id]) if row.status == Disbursement.Status.PREPARED else None

    def buttons_of(self, record):
        return self.buttons if record.is_cheque else self.buttons[1:]

    # --- the list

    @admin.display(description=_("order or cheque"))
    def paper(self, row):
        return isolated(row.cheque.number if row.is_cheque else row.order.number if row.order_id else "")

    @admin.display(description=_("waiting"), empty_value="—", ordering="created_at")
    def waits_since(self, row):
        """Since when it is to be ordered or signed; then others have the ball."""
        is_waiting = row.status == Disbursement.Status.PREPARED and not row.order_id
        return since(row.created_at, timezone.localdate()) if is_waiting else None

    @admin.display(description=_("funding line"))
    def line(self, row):
        return row.allocation.line

    @admin.display(description=_("program"))
    def program(self, row):
        return row.application.program

    # --- preparing

    def to_prepare(self, request):
        """Approved applications with money left, and the two ways to disburse it."""
        if not self.has_add_permission(request):
            return HttpResponseRedirect(reverse("admin:disbursements_disbursement_changelist"))
        rows = preparing.to_disburse(Application.objects.visible_to(request.user))
        query = request.GET.get("q", "")
        rows = find_people(rows.select_related("beneficiary", "program"), query, "beneficiary__")
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Money to disburse"),
            "opts": self.opts,
            "query": query,
            "page": Paginator(rows.order_by("decided_at", "pk"), PAGE).get_page(request.GET.get("page")),
        }
        return TemplateResponse(request, "disbursements/to_prepare.html", context)

    def add_view(self, request, form_url="", extra_context=None):
        if self._application(request) is None:
            return HttpResponseRedirect(reverse("admin:disbursements_to_prepare"))
        return super().add_view(request, form_url, extra_context)

    @staticmethod
    def _application(request):
        """The approved application that the address names, with the kind, among those the user may see."""
        wanted = request.GET.get("application", "")
        if not wanted.isdecimal() or request.GET.get("kind") not in FORMS:
            return None
        visible = Application.objects.visible_to(request.user).approved()
        return visible.select_related("beneficiary", "program").filter(pk=wanted).first()

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = FORMS[request.GET["kind"]]
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            form.application = self._application(request)
        return form

    def get_fieldsets(self, request, obj=None):
        if obj is not None:
            return super().get_fieldsets(request, obj)
        application = self._application(request)
        left = gettext("%(person)s: approved %(approved)s, left to disburse %(left)s.") % {
            "person": application.beneficiary,
            "approved": format_amount(application.amount_approved),
            "left": format_amount(preparing.remaining(application)),
        }
        return [(left, {"fields": FORMS[request.GET["kind"]].names})]

    def get_inlines(self, request, obj):
        return [] if obj is None else [ChequeInline] if obj.is_cheque else [LineInline]

    def save_model(self, request, obj, form, change):
        prepare = preparing.prepare_cheque if request.GET["kind"] == "cheque" else preparing.prepare_equipment
        obj.pk = prepare(application=form.application, by=request.user, **form.facts).pk
        obj.refresh_from_db()
