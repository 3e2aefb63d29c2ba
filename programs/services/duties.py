"""Who holds which duty on a file: one person, one duty, themselves or by a delegate, held by the database for ever."""

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.eligibility import BARS, DID, OF_PAST, PERMISSION, refuse_bound_each, takers
from programs.models import Application, Duty
from reintegration.ground.access.models import Posting
from reintegration.ground.access.rights import roles_with
from reintegration.ground.errors import Refused, naming


def take(*, application, user, kind):
    """As `take_all` for one file; returns the duty."""
    return take_all(applications=[application], user=user, kind=kind)[0]


def take_all(*, applications, user, kind):
    """Give `user` the duty of `kind` ("submit", "decide", "pay") on each file, and bind the one for whom they act.

    Refused when either of them is barred by what they did before. Must run inside the transaction of the act itself,
    with the applications locked. Returns the duties, in their order.
    """
    for file in applications:
        if file.is_imported:
            with naming(file, applications):
                raise Refused(OF_PAST)
    refuse_bound_each(kind, applications, user)
    principal = user.principal_for(PERMISSION[kind])
    held = {duty.application_id: duty for duty in Duty.objects.filter(application__in=applications, user=user)}
    for file in applications:
        if principal is not None and file.pk in held and held[file.pk].on_behalf_of_id != principal.pk:
            # The duty stands for ever: it cannot bind a second person.
            text = _("Not possible: you did not act for %(name)s when you first took this step on this file.")
            with naming(file, applications):
                raise Refused(text % {"name": principal})
    new = [Duty(application=f, user=user, kind=kind, on_behalf_of=principal) for f in applications if f.pk not in held]
    held |= {duty.application_id: duty for duty in Duty.objects.bulk_create(new)}
    return [held[file.pk] for file in applications]


def excluded(application, step):
    """Who could take `step` by their role, and why they cannot on this file: [(user, why)]."""
    return _barred(step, [application.pk])[1]


def nobody_left(step, files):
    """As `excluded`, for several files (ids), when nobody at all is left for the step; None when somebody is."""
    free, barred = _barred(step, files)
    return None if free else barred


def _barred(step, files):
    """Whether anybody can take the step today on all these files, and who cannot: (bool, [(user, why)]).

    One query beside those of `takers`.
    """
    by_file, people = takers(files, BARS[step]), _holders(step, files)
    taken = {person: part for hands in by_file.values() for person, part in hands.items()}
    barred = []
    for user, principal in people.items():
        part = taken.get(user.pk) or (principal and taken.get(principal.pk))
        if part:
            barred.append((user, DID[part]))
    return len(barred) < len(people), barred


def _holders(step, files):
    """Who has the right to the step on the files, and for whom they act: {user: principal or None}."""
    own_centre = Q(centre__in=Application.objects.filter(pk__in=files).values("beneficiary__centre"))
    postings = Posting.objects.in_force(timezone.localdate()).filter(
        own_centre | Q(centre__isnull=True), role__in=roles_with(PERMISSION[step]), user__is_active=True
    )
    postings = postings.select_related("user", "on_behalf_of")
    holders = {}
    # An own posting, first in this order, is nobody's behalf.
    for posting in postings.order_by(F("on_behalf_of").asc(nulls_first=True), "pk"):
        holders.setdefault(posting.user, posting.on_behalf_of)
    return holders
