"""Pages behind a link from a mail, and the one that asks for such a mail. Links that do not hold all look the same."""

from types import SimpleNamespace

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reintegration.ground.access.models import User
from reintegration.ground.accounts import forgotten, invitations, limits, mails
from reintegration.ground.accounts.views import Door
from reintegration.ground.errors import Refused


class ByLink(PasswordResetConfirmView):
    """A new password by a link: as Django's, which keeps the link in the session and leads to an address without it."""

    template_name = "accounts/by_link.html"

    def get_context_data(self, **kwargs):
        context = {**super().get_context_data(**kwargs), **admin.site.each_context(self.request)}
        return {**context, "title": self.title, "over": self.over}

    def form_valid(self, form):
        token = self.request.session.pop(INTERNAL_RESET_SESSION_TOKEN)
        try:
            self.use(token, form.cleaned_data["new_password1"])
        except Refused:
            self.validlink = False
            return self.render_to_response(self.get_context_data())
        messages.success(self.request, _("Your password is set. Log in with it now."))
        return redirect("account_login")


class Invitation(ByLink):
    title = gettext_lazy("Open your account")
    over = invitations.OVER
    token_generator = SimpleNamespace(check_token=invitations.holds)

    def use(self, token, password):
        invitations.accept(user=self.user, token=token, password=password)


class NewPassword(ByLink):
    title = gettext_lazy("Choose a new password")
    over = gettext_lazy("This link does not hold, or no longer. Ask for another one.")
    token_generator = SimpleNamespace(check_token=forgotten.holds)

    def use(self, token, password):
        forgotten.set_password(user=self.user, token=token, password=password)


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label=User._meta.get_field("email").verbose_name, widget=forms.EmailInput(attrs={"autofocus": True})
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)


class Forgotten(Door):
    """Asks for a mail with a link; the answer is the same whether there is such an account or not."""

    form_class = ForgottenForm
    template_name = "accounts/forgotten.html"
    title = gettext_lazy("Forgotten password")

    def form_valid(self, form):
        email = form.cleaned_data["email"].lower()
        if not limits.allow(self.request, "forgotten", email):
            return limits.too_many(self.request)
        mails.queue_new_password(email)
        return self.render_to_response(self.get_context_data(form=form, is_sent=True, folder=mails.folder()))
