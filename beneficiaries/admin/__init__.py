"""The pages on which coordinators keep people's files; one module per record."""

from beneficiaries.admin.beneficiary import BeneficiaryAdmin
from beneficiaries.admin.duplicate import PossibleDuplicateAdmin
from beneficiaries.admin.episode import EpisodeAdmin
from beneficiaries.admin.intervention import InterventionAdmin
from beneficiaries.admin.project import LifeProjectAdmin
from beneficiaries.admin.visit import FollowUpVisitAdmin

__all__ = [
    "BeneficiaryAdmin",
    "EpisodeAdmin",
    "FollowUpVisitAdmin",
    "InterventionAdmin",
    "LifeProjectAdmin",
    "PossibleDuplicateAdmin",
]
