"""How people come in: invitation, password, second factor, sessions. What they may do then is `access`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "reintegration.ground.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
