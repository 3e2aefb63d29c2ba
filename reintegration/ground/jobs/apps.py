"""Work done in the background, and how far it is."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "reintegration.ground.jobs"
    label = "jobs"
    verbose_name = _("background work")
