"""The pages of seasons, their money, and applications."""

from programs.admin.applications import ApplicationAdmin
from programs.admin.books import BudgetEntryAdmin, DecisionAdmin, PartnerReceiptAdmin
from programs.admin.funding import AgreementAdmin, FundingLineAdmin, FundingSourceAdmin, TrancheAdmin
from programs.admin.seasons import ProgramAdmin

__all__ = [
    "AgreementAdmin",
    "ApplicationAdmin",
    "BudgetEntryAdmin",
    "DecisionAdmin",
    "FundingLineAdmin",
    "FundingSourceAdmin",
    "PartnerReceiptAdmin",
    "ProgramAdmin",
    "TrancheAdmin",
]
