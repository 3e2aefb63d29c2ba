"""Who holds which duty on a file: one person, one duty, held by the database for ever."""

from programs.eligibility import HELD
from programs.models import Duty
from reintegration.ground.errors import Refused


def take(*, application, user, kind):
    """Give `user` the duty of `kind` ("submit", "decide", "pay") on the file; `Refused` when they hold another.

    Must run inside the transaction of the act itself. Returns the duty.
    """
    duty, _created = Duty.objects.get_or_create(application=application, user=user, defaults={"kind": kind})
    if duty.kind != kind:
        raise Refused(HELD[duty.kind])
    return duty
