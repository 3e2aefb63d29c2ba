"""The work of a centre: files sent back, visits due, projects in preparation, ceremonies near; and what others hold."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from beneficiaries.models import Beneficiary, Detention, Episode, FollowUpVisit, LifeProject
from disbursements.models import Ceremony, Disbursement, Handover
from disbursements.services.ceremonies import candidates
from disbursements.workflow import MARK, PLAN
from programs.models import Application
from reintegration.ground.audit.history import with_moved_on
from reintegration.ground.audit.models import StatusChange
from reintegration.ground.keys import owned
from reintegration.ground.markup import isolated
from reintegration.ground.money import format_amount
from reintegration.ground.waiting import since
from reintegration.office.today.items import (
    SHOWN,
    WorkItem,
    add_url,
    case_url,
    change_url,
    lateness,
    list_url,
    section,
    status_of,
    verb_url,
    with_you,
)

PEOPLE = ("beneficiary", "project", "program")
RELEASED_WITHIN = timedelta(days=30)


def sections(user, today):
    return [
        returned(user, today),
        visits(user, today),
        ready(user, today),
        ceremonies(user, today),
        released(user, today),
        drafts(user, today),
        elsewhere(user, today),
    ]


def returned(user, today):
    rows = with_moved_on(Application.objects.visible_to(user).returned()).select_related(*PEOPLE)
    found = list(rows.order_by("moved_on", "pk")[: SHOWN + 1])
    reasons = last_reasons(found)

    def item(application):
        reason = reasons.get(application.pk)
        return WorkItem(
            title=application.beneficiary.name,
            url=case_url(application.beneficiary),
            code=application.beneficiary.file_number,
            meta=[application.title, *([format_html("{} {}", _("Reason:"), isolated(reason))] if reason else [])],
            ball=with_you(application.moved_on, today),
            action_label=_("Complete the file"),
            action_url=change_url(application.project),
            also_label=_("Submit again"),
            also_url=verb_url(application, "resubmit"),
            primary=True,
            **status_of(application),
        )

    return section(_("Returned to you"), found, item, more_url=list_url(Application, "?status__exact=returned"))


def last_reasons(applications):
    """{pk: why it was returned}. Two queries."""
    steps = StatusChange.objects.filter(
        subject_type=Application._meta.label_lower,
        subject_id__in=[str(file.pk) for file in applications],
        to_status=Application.Status.RETURNED,
    )
    newest = {int(step.subject_id): step for step in steps.order_by("pk")}
    owned.hold(step.sealed_reason for step in newest.values())
    return {pk: step.reason for pk, step in newest.items()}


def visits(user, today):
    soon = FollowUpVisit.objects.visible_to(user).due_on(today + timedelta(days=7))
    rows = soon.select_related("project__episode__beneficiary").order_by("due_on")

    def item(visit):
        person = visit.project.beneficiary
        return WorkItem(
            title=person.name,
            url=case_url(person),
            code=person.file_number,
            meta=[visit.project.title, date_format(visit.due_on, "j F"), isolated(person.phone)],
            ball=_("with you"),
            action_label=_("Record the visit"),
            action_url=change_url(visit),
            primary=visit.due_on <= today,
            **lateness(visit.due_on, today),
        )

    return section(_("Follow-up visits"), rows, item, more_url=list_url(FollowUpVisit))


def ready(user, today):
    """Whoever could receive everything now and stands on no list: goods arrived, cheques signed."""
    unready = Disbursement.objects.unready().filter(application=OuterRef("pk"))
    rows = candidates(by=user).exclude(Exists(unready))
    lists = Ceremony.objects.visible_to(user).filter(status=Ceremony.Status.DRAFT, centre__in=user.scope.centre_ids)
    ceremony = lists.order_by("held_on").first() if user.has_perm(PLAN) else None

    def action(application):
        if ceremony:
            return _("Add to the list"), verb_url(ceremony, "invite")
        if user.has_perm(MARK):
            return _("Arrange the handover"), add_url(Handover, f"?application={application.pk}")
        return _("Open"), change_url(application)

    def item(application):
        label, url = action(application)
        return WorkItem(
            title=application.beneficiary.name,
            url=case_url(application.beneficiary),
            code=application.beneficiary.file_number,
            meta=[application.title, *([ceremony.name] if ceremony else []), isolated(application.beneficiary.phone)],
            ball=_("with you"),
            action_label=label,
            action_url=url,
            primary=True,
            tone="good",
            status_label=_("Ready"),
        )

    more_url = verb_url(ceremony, "invite") if ceremony else list_url(Application, "?status__exact=approved")
    return section(_("Ready to hand over"), rows, item, more_url=more_url)


def ceremonies(user, today):
    near = Ceremony.objects.visible_to(user).waiting_for(user, on=today)

    def action(ceremony):
        if ceremony.status == Ceremony.Status.LOCKED and ceremony.held_on <= today:
            return _("Mark who received"), reverse("admin:disbursements_ceremony_check_in", args=[ceremony.pk])
        if ceremony.status == Ceremony.Status.DRAFT and user.has_perm(PLAN):
            return _("Prepare the list"), verb_url(ceremony, "invite")
        return _("Open the list"), change_url(ceremony)

    def item(ceremony):
        label, url = action(ceremony)
        return WorkItem(
            title=ceremony.name,
            url=change_url(ceremony),
            code=ceremony.list_number,
            meta=[ceremony.get_status_display(), date_format(ceremony.held_on, "l j F")],
            ball=_("with you"),
            action_label=label,
            action_url=url,
            primary=ceremony.held_on <= today,
            **lateness(ceremony.held_on, today),
        )

    return section(_("Ceremonies"), near.order_by("held_on"), item, more_url=list_url(Ceremony, "?waits=me"))


def released(user, today):
    """Who is expected out within thirty days, or was and nobody wrote it down; for who may see detentions."""
    if not user.has_perm("beneficiaries.view_detention"):
        return None
    inside = Detention.objects.visible_to(user).filter(released_on__isnull=True)
    rows = inside.filter(expected_release_on__lte=today + RELEASED_WITHIN).select_related("beneficiary")
    open_now = Prefetch(
        "beneficiary__episodes", Episode.objects.open().select_related("worker"), to_attr="open_episodes"
    )

    def item(detention):
        person = detention.beneficiary
        worker = next((str(episode.worker) for episode in person.open_episodes), "")
        return WorkItem(
            title=person.name,
            url=case_url(person),
            code=person.file_number,
            meta=[date_format(detention.expected_release_on, "j F Y")],
            ball=isolated(worker) if worker else _("nobody is in charge"),
            action_label=_("Complete the file"),
            action_url=change_url(person),
            **lateness(detention.expected_release_on, today),
        )

    return section(_("Released within 30 days"), rows.prefetch_related(open_now).order_by("expected_release_on"), item)


def drafts(user, today):
    rows = LifeProject.objects.visible_to(user).in_preparation().select_related("episode__beneficiary", "sector")

    def item(project):
        return WorkItem(
            title=project.beneficiary.name,
            url=case_url(project.beneficiary),
            code=project.beneficiary.file_number,
            meta=[project.title, str(project.sector)],
            ball=with_you(project.created_at, today),
            action_label=_("Apply to a program"),
            action_url=add_url(Application, f"?project={project.pk}"),
            also_label=_("Complete the project"),
            also_url=change_url(project),
            tone="draft",
            status_label=_("In preparation"),
        )

    title = _("Life projects in preparation")
    return section(title, rows.order_by("created_at"), item, more_url=list_url(LifeProject, "?waits=me"))


def elsewhere(user, today):
    steps = [Application.Status.SUBMITTED, Application.Status.CHECKED, Application.Status.WAITING]
    rows = with_moved_on(Application.objects.visible_to(user).filter(status__in=steps)).select_related(*PEOPLE)

    def item(application):
        return WorkItem(
            title=application.beneficiary.name,
            url=case_url(application.beneficiary),
            code=application.beneficiary.file_number,
            meta=[application.title],
            ball=f"{application.holder} {since(application.moved_on, today)}",
            action_label=_("Open"),
            action_url=change_url(application),
            **status_of(application),
        )

    more_url = list_url(Application, "?status__in=submitted,checked,waiting")
    return section(_("With head office"), rows.order_by("moved_on", "pk"), item, more_url=more_url)


def figures(user, today):
    people = Beneficiary.objects.visible_to(user)
    open_episodes = Episode.objects.visible_to(user).open()
    applications = Application.objects.visible_to(user)
    handed = Handover.objects.visible_to(user).filter(status__in=Handover.RECEIVED)
    asked = applications.awaiting_decision()
    received = ",".join(Handover.RECEIVED)
    rows = [
        {"label": _("People on file"), "value": people.count(), "url": list_url(Beneficiary)},
        {"label": _("In accompaniment"), "value": open_episodes.count(), "url": list_url(Episode, "?state=open")},
        {
            "label": _("Waiting for a decision"),
            "value": asked.count(),
            "url": list_url(Application, "?status__in=checked,waiting"),
        },
        {"label": _("Supported"), "value": handed.count(), "url": list_url(Handover, f"?status__in={received}")},
    ]
    return [{"title": _("My centre"), "rows": rows}]


def amount(value):
    return _("%s MAD") % format_amount(value)
