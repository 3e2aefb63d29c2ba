"""Equipment and cheques, ceremonies, handovers and certificates."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from disbursements import protections


class DisbursementsConfig(AppConfig):
    name = "disbursements"
    verbose_name = _("Disbursements")

    def ready(self):
        protections.register_all()
