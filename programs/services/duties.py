"""Who holds which duty on a file: one person, one duty, themselves or by a delegate, held by the database for ever."""

from django.utils.translation import gettext as _

from programs.eligibility import PERMISSION, refuse_bound
from programs.models import Duty
from reintegration.ground.errors import Refused


def take(*, application, user, kind):
    """Give `user` the duty of `kind` ("submit", "decide", "pay") on the file, and bind the one for whom they act.

    Refused when either of them is barred by what they did before. Must run inside the transaction of the act itself,
    with the application locked. Returns the duty.
    """
    refuse_bound(kind, [application.pk], user)
    principal = user.principal_for(PERMISSION[kind])
    given = {"kind": kind, "on_behalf_of": principal}
    duty, _is_new = Duty.objects.get_or_create(application=application, user=user, defaults=given)
    if principal is not None and duty.on_behalf_of_id != principal.pk:
        # The duty stands for ever: it cannot bind a second person.
        text = _("Not possible: you did not act for %(name)s when you first took this step on this file.")
        raise Refused(text % {"name": principal})
    return duty
