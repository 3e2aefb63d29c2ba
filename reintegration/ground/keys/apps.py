"""The keys that personal values in append-only rows are sealed with."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KeysConfig(AppConfig):
    name = "reintegration.ground.keys"
    label = "keys"
    verbose_name = _("keys")
