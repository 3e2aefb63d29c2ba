"""Notes when and from where a session is used, and says why one has ended."""

from datetime import timedelta

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _

from reintegration.ground.accounts.models import Session

NOTED_EVERY = timedelta(minutes=1)
BACKGROUND = "X-Background"
"""The header of what a page asks by itself: nobody sits there, so the session is not in use."""


class SessionUse:
    """One write a minute at most; the rest of the requests ask the database nothing more."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        session = request.session
        session.address = get_client_ip(request)
        session.browser = request.headers.get("User-Agent", "")[:200]
        if request.user.is_authenticated:
            self._note(request)
        elif session.ended and BACKGROUND not in request.headers:
            messages.warning(request, _why(session.ended))
        return self.get_response(request)

    def _note(self, request):
        row, now = request.session.row, timezone.now()
        if row is not None and row.seen_at < now - NOTED_EVERY and BACKGROUND not in request.headers:
            used = {"seen_at": now, "address": request.session.address, "browser": request.session.browser}
            Session.objects.filter(session_key=row.session_key).update(**used)


def _why(ended):
    if ended == "idle":
        text = _("You were logged out: nothing was done for %(minutes)d minutes. What you typed is kept as a draft.")
        return text % {"minutes": settings.SESSION_IDLE_SECONDS // 60}
    text = _("You were logged out: a session lasts %(hours)d hours at most. What you typed is kept as a draft.")
    return text % {"hours": settings.SESSION_COOKIE_AGE // 3600}
