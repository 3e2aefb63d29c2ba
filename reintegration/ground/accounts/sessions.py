"""Django's sessions kept in our own table: each knows its user, and what it holds is sealed."""

import json

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from reintegration.ground.accounts.models import Session
from reintegration.ground.sealed import seal, unseal


class SealedSerializer:
    """What a session holds, as JSON under the house's key: a second factor being set up, a form kept meanwhile."""

    def dumps(self, data):
        return seal(json.dumps(data, separators=(",", ":"))).encode("ascii")

    def loads(self, data):
        return json.loads(unseal(data.decode("ascii")))


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls):
        return Session

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.user_id = data.get("_auth_user_id")
        return session
