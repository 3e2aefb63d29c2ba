"""The keys that personal values in append-only rows are sealed with."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from reintegration.ground.keys.protections import register_protections


class KeysConfig(AppConfig):
    name = "reintegration.ground.keys"
    label = "keys"
    verbose_name = _("keys")

    def ready(self):
        register_protections()
