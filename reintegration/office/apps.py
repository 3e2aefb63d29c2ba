"""The office: Django's admin site in the foundation's own shell, and the work pages in it."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "reintegration.office"
    label = "office"
    verbose_name = _("Office")
    default = True


class OfficeAdminConfig(admin_apps.AdminConfig):
    """Django's admin, with our site in place of its own."""

    default_site = "reintegration.office.site.OfficeSite"
    default = False
