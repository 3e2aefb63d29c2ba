"""One's own account: second factors, recovery codes, sessions. What administrators do to accounts is `access`."""

import json

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter as factor_adapter
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from reintegration.ground import qr
from reintegration.ground.access.models import User
from reintegration.ground.accounts import ending, factors, gate
from reintegration.ground.accounts.browsers import browser_name
from reintegration.ground.accounts.forms import AppForm, PasskeyForm
from reintegration.ground.accounts.recent import must_be_recent
from reintegration.ground.accounts.views import Door
from reintegration.ground.errors import Refused
from reintegration.ground.locks import lock

NEW_CODES = "accounts.new_codes"
"""Where a session keeps new recovery codes until their page has shown them."""


@never_cache
@gate.signed_in
def account(request):
    user = request.user
    sessions = list(ending.under_way(user))
    for session in sessions:
        session.name = ending.name_of(session.session_key)
        session.place = browser_name(session.browser)
        session.is_this = session.session_key == request.session.session_key
    context = {
        **admin.site.each_context(request),
        "title": _("Sign-in and sessions"),
        "factors": factors.of(user),
        "codes_left": user.recovery_codes.filter(used_at=None).count(),
        "sessions": sessions,
    }
    return render(request, "accounts/account.html", context)


class NewFactor(Door):
    """Setting up a second factor: the first one by password alone, others by whoever passed the second step."""

    def dispatch(self, request, *args, **kwargs):
        if not factors.passed(request) and factors.of(request.user).exists():
            return redirect(gate.with_next(request, "account_login"))
        if request.user.is_demonstration:
            raise PermissionDenied
        must_be_recent(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_first=not factors.of(self.request.user).exists(), **kwargs)

    def form_valid(self, form):
        request = self.request
        is_first = not factors.passed(request)
        with transaction.atomic():
            lock(User, [request.user.pk])
            if is_first and factors.of(request.user).exists():
                # Another session that knows the password was quicker: this one proves itself by what that one set up.
                return redirect(gate.with_next(request, "account_login"))
            factor = self.keep(form)
        if is_first:
            ending.end_sessions(user=request.user, by=request.user, keep=request.session.session_key)
            request.session.cycle_key()
        record_authentication(request, request.user, "mfa", id=factor.pk, type=factor.type)
        if request.user.recovery_codes.exists():
            return redirect("account")
        request.session[NEW_CODES] = factors.make_recovery_codes(user=request.user)
        return redirect(gate.with_next(request, "account_codes"))


@method_decorator([login_required, never_cache], name="dispatch")
class App(NewFactor):
    form_class = AppForm
    template_name = "accounts/app.html"
    title = gettext_lazy("Set up your second step")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        address = factor_adapter().build_totp_url(self.request.user, secret)
        groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        has_app = factors.of(self.request.user).filter(type=factors.APP).exists()
        return {**context, "picture": qr.picture(address), "secret": groups, "has_app": has_app}

    def keep(self, form):
        factor = factors.set_up_app(user=self.request.user, secret=form.secret)
        clear_totp_secret(self.request)
        return factor


@method_decorator([login_required, never_cache], name="dispatch")
class Passkey(NewFactor):
    form_class = PasskeyForm
    template_name = "accounts/passkey.html"
    title = gettext_lazy("Add a passkey")

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["request"]
        return kwargs

    def get_context_data(self, **kwargs):
        options = webauthn.begin_registration(self.request.user, passwordless=False)
        return super().get_context_data(passkey_options=json.dumps(options), **kwargs)

    def keep(self, form):
        given = form.cleaned_data
        return factors.add_passkey(user=self.request.user, name=given["name"], credential=given["credential"])


@never_cache
@gate.signed_in
def remove_factor(request, pk):
    factor = get_object_or_404(factors.of(request.user), pk=pk)
    must_be_recent(request)
    if request.method == "POST":
        try:
            factors.remove(factor=factor, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.text)
        return redirect("account")
    context = {**admin.site.each_context(request), "title": _("Remove a second factor"), "factor": factor}
    return render(request, "accounts/remove.html", context)


@never_cache
@gate.signed_in
def recovery_codes(request):
    """Show new codes once; a POST makes them."""
    if request.method == "POST":
        if request.user.is_demonstration:
            raise PermissionDenied
        must_be_recent(request)
        request.session[NEW_CODES] = factors.make_recovery_codes(user=request.user)
        return redirect("account_codes")
    codes = request.session.pop(NEW_CODES, None)
    if codes is None:
        return redirect("account")
    context = {"title": _("Recovery codes"), "codes": codes, "next": gate.destination(request)}
    return render(request, "accounts/codes.html", {**admin.site.each_context(request), **context})


@require_POST
@gate.signed_in
def end_sessions(request):
    """End the session that the form names, or all others."""
    only = request.POST.get("session", "")
    ended = ending.end_sessions(user=request.user, by=request.user, keep=request.session.session_key or "", only=only)
    if ended:
        messages.success(request, _("The session was ended.") if only else _("All other sessions were ended."))
    return redirect("account")
