"""The pages of the door: name and password, the second step, and the proof that is asked for once more."""

import json

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows import login as flow
from allauth.account.models import Login
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from reintegration.ground.access.models import Posting, User
from reintegration.ground.accounts import factors, gate, recent
from reintegration.ground.accounts.forms import ProofForm, SecondStepForm, SignInForm


class Door(FormView):
    """A form in the look of the door."""

    title = ""

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def get_context_data(self, **kwargs):
        context = {**admin.site.each_context(self.request), "title": self.title, "next": gate.destination(self.request)}
        return super().get_context_data(**context, **kwargs)


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class SignIn(Door):
    """The one way in; whoever is signed in already is led on."""

    form_class = SignInForm
    template_name = "accounts/login.html"
    title = _("Log in")

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            return gate.next_step(request)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        # The cookie ends with the browser; the session ends before.
        self.request.session.set_expiry(0)
        given = {"username": form.cleaned_data["username"]}
        user = form.get_user()
        entering = Login(user=user, redirect_url=gate.destination(self.request), state=proved(user))
        return flow.perform_password_login(self.request, given, entering)

    def get_initial(self):
        """The account chosen from the list of a demonstration."""
        chosen = self.request.GET.get("as", "") if settings.DEMO else ""
        return {"username": chosen, "password": settings.DEMO_PASSWORD} if chosen else {}

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["password"].widget.render_value = bool(form.initial)
        return form

    def get_context_data(self, **kwargs):
        if settings.DEMO:
            kwargs |= {"demonstration": demonstration_accounts(), "password": settings.DEMO_PASSWORD}
        return super().get_context_data(**kwargs)


def demonstration_accounts():
    """The accounts that everybody may use, each with its postings of today (`posts`)."""
    posts = Prefetch("postings", Posting.objects.on(timezone.localdate()).select_related("centre"), to_attr="posts")
    usable = User.objects.filter(is_demonstration=True, is_active=True).exclude(password__startswith="!")
    return usable.prefetch_related(posts).order_by("pk")


def proved(user):
    """What a given password is worth until the second step: nothing once it was changed or the account closed."""
    return {"password": user.get_session_auth_hash(), "active": user.is_active}


stage_required = login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")


@method_decorator([stage_required, sensitive_post_parameters("code", "credential")], name="dispatch")
class SecondStep(Door):
    form_class = SecondStepForm
    template_name = "accounts/code.html"
    title = _("Second step")

    def dispatch(self, request, *args, **kwargs):
        entering = request._login_stage.login
        if entering.user is None or not proved(entering.user).items() <= entering.state.items():
            return request._login_stage.abort()
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self):
        return self.request._login_stage.login.user

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.user}

    def form_valid(self, form):
        flow.record_authentication(self.request, self.user, "mfa", **form.found)
        return self.request._login_stage.exit()

    def get_context_data(self, **kwargs):
        if self.user.is_demonstration:
            kwargs["demonstration_code"] = settings.DEMO_CODE
        elif factors.of(self.user).filter(type=factors.PASSKEY).exists():
            kwargs["passkey_options"] = json.dumps(webauthn.begin_authentication(self.user))
        kwargs["has_app"] = factors.of(self.user).filter(type=factors.APP).exists()
        return super().get_context_data(**kwargs)


@method_decorator([login_required, never_cache, sensitive_post_parameters("proof")], name="dispatch")
class Proof(Door):
    """Asks again who is there, then does what was asked for before."""

    form_class = ProofForm
    template_name = "accounts/proof.html"
    title = _("Is it you?")

    def form_valid(self, form):
        flow.record_authentication(self.request, self.request.user, form.method, reauthenticated=True)
        to = gate.destination(self.request)
        return recent.do_what_was_sent(self.request, to) or redirect(to)
