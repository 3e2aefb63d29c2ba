"""Purchase orders: drafted with the equipment they are for, placed, received, paid."""

from django.contrib import admin
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from disbursements.admin.shared import ButtonVerbs
from disbursements.admin.verb_forms import DisbursementChoice
from disbursements.models import Disbursement, PurchaseOrder, Supplier
from disbursements.services import orders
from disbursements.workflow import ORDER
from programs.admin.nobody_left import SaysNobodyLeft
from reintegration.ground.admin import ScopedModelAdmin, ShownInline, WaitsForMe
from reintegration.ground.forms import RecordForm
from reintegration.ground.markup import dirhams
from reintegration.ground.money import ZERO


class EquipmentChoice(DisbursementChoice):
    def label_from_instance(self, row):
        return f"{row.application.beneficiary} – {super().label_from_instance(row)}"


class OrderForm(RecordForm):
    equipment = EquipmentChoice(Disbursement.objects.none(), label=_("equipment to order"), required=False)

    class Meta:
        model = PurchaseOrder
        fields = ["supplier"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A page without the right to change shows none of the fields.
        if "supplier" in self.fields:
            self.fields["supplier"].queryset = Supplier.objects.visible_to(self.user).filter(is_active=True)
        if "equipment" not in self.fields:
            return
        free = Q(kind=Disbursement.Kind.EQUIPMENT, status=Disbursement.Status.PREPARED, order__isnull=True)
        rows = Disbursement.objects.visible_to(self.user).filter(free | Q(order=self.instance.pk or 0))
        if not rows:
            self.fields["equipment"].help_text = _("No prepared equipment waits for an order.")
        self.fields["equipment"].queryset = rows.select_related("application__beneficiary").order_by("-pk")
        self.initial.setdefault("equipment", [row.pk for row in rows if row.order_id])


class OrderedInline(ShownInline):
    model = Disbursement
    fields = ["person", "number", "amount", "status"]
    verbose_name_plural = _("ordered equipment")
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("application__beneficiary").order_by("pk")

    @admin.display(description=_("beneficiary"))
    def person(self, row):
        return row.application.beneficiary


@admin.register(PurchaseOrder)
class PurchaseOrderAdmin(SaysNobodyLeft, ButtonVerbs, ScopedModelAdmin):
    workflow = ORDER
    buttons = ("place", "receive", "pay", "cancel")
    form = OrderForm
    list_display = ["number", "supplier", "status", "total", "placed_at", "received_on", "paid_on"]
    list_filter = ["status", WaitsForMe, "supplier"]
    counts_chips = True
    list_select_related = ["supplier"]
    search_fields = ["number", "supplier__name", "delivery_note", "invoice"]
    readonly_fields = ["number", "placed_at", "placed_by", "received_on", "delivery_note", "paid_on", "invoice"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(sum=Sum("disbursements__amount"))

    @admin.display(description=_("amount"))
    def total(self, order):
        return dirhams(order.sum or ZERO)

    total.is_numeric = True

    def next_step(self, order):
        files = list(order.disbursements.values_list("application_id", flat=True))
        return ("pay", files) if files and order.status in ("draft", "placed", "received") else None

    def get_fieldsets(self, request, obj=None):
        if obj is None or obj.status == PurchaseOrder.Status.DRAFT:
            return [(None, {"fields": ["supplier", "equipment"]})]
        steps = [("placed_at", "placed_by"), ("received_on", "delivery_note"), ("paid_on", "invoice")]
        return [(None, {"fields": [("number", "supplier"), *steps]})]

    def get_inlines(self, request, obj):
        return [] if obj is None or obj.status == PurchaseOrder.Status.DRAFT else [OrderedInline]

    def has_change_permission(self, request, obj=None):
        is_draft = obj is None or obj.status == PurchaseOrder.Status.DRAFT
        return is_draft and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """Cancelled, not deleted: its number is used."""
        return False

    def save_model(self, request, obj, form, change):
        chosen = list(form.cleaned_data["equipment"])
        if change:
            orders.change(order=obj, by=request.user, supplier=obj.supplier, disbursements=chosen)
            return
        made = orders.draft(supplier=obj.supplier, by=request.user, disbursements=chosen)
        obj.pk = made.pk
        obj.refresh_from_db()
