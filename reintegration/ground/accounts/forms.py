"""The forms of signing in and of one's own second factors."""

from allauth.account.adapter import get_adapter
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reintegration.ground.accounts import limits, proof

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "autofocus": True}


class SignInForm(AuthenticationForm):
    """Name and password; the adapter counts what is wrong."""

    def clean(self):
        given = {name: self.cleaned_data.get(name) for name in ("username", "password")}
        if all(given.values()):
            self.user_cache = get_adapter().authenticate(self.request, **given)
            if self.user_cache is None:
                raise self.get_invalid_login_error()
        return self.cleaned_data


class PasskeyAnswer(forms.JSONField):
    """What the browser's script sends of a passkey; it is not shown again, for it answers one question once."""

    widget = forms.HiddenInput

    def bound_data(self, data, initial):
        return ""

    def prepare_value(self, value):
        return ""

    def to_python(self, value):
        with proof.passkey_answer():
            return super().to_python(value)


class SecondStepForm(forms.Form):
    """A code of the application or a recovery code, or what a passkey answered."""

    code = forms.CharField(label=_("Code"), required=False, max_length=40)
    credential = PasskeyAnswer(required=False)

    def __init__(self, *args, request, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user
        # A recovery code has letters.
        self.fields["code"].widget.attrs = {**CODE, "inputmode": "text", "required": True}

    def clean(self):
        given = {"code": self.cleaned_data.get("code", ""), "credential": self.cleaned_data.get("credential")}
        self.found = proof.second_factor(self.request, self.user, **given)
        return self.cleaned_data


class ProofForm(forms.Form):
    """Who one is once more: by password, or by a code of the application."""

    proof = forms.CharField(
        label=_("Password or code"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.method = "password"

    def clean_proof(self):
        given, user = self.cleaned_data["proof"], self.request.user
        # No password is that short.
        if len(given.strip()) <= 7 and len(proof.digits(given)) == 6:
            proof.second_factor(self.request, user, code=given)
            self.method = "mfa"
        elif not proof.password(self.request, user, given):
            raise ValidationError(_("This is not right."))
        return given


class AppForm(forms.Form):
    """The first code of an application that has just been given its secret."""

    code = forms.CharField(label=_("Code shown by the application"), max_length=20, widget=forms.TextInput(attrs=CODE))

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.secret = totp.get_totp_secret()

    def clean_code(self):
        code, user = self.cleaned_data["code"], self.request.user
        tried = limits.take(self.request, "code", user.pk)
        if tried is None:
            raise get_adapter().validation_error("too_many_login_attempts")
        if not proof.app_code(user, self.secret, code):
            raise proof.wrong_code()
        tried.rollback()
        return code


class PasskeyForm(forms.Form):
    """What a new passkey answered, and what its owner calls it."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=60, help_text=_("Such as: my phone."))
    credential = PasskeyAnswer()

    def clean_credential(self):
        credential = self.cleaned_data["credential"]
        with proof.passkey_answer():
            webauthn.parse_registration_response(credential)
            webauthn.complete_registration(credential)
        return credential
