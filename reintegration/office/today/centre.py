"""The work of a centre: files sent back, visits due, projects in preparation, ceremonies near; and what others hold."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from beneficiaries.models import Beneficiary, Episode, FollowUpVisit, LifeProject
from disbursements.models import Ceremony, Disbursement, Handover
from disbursements.services.ceremonies import candidates
from disbursements.workflow import MARK, PLAN
from programs.models import Application
from reintegration.ground.money import format_amount
from reintegration.office.today.items import (
    WorkItem,
    add_url,
    change_url,
    lateness,
    list_url,
    section,
    since,
    status_of,
    verb_url,
)

PEOPLE = ("beneficiary", "project", "program")


def sections(user, today):
    return [
        returned(user, today),
        visits(user, today),
        ready(user, today),
        ceremonies(user, today),
        drafts(user, today),
        elsewhere(user, today),
    ]


def returned(user, today):
    rows = Application.objects.visible_to(user).returned().select_related(*PEOPLE)

    def item(application):
        return WorkItem(
            title=application.beneficiary.name,
            url=change_url(application),
            code=application.beneficiary.file_number,
            meta=[application.title, application.program.short_name, since(application.updated_at, today)],
            action_label=_("Complete the file"),
            action_url=change_url(application),
            primary=True,
            **status_of(application),
        )

    return section(
        _("Returned to you"),
        rows.order_by("updated_at"),
        item,
        more_url=list_url(Application, "?status__exact=returned"),
    )


def visits(user, today):
    soon = FollowUpVisit.objects.visible_to(user).due_on(today + timedelta(days=7))
    rows = soon.select_related("project__episode__beneficiary").order_by("due_on")

    def item(visit):
        person = visit.project.beneficiary
        return WorkItem(
            title=person.name,
            url=change_url(visit),
            code=person.file_number,
            meta=[visit.project.title, date_format(visit.due_on, "j F"), person.phone],
            action_label=_("Record the visit"),
            action_url=change_url(visit),
            primary=visit.due_on < today,
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
            url=change_url(application),
            code=application.beneficiary.file_number,
            meta=[application.title, *([ceremony.name] if ceremony else []), application.beneficiary.phone],
            action_label=label,
            action_url=url,
            primary=True,
            tone="good",
            status_label=_("Ready"),
        )

    more_url = verb_url(ceremony, "invite") if ceremony else list_url(Application, "?status__exact=approved")
    return section(_("Ready to hand over"), rows, item, more_url=more_url)


def ceremonies(user, today):
    near = Ceremony.objects.visible_to(user).filter(
        status__in=[Ceremony.Status.DRAFT, Ceremony.Status.LOCKED], held_on__lte=today + timedelta(days=14)
    )

    def item(ceremony):
        is_marking = ceremony.status == Ceremony.Status.LOCKED and ceremony.held_on <= today
        return WorkItem(
            title=ceremony.name,
            url=change_url(ceremony),
            code=ceremony.list_number,
            meta=[ceremony.get_status_display(), date_format(ceremony.held_on, "l j F")],
            action_label=_("Mark who received") if is_marking else _("Open the list"),
            action_url=change_url(ceremony),
            primary=is_marking,
            **lateness(ceremony.held_on, today),
        )

    return section(_("Ceremonies"), near.order_by("held_on"), item, more_url=list_url(Ceremony))


def drafts(user, today):
    applied = Application.objects.filter(project=OuterRef("pk"))
    rows = (
        LifeProject.objects.visible_to(user)
        .filter(~Exists(applied), exit=LifeProject.Exit.ENTERPRISE, episode__closed_on__isnull=True)
        .select_related("episode__beneficiary", "sector")
    )

    def item(project):
        return WorkItem(
            title=project.beneficiary.name,
            url=change_url(project),
            code=project.beneficiary.file_number,
            meta=[project.title, str(project.sector), since(project.created_at, today)],
            action_label=_("Apply to a program"),
            action_url=add_url(Application, f"?project={project.pk}"),
            tone="draft",
            status_label=_("In preparation"),
        )

    return section(_("Life projects in preparation"), rows.order_by("created_at"), item, more_url=list_url(LifeProject))


def elsewhere(user, today):
    rows = (
        Application.objects.visible_to(user)
        .filter(status__in=[Application.Status.SUBMITTED, Application.Status.CHECKED, Application.Status.WAITING])
        .select_related(*PEOPLE)
    )

    def item(application):
        return WorkItem(
            title=application.beneficiary.name,
            url=change_url(application),
            code=application.beneficiary.file_number,
            meta=[application.title, holder(application), since(application.updated_at, today)],
            action_label=_("Open"),
            action_url=change_url(application),
            **status_of(application),
        )

    return section(_("With head office"), rows.order_by("updated_at"), item, more_url=list_url(Application))


def holder(application):
    """Who has the ball."""
    if application.status == Application.Status.SUBMITTED:
        return _("with the programme officers")
    return _("with the approvers")


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
