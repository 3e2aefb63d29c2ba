"""Second factors: an application that shows codes, passkeys, and recovery codes for when these are lost."""

import base64
import secrets

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reintegration.ground.access.models import User
from reintegration.ground.accounts.models import RecoveryCode, digest
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.locks import lock

CODES = 10
RANDOM_BYTES = 10
APP, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN


def passed(request):
    """Tell whether this session has passed the second step; only the step itself and setting one up mark it so."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def of(user):
    """The user's second factors, oldest first."""
    return Authenticator.objects.filter(user=user, type__in=[APP, PASSKEY]).order_by("created_at", "pk")


@transaction.atomic
def set_up_app(*, user, secret):
    """Keep the sealed secret of an application that shows codes, in place of the one before; returns the factor."""
    lock(User, [user.pk])
    of(user).filter(type=APP).delete()
    factor = TOTP.activate(user, secret).instance
    trail.record(action="second-factor-added", subject=user, by=user)
    return factor


@transaction.atomic
def add_passkey(*, user, name, credential):
    factor = WebAuthn.add(user, name, credential).instance
    trail.record(action="second-factor-added", subject=user, by=user)
    return factor


@transaction.atomic
def remove(*, factor, by):
    """Take a factor away; raises `Refused` for the last one."""
    lock(User, [factor.user_id])
    if not of(factor.user).exclude(pk=factor.pk).exists():
        raise Refused(_("This is your only second factor. Set up another one first."))
    factor.delete()
    trail.record(action="second-factor-removed", subject=by, by=by)


@transaction.atomic
def make_recovery_codes(*, user):
    """Return ten new codes of 80 random bits; those made before are void. Only digests are kept."""
    lock(User, [user.pk])
    codes = [_grouped(base64.b32encode(secrets.token_bytes(RANDOM_BYTES)).decode()) for _number in range(CODES)]
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest(_plain(code))) for code in codes)
    trail.record(action="recovery-codes-made", subject=user, by=user)
    return codes


@transaction.atomic
def use_recovery_code(*, user, code):
    """Spend a recovery code; tells whether it was one. Of two at once only one finds it unused."""
    unused = user.recovery_codes.filter(digest=digest(_plain(code)), used_at=None)
    if not unused.update(used_at=timezone.now()):
        return False
    trail.record(action="recovery-code-used", subject=user, by=user)
    return True


def _plain(code):
    return "".join(sign for sign in code.upper() if sign.isalnum())


def _grouped(text):
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
