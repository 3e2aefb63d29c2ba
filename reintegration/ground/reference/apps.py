"""Short lists that forms choose from, and the texts that papers carry."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferenceConfig(AppConfig):
    name = "reintegration.ground.reference"
    label = "reference"
    verbose_name = _("reference data")
