"""Seasons, their money, and the applications decided within it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from reintegration.ground.protections import protect_append_only


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programs")

    def ready(self):
        for table in ("programs_budgetentry", "programs_decision", "programs_allocation", "programs_duty"):
            protect_append_only(table)
