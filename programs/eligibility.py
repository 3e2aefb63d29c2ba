"""The rules of an application beyond status and role: who is barred from which step, and what makes a file complete.

Each rule reads only and raises `Refused` with what to do. The transitions of `workflow.py` combine them. A rule about
`files` judges them all with the queries of one, and names the one at fault.
"""

from collections import defaultdict

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Consent
from programs.models import Application, Duty, FundingLine, Score
from programs.moves import SPENT
from reintegration.ground.access.scope import must_see
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused, naming, refuse_future
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
    """Who took one of `steps` on each of the files (ids), themselves or by a delegate: {file: {user id: step}}.

    Duties cost one query, checks one, scores two: a score names only who corrected it last.
    """
    duties = Duty.objects.filter(application__in=files, kind__in=steps)
    taken = list(duties.values_list("application", "kind", "user", "on_behalf_of"))
    if "check" in steps:
        checks = trail.status_changes_of(Application).filter(subject_id__in=[str(pk) for pk in files], verb="check")
        people = checks.values_list("subject_id", "by", "on_behalf_of")
        taken += [(int(file), "check", *hands) for file, *hands in people]
    if "score" in steps:
        scores = {
            str(pk): file for pk, file in Score.objects.filter(application__in=files).values_list("pk", "application")
        }
        entries = trail.entries_of(Score).filter(subject_id__in=scores, action__in=["add", "change"])
        people = entries.values_list("subject_id", "by", "on_behalf_of")
        taken += [(scores[score], "score", *hands) for score, *hands in people]
    found = defaultdict(dict)
    for file, step, *hands in taken:
        found[file] |= {person: step for person in hands if person}
    return found


def why_bound(step, files, user):
    """On which files (ids) `user` is barred from the step by what they, or whom they act for, took: {id: why}."""
    principal = user.principal_for(PERMISSION[step])
    found = {}
    for file, taken in takers(files, BARS[step]).items():
        if user.pk in taken:
            found[file] = YOU_DID[taken[user.pk]]
        elif principal is not None and principal.pk in taken:
            text = _("Not possible: %(name)s, for whom you act, %(did)s. Somebody else must take this step.")
            found[file] = text % {"name": principal, "did": DID[taken[principal.pk]]}
    return found


def refuse_bound(step, files, user):
    """Refuse `user` a step that is one act on all these files (ids) when they are barred from it on one."""
    for why in why_bound(step, files, user).values():
        raise Refused(why)


def refuse_bound_each(step, files, user):
    """Refuse `user` a step on several files when they are barred from it on one, which is named."""
    why = why_bound(step, [file.pk for file in files], user)
    for file in files:
        if file.pk in why:
            with naming(file, files):
                raise Refused(why[file.pk])


def may_submit(files, user):
    known = Application.objects.live().filter(
        project__in={file.project_id for file in files}, program__in={file.program_id for file in files}
    )
    live = set(known.values_list("project", "program"))
    for file in files:
        with naming(file, files):
            of_own_centre(file, user)
            refuse_future(submitted_on=file.submitted_on)
            if not file.program.is_open_on(file.submitted_on):
                raise Refused({"program": _("This program does not take applications on that day.")})
            _is_complete(file.project)
            if (file.project_id, file.program_id) in live:
                raise Refused({"project": _("This project has an application to this program already.")})
        live.add((file.project_id, file.program_id))


def may_resubmit(application, user):
    """A file returned for completion may come back after the program has closed to new ones."""
    of_own_centre(application, user)
    refuse_bound("submit", [application.pk], user)
    _is_complete(application.project)


def may_check(files, user):
    of_own_centres(files, user)
    refuse_bound_each("check", files, user)


def may_decide(files, user):
    of_own_centres(files, user)
    refuse_bound_each("decide", files, user)


def may_approve(files, user):
    may_decide(files, user)
    _refuse_funded(files)
    for program in {file.program_id for file in files}:
        if FundingLine.objects.free_in(program) <= 0:
            requested = sum(file.amount_requested for file in files if file.program_id == program)
            text = _("No line of this program has money left: short by %(amount)s.")
            raise Refused(text % {"amount": amount_in_text(requested)})


def may_top_up(application, user):
    may_decide([application], user)
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


def of_own_centres(files, user):
    prefetch_related_objects(files, "beneficiary")
    for file in files:
        with naming(file, files):
            of_own_centre(file, user)


def _refuse_funded(files):
    """Refuse files of a person who has a funded project in the program, or would by an earlier one of these files."""
    funded = Application.objects.approved().of_same_people(files)
    columns = ("program", "person", "beneficiary", "beneficiary__canonical", "cin_key")
    known = {(program, name) for program, *names in funded.values_list(*columns) for name in names if name}
    for file in files:
        person, program = file.beneficiary, file.program_id
        with naming(file, files):
            if any((program, name) in known for name in {person.person_id, *file.cards}):
                raise Refused(_("This person has a funded project in this program already."))
        known |= {(program, name) for name in {person.person_id, person.pk, *file.cards}}


def _is_complete(project):
    """What the foundation needs before it looks at a project: items with prices, consent, an open accompaniment."""
    if not project.episode.is_open:
        raise Refused({"project": _("The accompaniment of this person is closed: open it again first.")})
    if not project.items.all():
        raise Refused({"project": _("The project has no item: add what it needs, with prices.")})
    requested = project.requested
    if requested <= 0:
        raise Refused({"project": _("The project asks for nothing: add its items and their prices.")})
    if requested > LARGEST:
        raise Refused({"project": _("The amount must be at most %(limit_value)s.") % {"limit_value": LARGEST}})
    purpose = Consent.Purpose.ACCOMPANIMENT
    if not any(c.purpose == purpose and c.withdrawn_on is None for c in project.beneficiary.consents.all()):
        raise Refused({"project": _("The person's consent is missing: record it first.")})
