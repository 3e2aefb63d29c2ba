"""The pages on which finance prepares and orders, and centres hand over; one module per record."""

from disbursements.admin.ceremony import CeremonyAdmin
from disbursements.admin.certificate import CertificateAdmin
from disbursements.admin.disbursement import DisbursementAdmin
from disbursements.admin.handover import HandoverAdmin
from disbursements.admin.order import PurchaseOrderAdmin
from disbursements.admin.parts import ChequeAdmin, EquipmentLineAdmin
from disbursements.admin.supplier import BankAccountAdmin, SupplierAdmin

__all__ = [
    "BankAccountAdmin",
    "CeremonyAdmin",
    "CertificateAdmin",
    "ChequeAdmin",
    "DisbursementAdmin",
    "EquipmentLineAdmin",
    "HandoverAdmin",
    "PurchaseOrderAdmin",
    "SupplierAdmin",
]
