"""How django-allauth asks about this house: who has a second factor, which limits hold, how secrets are kept."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reintegration.ground.accounts import limits
from reintegration.ground.sealed import seal, unseal


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many wrong attempts. Try again in 5 minutes."),
    }

    def is_open_for_signup(self, request):
        return False

    def get_login_stages(self):
        return ["allauth.mfa.stages.AuthenticateStage"]

    def pre_authenticate(self, request, **credentials):
        """Count the try before the password is looked at; a right one is taken back (`authenticate`)."""
        self._login_failed_rl_usage = limits.take(request, "password", credentials["username"].lower())
        if self._login_failed_rl_usage is None:
            raise self.validation_error("too_many_login_attempts")

    def get_reauthentication_methods(self, user):
        return [{"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}]

    def is_reauthentication_required(self, *, app, **_rest):
        """Never asked by allauth's own flows: our pages ask `recent` before they call them."""
        return False

    def add_message(self, *args, **kwargs):
        """Our pages say what was done."""

    def send_notification_mail(self, *args, **kwargs):
        """Nothing: the trail tells."""


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": _("This code is not right.")}

    def encrypt(self, text):
        return seal(text)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text)

    def get_totp_issuer(self):
        return self._get_site_name()

    def get_totp_label(self, user):
        return user.get_username()

    def _get_user_identifier(self, user):
        return user.get_username()

    def is_mfa_enabled(self, user, types=None):
        """Demonstration accounts too: their second step asks for the code that its page shows."""
        return user.is_demonstration or super().is_mfa_enabled(user, types)

    def get_public_key_credential_user_entity(self, user):
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.full_name_latin}
