"""The rules of an application beyond status and role: what makes a file complete, and who is barred from which step.

Each rule reads only and raises `Refused` with what to do. The transitions of `workflow.py` combine them.
"""

from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Consent
from programs.models import Application, Duty, FundingLine, Score
from reintegration.ground.access.scope import must_see
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused, refuse_future
from reintegration.ground.money import LARGEST, amount_in_text

HELD = {
    Duty.Kind.SUBMIT: _("Not possible: you submitted this file. Somebody else must take this step."),
    Duty.Kind.DECIDE: _("Not possible: you decided on this file. Somebody else must take this step."),
    Duty.Kind.PAY: _("Not possible: you paid for this file. Somebody else must take this step."),
}


def barred_by_duty(application, user, kind=None):
    """Why `user` cannot take a duty of `kind`, or any: the other one they hold; None when they can. One query."""
    held = Duty.objects.filter(application=application, user=user).exclude(kind=kind).first()
    return HELD[held.kind] if held else None


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
    _holds_no_duty_but(Duty.Kind.SUBMIT, application, user)
    _is_complete(application.project)


def may_check(application, user):
    of_own_centre(application, user)
    submitted = Duty.objects.filter(application=application, user=user, kind=Duty.Kind.SUBMIT)
    if submitted.exists():
        raise Refused(HELD[Duty.Kind.SUBMIT])


def may_decide(application, user):
    """Who submitted, paid, checked or scored a file does not decide on it."""
    of_own_centre(application, user)
    _holds_no_duty_but(Duty.Kind.DECIDE, application, user)
    if trail.status_changes_of(application).filter(verb="check", by=user).exists():
        raise Refused(_("Not possible: you checked this file. Somebody else must decide."))
    if _has_scored(application, user):
        raise Refused(_("Not possible: you scored this file. Somebody else must decide."))


def _has_scored(application, user):
    """Whether `user` ever gave points to the file: a score names only who corrected it last. Two queries."""
    scores = [str(pk) for pk in application.scores.values_list("pk", flat=True)]
    return trail.entries_of(Score).filter(subject_id__in=scores, by=user).exists()


def may_approve(application, user):
    may_decide(application, user)
    funded = Application.objects.approved().in_program(application.program_id).of_same_person(application)
    if funded.exclude(pk=application.pk).exists():
        raise Refused(_("This person has a funded project in this program already."))
    if FundingLine.objects.free_in(application.program_id) <= 0:
        text = _("No line of this program has money left: short by %(amount)s.")
        raise Refused(text % {"amount": amount_in_text(application.amount_requested)})


def may_renounce(application, user):
    """Money that was ordered, promised by a cheque or paid is undone there first."""
    of_own_centre(application, user)
    buckets = application.budget_entries.standing("application").get((application.pk,), {})
    if buckets.get("committed") or buckets.get("paid"):
        raise Refused(_("Money of this file is ordered or paid already: cancel the order or the cheque first."))


def of_own_centre(application, user):
    must_see(user, application.beneficiary.centre_id)


def _holds_no_duty_but(kind, application, user):
    if why_not := barred_by_duty(application, user, kind):
        raise Refused(why_not)


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
