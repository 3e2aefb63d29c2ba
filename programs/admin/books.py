"""Books that are read and never written here: the ledger, the receipts, the decisions."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from beneficiaries.admin.choosing import FindsPeople
from programs.models import BudgetEntry, Decision, PartnerReceipt
from reintegration.ground.admin import ReadOnlyAdmin


@admin.register(BudgetEntry)
class BudgetEntryAdmin(FindsPeople, ReadOnlyAdmin):
    person_path = "application__beneficiary__"
    list_display = ["number", "on", "kind", "amount", "line", "elsewhere", "who", "reference", "by"]
    list_select_related = ["line", "counterpart", "tranche__agreement", "application__beneficiary", "by"]
    list_filter = ["kind", "line"]
    fields = ["on", "kind", "amount", "line", "counterpart", "tranche", "application", "reference", "by", "at"]

    @admin.display(description=_("number"), ordering="id")
    def number(self, entry):
        return entry.pk

    @admin.display(description=_("other line or tranche"), empty_value="—")
    def elsewhere(self, entry):
        return entry.counterpart or entry.tranche


@admin.register(PartnerReceipt)
class PartnerReceiptAdmin(ReadOnlyAdmin):
    list_display = ["reference", "tranche", "amount", "received_on"]
    list_select_related = ["tranche__agreement"]
    search_fields = ["reference", "tranche__agreement__reference"]
    fields = ["tranche", "amount", "received_on", "reference"]


@admin.register(Decision)
class DecisionAdmin(FindsPeople, ReadOnlyAdmin):
    person_path = "application__beneficiary__"
    list_display = ["who", "outcome", "decided_on", "amount", "program", "by"]
    list_select_related = ["application__beneficiary", "application__program", "by"]
    list_filter = ["outcome", "application__program"]
    fields = ["application", "outcome", "amount", "decided_on", "by", "reason", "at"]

    @admin.display(description=_("program"))
    def program(self, decision):
        return decision.application.program
