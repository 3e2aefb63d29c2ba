"""People, their accompaniment and their life projects."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from beneficiaries import protections
from reintegration.ground.search import register_search_index, search_indexes_after_migrate


class BeneficiariesConfig(AppConfig):
    name = "beneficiaries"
    verbose_name = _("Beneficiaries")

    def ready(self):
        protections.register_all()
        register_search_index("beneficiaries_beneficiary")
        register_search_index("beneficiaries_lifeproject")
        post_migrate.connect(search_indexes_after_migrate, sender=self)
