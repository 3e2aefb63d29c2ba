"""What somebody typed into a form and has not saved yet."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftsConfig(AppConfig):
    name = "reintegration.ground.drafts"
    verbose_name = _("Drafts")
