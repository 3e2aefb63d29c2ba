"""Signing in for tests: at once, as if the second step had just been passed; and how to take that back."""

import time
from importlib import import_module

from allauth.account.internal.flows import login as flow
from django import test
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

METHODS = flow.AUTHENTICATION_METHODS_SESSION_KEY
WHOSE = flow._AUTHENTICATION_METHODS_USER_SESSION_KEY


class Client(test.Client):
    """Django's client, whose `force_login` also passes the second step."""

    def _login(self, user, backend=None):
        request = HttpRequest()
        request.session = self.session or import_module(settings.SESSION_ENGINE).SessionStore()
        login(request, user, backend)
        request.session[METHODS] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        request.session[WHOSE] = str(user.pk)
        request.session.save()
        self._set_login_cookies(request)


def forget_proof(client):
    """Let the password and the code have been given an hour ago."""
    session = client.session
    session[METHODS] = [{**record, "at": time.time() - 3600} for record in session[METHODS]]
    session.save()


def without_second_factor(client):
    """Leave the session with its password alone."""
    session = client.session
    session[METHODS] = [{"method": "password", "at": time.time()}]
    session.save()


def cookie_of(user, site):
    """The cookie of a signed-in user, as playwright's contexts take it; a walk takes longer than a proof counts."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[METHODS] = [{**record, "at": record["at"] + 3600} for record in session[METHODS]]
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site}
