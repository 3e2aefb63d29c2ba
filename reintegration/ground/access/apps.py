"""Who works here, where and in which role."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from reintegration.ground.access import protections


class AccessConfig(AppConfig):
    name = "reintegration.ground.access"
    label = "access"
    verbose_name = _("Users and centres")

    def ready(self):
        protections.register_all()
