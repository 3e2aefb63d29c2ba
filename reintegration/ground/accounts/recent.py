"""Whether whoever sits at the keyboard has just proved who they are; asked before what cannot be taken back."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings


def is_recent(request):
    """Tell whether a password or a code was given in this session in the last minutes."""
    given = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(given) and time.time() - max(given) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def must_be_recent(request):
    """Send away to prove it again, and back: allauth's middleware catches what this raises."""
    if not is_recent(request):
        raise ReauthenticationRequired
