"""Seasons, their money, and the applications decided within it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from programs import entry_protections, money_protections, protections


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programs")

    def ready(self):
        protections.register_all()
        money_protections.register_all()
        entry_protections.register_all()
