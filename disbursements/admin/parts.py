"""What a disbursement consists of: its equipment lines and its cheque, in its page and in lists of their own."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from beneficiaries.admin.choosing import FindsPeople
from disbursements.models import Cheque, EquipmentLine
from reintegration.ground.admin import ReadOnlyAdmin, ScopedModelAdmin, ShownInline
from reintegration.ground.markup import StatusOf, dirhams


class LineInline(ShownInline):
    model = EquipmentLine
    fields = ["name_ar", "name_fr", "quantity", "unit_price", "serial_number", "status"]


class ChequeInline(ShownInline):
    model = Cheque
    fields = ["account", "number", "issued_on", "payee_ar", "payee_latin"]


class OfPerson(FindsPeople):
    person_path = "disbursement__application__beneficiary__"


@admin.register(EquipmentLine)
class EquipmentLineAdmin(OfPerson, ScopedModelAdmin):
    """The store: what is ordered, received, handed over. The serial number is written when the goods arrive."""

    list_display = ["name", "who", "quantity", "unit_price", "serial_number", "status"]
    list_filter = ["status"]
    list_select_related = ["disbursement__application__beneficiary"]
    fields = [("name_ar", "name_fr"), ("quantity", "unit_price"), "serial_number"]
    readonly_fields = ["name_ar", "name_fr", "quantity", "unit_price"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("item"))
    def name(self, line):
        return line.name


@admin.register(Cheque)
class ChequeAdmin(OfPerson, ReadOnlyAdmin):
    """The register of cheques: every number once per account, cancelled ones too."""

    list_display = ["number", "account", "who", "amount", "issued_on", "state"]
    list_filter = ["account", "disbursement__status"]
    list_select_related = ["account", "disbursement__application__beneficiary"]
    fields = ["disbursement", "account", "number", "issued_on", ("payee_ar", "payee_latin")]

    @admin.display(description=_("amount"))
    def amount(self, cheque):
        return dirhams(cheque.disbursement.amount)

    amount.is_numeric = True

    @admin.display(description=_("status"))
    def state(self, cheque):
        return StatusOf(cheque.disbursement)

    state.is_status = True
