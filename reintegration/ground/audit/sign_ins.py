"""Sign-ins, sign-outs and failed sign-ins in the trail: Django says when, by signals of its own."""

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from reintegration.ground.audit import trail


def listen():
    user_logged_in.connect(signed_in)
    user_logged_out.connect(signed_out)
    user_login_failed.connect(failed)


def signed_in(*, user, **_rest):
    trail.record(action="sign-in", subject=user, by=user)


def signed_out(*, user, **_rest):
    if user is not None:
        trail.record(action="sign-out", subject=user, by=user)


def failed(*, credentials, **_rest):
    """Note the account that was tried. A name that is no account is not kept: people type their password there."""
    user_model = get_user_model()
    name = credentials.get(user_model.USERNAME_FIELD) or ""
    known = user_model.objects.filter(username=name).first()
    trail.record(action="sign-in-failed", subject=known or user_model, by=None, actor=trail.STRANGER)
