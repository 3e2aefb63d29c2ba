"""The person and everything that happens before money: residence, episodes, diagnosis, life project, visits."""

from beneficiaries.models.accompaniment import (
    Diagnosis,
    Intervention,
    InterventionAttendance,
    Placement,
    Training,
)
from beneficiaries.models.duplicate import PossibleDuplicate
from beneficiaries.models.episode import Detention, Episode
from beneficiaries.models.person import Beneficiary, Consent, FileNumber, Residence
from beneficiaries.models.project import LifeProject, ProjectItem
from beneficiaries.models.visit import FollowUpVisit

__all__ = [
    "Beneficiary",
    "Consent",
    "Detention",
    "Diagnosis",
    "Episode",
    "FileNumber",
    "FollowUpVisit",
    "Intervention",
    "InterventionAttendance",
    "LifeProject",
    "Placement",
    "PossibleDuplicate",
    "ProjectItem",
    "Residence",
    "Training",
]
