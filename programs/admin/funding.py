"""Where the money comes from: sources, agreements, tranches with their receipts, and funding lines."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from programs.forms import LineForm
from programs.models import Agreement, FundingLine, FundingSource, PartnerReceipt, Tranche
from programs.services import funding
from reintegration.ground.admin import MadeByService, ScopedModelAdmin, ScopedTabularInline, ShownInline
from reintegration.ground.forms import RecordForm
from reintegration.ground.markup import dirhams


@admin.register(FundingSource)
class FundingSourceAdmin(ScopedModelAdmin):
    list_display = ["__str__", "code", "kind"]
    fields = [("name_ar", "name_fr"), ("code", "kind")]


class TrancheInline(ShownInline):
    model = Tranche
    fields = ["number", "amount", "due_on", "condition", "received", "allocated", "committed"]
    show_change_link = True


@admin.register(Agreement)
class AgreementAdmin(ScopedModelAdmin):
    list_display = ["reference", "__str__", "source", "province", "signed_on", "amount", "distributed"]
    list_select_related = ["source", "province"]
    list_filter = ["source"]
    search_fields = ["reference", "partner_ar", "partner_fr", "name_ar", "name_fr"]
    fields = [
        ("reference", "source", "signed_on"),
        ("name_ar", "name_fr"),
        ("partner_ar", "partner_fr", "province"),
        ("amount", "distributed"),
    ]
    readonly_fields = ["distributed"]
    inlines = [TrancheInline]


class ReceiptInline(ScopedTabularInline):
    """What the partner paid in: added here, never changed."""

    model = PartnerReceipt
    fields = ["received_on", "amount", "reference"]
    can_delete = False

    def has_change_permission(self, request, obj=None):
        return False

    def store(self, record, *, by):
        funding.record_receipt(
            tranche=record.tranche,
            amount=record.amount,
            received_on=record.received_on,
            reference=record.reference,
            by=by,
        )


@admin.register(Tranche)
class TrancheAdmin(MadeByService, ScopedModelAdmin):
    list_display = ["__str__", "amount", "due_on", "received", "allocated", "committed"]
    list_select_related = ["agreement"]
    search_fields = ["agreement__reference"]
    given = ["agreement", "number", "amount", "due_on", "condition"]
    balances = ["received", "allocated", "committed"]
    inlines = [ReceiptInline]

    def get_fields(self, request, obj=None):
        rows = [("agreement", "number", "amount"), ("due_on", "condition")]
        return [*rows, tuple(self.balances)] if obj else rows

    def get_readonly_fields(self, request, obj=None):
        return ["agreement", "number", "amount", *self.balances] if obj else []

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def make(self, values, *, by):
        return funding.add_tranche(**{name: values[name] for name in self.given}, by=by)


@admin.register(FundingLine)
class FundingLineAdmin(MadeByService, ScopedModelAdmin):
    list_display = ["__str__", "program", "source", "tranche", "allocated", "reserved", "committed", "paid", "free"]
    list_select_related = ["program", "source", "tranche__agreement"]
    list_filter = ["program", "source"]
    search_fields = ["name_ar", "name_fr"]
    balances = ["allocated", "reserved", "committed", "paid", "free"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change=change, form=RecordForm if obj else LineForm, **kwargs)

    def get_fields(self, request, obj=None):
        rows = [("program", "source", "tranche"), ("name_ar", "name_fr")]
        return [*rows, tuple(self.balances) if obj else "amount"]

    def get_readonly_fields(self, request, obj=None):
        """Money moves through the ledger alone."""
        return ["program", "source", "tranche", *self.balances] if obj else []

    def make(self, values, *, by):
        return funding.open_line(**{name: values[name] for name in (*LineForm.Meta.fields, "amount")}, by=by)

    @admin.display(description=_("free"))
    def free(self, line):
        return dirhams(line.free)

    free.is_numeric = True
