"""Whether whoever sits at the keyboard has just proved who they are; asked before what cannot be taken back."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.httpkit import deserialize_request
from django.conf import settings
from django.urls import resolve


def is_recent(request):
    """Tell whether a password or a code was given in this session in the last minutes."""
    given = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(given) and time.time() - max(given) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def must_be_recent(request):
    """Send away to prove it again, and back: allauth's middleware catches what this raises."""
    if not is_recent(request):
        # What was sent before and left is not done by a later proof, for something else.
        request.session.pop(STATE_SESSION_KEY, None)
        raise ReauthenticationRequired


def do_what_was_sent(request, to):
    """Return the answer to the form that waits for the proof, sent to the address `to`; None when none was.

    As allauth's `resume_request`, which loses what was sent to an address with a query.
    """
    kept = request.session.pop(STATE_SESSION_KEY, None)
    if kept is None:
        return None
    sent = deserialize_request(kept["request"], request)
    if sent.get_full_path() != to:
        return None
    view = resolve(sent.path_info)
    return view.func(sent, *view.args, **view.kwargs)
