"""The way in as a user goes it: name and password, then a code of an application."""

from allauth.mfa.totp.internal import auth
from django.urls import reverse

from reintegration.ground.accounts import factors
from tests.factories import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN, CODE = reverse("account_login"), reverse("mfa_authenticate")


def with_app(user):
    """Give the user an application for codes."""
    factors.set_up_app(user=user, secret=SECRET)
    return user


def code(secret=SECRET, *, step=0):
    """What the application shows now, or some half minutes before or after."""
    counter = int(auth.time.time()) // 30 + step
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def give_password(client, user, password=PASSWORD, to="/"):
    return client.post(LOGIN, {"username": user.username, "password": password, "next": to})


def give_code(client, given):
    return client.post(CODE, {"code": given})


def sign_in(client, user, given=None, to="/"):
    """Both steps; returns the answer to the second."""
    give_password(client, user, to=to)
    return give_code(client, code() if given is None else given)


def is_in(client):
    """Whether a page of the office opens."""
    return client.get("/").status_code == 200
