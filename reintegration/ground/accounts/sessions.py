"""Django's sessions kept in our own table: each knows its user and its place, ends by itself, and is sealed."""

import json
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from reintegration.ground.accounts.models import Session
from reintegration.ground.sealed import seal, unseal


class SealedSerializer:
    """What a session holds, as JSON under the house's key: a second factor being set up, a form kept meanwhile."""

    def dumps(self, data):
        return seal(json.dumps(data, separators=(",", ":"))).encode("ascii")

    def loads(self, data):
        return json.loads(unseal(data.decode("ascii")))


def idle_since():
    """The moment before which a session that was last used has ended."""
    return timezone.now() - timedelta(seconds=settings.SESSION_IDLE_SECONDS)


class SessionStore(DatabaseStore):
    """Ends a session that lies idle, and every session some hours after it was begun, whatever is done in it.

    `row` is the row that was read; `ended` says why it is over; `address` and `browser` are what the request tells.
    """

    row = None
    ended = ""
    address, browser = None, ""

    @classmethod
    def get_model_class(cls):
        return Session

    def _get_session_from_db(self):
        row = Session.objects.filter(session_key=self.session_key).first()
        if row is not None and row.seen_at > idle_since() and row.expire_date > timezone.now():
            self.row = row
            return row
        if row is not None and row.user_id:
            self.ended = "idle" if row.expire_date > timezone.now() else "old"
        self._session_key = None
        return None

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.user_id = int(data["_auth_user_id"]) if "_auth_user_id" in data else None
        if self.row is not None and self.row.user_id == session.user_id:
            session.started_at = self.row.started_at
            session.address, session.browser = self.row.address, self.row.browser
        session.address = self.address or session.address
        session.browser = self.browser or session.browser
        session.expire_date = session.started_at + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return session
