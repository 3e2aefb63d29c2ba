"""Equipment and cheques, ceremonies, handovers and certificates."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from disbursements import protections
from reintegration.ground.search import register_search_index, search_indexes_after_migrate


class DisbursementsConfig(AppConfig):
    name = "disbursements"
    verbose_name = _("Disbursements")

    def ready(self):
        protections.register_all()
        register_search_index("disbursements_ceremony")
        post_migrate.connect(search_indexes_after_migrate, sender=self)
