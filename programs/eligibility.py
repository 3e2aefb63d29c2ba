"""The rules of an application beyond status and role: who is barred from which step, and what makes a file complete.

Each rule reads only and raises `Refused` with what to do. The transitions of `workflow.py` combine them.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Consent
from programs.models import Application, Duty, FundingLine, Score
from programs.moves import SPENT
from reintegration.ground.access.scope import must_see
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused, refuse_future
from reintegration.ground.money import LARGEST, amount_in_text

PERMISSION = {
    "submit": "programs.submit_application",
    "check": "programs.check_application",
    "score": "programs.score_application",
    "decide": "programs.decide_application",
    "pay": "disbursements.pay_disbursement",
}
BARS = {
    "submit": ("decide", "pay"),
    "check": ("submit",),
    "score": ("submit", "decide", "pay"),
    "decide": ("submit", "pay", "check", "score"),
    "pay": ("submit", "decide"),
}
"""Step → the steps that bar from it: who took one of these on a file, or had it taken for them, does not take it."""
DID = {
    "submit": _("submitted this file"),
    "check": _("checked this file"),
    "score": _("scored this file"),
    "decide": _("decided on this file"),
    "pay": _("paid for this file"),
}
YOU_DID = {
    "submit": _("Not possible: you submitted this file. Somebody else must take this step."),
    "check": _("Not possible: you checked this file. Somebody else must decide."),
    "score": _("Not possible: you scored this file. Somebody else must decide."),
    "decide": _("Not possible: you decided on this file. Somebody else must take this step."),
    "pay": _("Not possible: you paid for this file. Somebody else must take this step."),
}
OF_PAST = _("This file is of a past season, kept as history: nothing is decided, reserved or paid for it.")


def takers(files, steps):
    """Who took one of `steps` on the files (ids), themselves or by a delegate: {user id: step}.

    Duties cost one query, checks one, scores two: a score names only who corrected it last.
    """
    taken = list(Duty.objects.filter(application__in=files, kind__in=steps).values_list("kind", "user", "on_behalf_of"))
    if "check" in steps:
        checks = trail.status_changes_of(Application).filter(subject_id__in=[str(pk) for pk in files], verb="check")
        taken += [("check", *people) for people in checks.values_list("by", "on_behalf_of")]
    if "score" in steps:
        scores = [str(pk) for pk in Score.objects.filter(application__in=files).values_list("pk", flat=True)]
        entries = trail.entries_of(Score).filter(subject_id__in=scores, action__in=["add", "change"])
        taken += [("score", *people) for people in entries.values_list("by", "on_behalf_of")]
    return {person: step for step, *people in taken for person in people if person}


def refuse_bound(step, files, user):
    """Refuse `user` a step on the files (ids) when they, or the one for whom they act, took another that bars it."""
    taken = takers(files, BARS[step])
    if user.pk in taken:
        raise Refused(YOU_DID[taken[user.pk]])
    principal = user.principal_for(PERMISSION[step])
    if principal is not None and principal.pk in taken:
        text = _("Not possible: %(name)s, for whom you act, %(did)s. Somebody else must take this step.")
        raise Refused(text % {"name": principal, "did": DID[taken[principal.pk]]})


def may_submit(application, user):
    of_own_centre(application, user)
    project, program = application.project, application.program
    refuse_future(submitted_on=application.submitted_on)
    if not program.is_open_on(application.submitted_on):
        raise Refused({"program": _("This program does not take applications on that day.")})
    _is_complete(project)
    if Application.objects.live().filter(project=project, program=program).exists():
        raise Refused({"project": _("This project has an application to this program already.")})


def may_resubmit(application, user):
    """A file returned for completion may come back after the program has closed to new ones."""
    of_own_centre(application, user)
    refuse_bound("submit", [application.pk], user)
    _is_complete(application.project)


def may_check(application, user):
    of_own_centre(application, user)
    refuse_bound("check", [application.pk], user)


def may_decide(application, user):
    of_own_centre(application, user)
    refuse_bound("decide", [application.pk], user)


def may_approve(application, user):
    may_decide(application, user)
    funded = Application.objects.approved().in_program(application.program_id).of_same_person(application)
    if funded.exclude(pk=application.pk).exists():
        raise Refused(_("This person has a funded project in this program already."))
    if FundingLine.objects.free_in(application.program_id) <= 0:
        text = _("No line of this program has money left: short by %(amount)s.")
        raise Refused(text % {"amount": amount_in_text(application.amount_requested)})


def may_top_up(application, user):
    may_decide(application, user)
    if application.is_imported or application.amount_approved >= application.amount_requested:
        raise Refused(_("All that the project asks for is approved."))


def may_renounce(application, user):
    """Money that was ordered, promised by a cheque or paid is undone there first."""
    of_own_centre(application, user)
    buckets = application.budget_entries.standing("application").get((application.pk,), {})
    if any(buckets.get(name) for name in SPENT):
        raise Refused(_("Money of this file is ordered or paid already: cancel the order or the cheque first."))


def may_record_past(application, user, days):
    """Whoever checks files records those of seasons that are over; `days` are those of its steps, in their order."""
    if not user.has_perm(PERMISSION["check"]):
        raise Refused(_("Your role does not include this step."))
    of_own_centre(application, user)
    refuse_future(decided_on=max(days))
    if list(days) != sorted(days):
        raise Refused({"decided_on": _("The days of the steps are not in order.")})
    if application.program.closes_on >= timezone.localdate():
        raise Refused({"program": _("This program is not over: submit the file.")})


def of_own_centre(application, user):
    must_see(user, application.beneficiary.centre_id)


def _is_complete(project):
    """What the foundation needs before it looks at a project: items with prices, consent, an open accompaniment."""
    beneficiary = project.episode.beneficiary
    if not project.episode.is_open:
        raise Refused({"project": _("The accompaniment of this person is closed: open it again first.")})
    if not project.items.exists():
        raise Refused({"project": _("The project has no item: add what it needs, with prices.")})
    if project.requested <= 0:
        raise Refused({"project": _("The project asks for nothing: add its items and their prices.")})
    if project.requested > LARGEST:
        raise Refused({"project": _("The amount must be at most %(limit_value)s.") % {"limit_value": LARGEST}})
    consent = beneficiary.consents.filter(purpose=Consent.Purpose.ACCOMPANIMENT, withdrawn_on__isnull=True)
    if not consent.exists():
        raise Refused({"project": _("The person's consent is missing: record it first.")})
