"""What proves who somebody is: the password, a code of the application, a recovery code, a passkey; each limited."""

import secrets
import struct
import unicodedata
from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as factor_adapter
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError

from reintegration.ground.accounts import factors, limits
from reintegration.ground.audit import trail

SPENT_FOR = 4 * 30
"""Seconds for which a code is remembered: longer than it is right, from the step before to the step after its own."""


def wrong_code():
    return factor_adapter().validation_error("incorrect_code")


@contextmanager
def passkey_answer():
    """Answer what no passkey sent as a wrong code: the library stumbles over it in these ways."""
    try:
        yield
    except (TypeError, ValueError, LookupError, RecursionError, struct.error) as error:
        raise wrong_code() from error


def second_factor(request, user, *, code="", credential=None):
    """Return what a session notes of the factor that was proved; raises a ValidationError in words for the page."""
    tried = limits.take(request, "code", user.pk)
    if tried is None:
        raise get_adapter().validation_error("too_many_login_attempts")
    found = _passkey(user, credential) if credential else _code(user, code)
    if found is None:
        trail.record(action="sign-in-failed", subject=user, by=None, actor=trail.STRANGER)
        raise wrong_code()
    tried.rollback()
    return found


def password(request, user, given):
    """Tell whether this is the user's password; counted with the wrong ones of signing in."""
    return get_adapter().reauthenticate(user, given)


def app_code(user, secret, code):
    """Tell whether the application shows this code now, or did half a minute ago; each code counts once."""
    asked = digits(code)
    right = [format_hotp_value(hotp_value(secret, counter)) for counter in yield_hotp_counters_from_time()]
    if not any(secrets.compare_digest(asked, shown) for shown in right):
        return False
    return cache.add(f"accounts.code.{user.pk}.{asked}", True, SPENT_FOR)


def digits(text):
    """The digits of a code as it may be typed: Arabic ones too, with blanks between."""
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())


def _code(user, code):
    if user.is_demonstration:
        right = bool(settings.DEMO_CODE) and secrets.compare_digest(digits(code), settings.DEMO_CODE)
        return {"type": "demonstration"} if right else None
    app = factors.of(user).filter(type=factors.APP).first()
    if app and app_code(user, decrypt(app.data["secret"]), code):
        return {"type": app.type, "id": app.pk}
    if factors.use_recovery_code(user=user, code=code):
        return {"type": "recovery_codes"}
    return None


def _passkey(user, credential):
    try:
        with passkey_answer():
            webauthn.parse_authentication_response(credential)
            factor = webauthn.complete_authentication(user, credential)
    except ValidationError:
        return None
    return {"type": factor.type, "id": factor.pk}
