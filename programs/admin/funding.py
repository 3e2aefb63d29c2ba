"""Where the money comes from: sources, agreements, tranches with their receipts, and funding lines."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from programs import acts
from programs.forms import LineForm
from programs.models import Agreement, AgreementAmendment, FundingLine, FundingSource, PartnerReceipt, Tranche
from programs.moves import BALANCES
from programs.services import funding
from reintegration.ground.admin import MadeByService, ScopedModelAdmin, ScopedTabularInline, ShownInline
from reintegration.ground.forms import RecordForm
from reintegration.ground.markup import dirhams


@admin.register(FundingSource)
class FundingSourceAdmin(ScopedModelAdmin):
    list_display = ["__str__", "code", "kind"]
    fields = [("name_ar", "name_fr"), ("code", "kind")]

    def get_readonly_fields(self, request, obj=None):
        """Only the foundation's money is advanced: partner money never becomes it."""
        return ["kind"] if obj else []


class TrancheInline(ShownInline):
    model = Tranche
    fields = ["amount", "due_on", "received", "advanced", "allocated", "committed"]
    show_change_link = True


class AmendmentInline(ShownInline):
    model = AgreementAmendment
    fields = ["reference", "signed_on", "tranche", "amount", "reason", "by"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("tranche__agreement", "by")


@admin.register(Agreement)
class AgreementAdmin(MadeByService, ScopedModelAdmin):
    workflow = acts.AGREEMENT
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
    inlines = [TrancheInline, AmendmentInline]

    def get_readonly_fields(self, request, obj=None):
        """An amendment alone changes the amount."""
        return ["source", "amount", "distributed"] if obj else ["distributed"]

    def make(self, values, *, by):
        names = [name for row in self.fields for name in (row if isinstance(row, tuple) else [row])]
        return funding.sign_agreement(**{name: values[name] for name in names if name in values}, by=by)


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
    list_display = ["__str__", "amount", "due_on", "received", "advanced", "allocated", "committed"]
    list_select_related = ["agreement"]
    search_fields = ["agreement__reference"]
    given = ["agreement", "number", "amount", "due_on", "condition"]
    balances = ["received", "advanced", "allocated", "committed"]
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
    workflow = acts.LINE
    balances = [*BALANCES, "free"]
    list_display = ["__str__", "program", *balances]
    list_select_related = ["program"]
    list_filter = ["program", "source"]
    search_fields = ["name_ar", "name_fr"]

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
