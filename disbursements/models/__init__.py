"""From an approved application to what stands in the person's hands: orders, cheques, ceremonies, certificates."""

from disbursements.models.ceremony import Ceremony, Handover
from disbursements.models.certificate import Certificate, NumberSeries
from disbursements.models.disbursement import BankAccount, Cheque, Disbursement, EquipmentLine
from disbursements.models.order import PurchaseOrder, Supplier
from disbursements.models.passes import CeremonyPass

__all__ = [
    "BankAccount",
    "Ceremony",
    "CeremonyPass",
    "Certificate",
    "Cheque",
    "Disbursement",
    "EquipmentLine",
    "Handover",
    "NumberSeries",
    "PurchaseOrder",
    "Supplier",
]
