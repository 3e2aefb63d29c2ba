"""Where somebody is led who may not enter the office yet: to the password, a second factor, or an administrator."""

from functools import wraps

from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse

from reintegration.ground.accounts import factors


def next_step(request):
    """The answer that leads a signed-in user on: to what is missing, or to where they wanted to go."""
    if not factors.passed(request):
        if request.user.is_demonstration or factors.of(request.user).exists():
            # A session of before the factor was set up: it never passed the second step.
            logout(request)
            return redirect(with_next(request, "account_login"))
        return redirect(with_next(request, "account_app"))
    if not request.user.scope.roles:
        return TemplateResponse(request, "accounts/no_posting.html", admin.site.each_context(request), status=403)
    return redirect(destination(request))


def destination(request):
    """Where the request wants to go on to, on this site alone."""
    return get_next_redirect_url(request) or resolve_url(settings.LOGIN_REDIRECT_URL)


def with_next(request, name):
    """An address that remembers where to go on to."""
    return passthrough_next_redirect_url(request, reverse(name), "next")


def signed_in(view):
    """A page of one's own account: open to whoever passed the second step, with a posting or without."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated or not factors.passed(request):
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        return view(request, *args, **kwargs)

    return guarded
