"""The sessions of a user: which are under way, and ending them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from reintegration.ground.accounts.models import Session, digest
from reintegration.ground.accounts.sessions import idle_since
from reintegration.ground.audit import trail

KEPT_FOR = timedelta(days=1)
"""How long a session's row outlives it: a browser that comes back meanwhile is told why it is logged out."""


def under_way(user):
    """The user's sessions that still open a page, last used first."""
    return Session.objects.filter(user=user, expire_date__gt=timezone.now(), seen_at__gt=idle_since()).order_by(
        "-seen_at"
    )


def name_of(session_key):
    """What a page may call a session: its key is as good as a password."""
    return digest(session_key)[:16]


@transaction.atomic
def end_sessions(*, user, by, keep="", only=""):
    """End the user's sessions but the one with the key `keep`, or the one named `only`; returns how many.

    The next request of each is a stranger's.
    """
    keys = [key for key in Session.objects.filter(user=user).values_list("session_key", flat=True) if key != keep]
    keys = [key for key in keys if not only or name_of(key) == only]
    if keys:
        Session.objects.filter(session_key__in=keys).delete()
        trail.record(action="sessions-ended", subject=user, by=by, changes={"sessions": [None, len(keys)]})
    return len(keys)


def forget_ended(*, now=None):
    """Delete the sessions that ended a day ago: of users, of strangers and of ceremony passes."""
    Session.objects.filter(expire_date__lt=(now or timezone.now()) - KEPT_FOR).delete()
