"""Suppliers and the accounts that cheques are drawn on."""

from django.contrib import admin

from disbursements.models import BankAccount, Supplier
from reintegration.ground.admin import ScopedModelAdmin


@admin.register(Supplier)
class SupplierAdmin(ScopedModelAdmin):
    list_display = ["name", "ice", "phone", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "ice"]
    fields = ["name", "ice", "phone", "is_active"]

    def has_delete_permission(self, request, obj=None):
        """Closed, not deleted: orders name it."""
        return False


@admin.register(BankAccount)
class BankAccountAdmin(ScopedModelAdmin):
    list_display = ["bank", "agency", "rib", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["bank", "rib"]
    fields = ["bank", "agency", "rib", "is_active"]

    def has_delete_permission(self, request, obj=None):
        """Closed, not deleted: cheques name it."""
        return False
