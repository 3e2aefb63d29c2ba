"""A program (season), where its money comes from, and the applications decided within it."""

from programs.models.application import Application
from programs.models.application_parts import ApplicationItem, Duty, Score
from programs.models.decision import Allocation, Decision
from programs.models.funding import Agreement, AgreementAmendment, FundingLine, FundingSource, PartnerReceipt, Tranche
from programs.models.ledger import BudgetEntry
from programs.models.program import Criterion, Partner, Program, PublishedFigure, ReportPeriod

__all__ = [
    "Agreement",
    "AgreementAmendment",
    "Allocation",
    "Application",
    "ApplicationItem",
    "BudgetEntry",
    "Criterion",
    "Decision",
    "Duty",
    "FundingLine",
    "FundingSource",
    "Partner",
    "PartnerReceipt",
    "Program",
    "PublishedFigure",
    "ReportPeriod",
    "Score",
    "Tranche",
]
