"""The work of those who control and who administer: the latest acts on money, accounts that cannot enter."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.moves import OF_LINES
from reintegration.ground.access.models import Posting, User
from reintegration.ground.accounts.models import Invitation
from reintegration.ground.audit.acts import act, kind_of_record
from reintegration.ground.audit.models import AuditEntry
from reintegration.ground.jobs.models import Job
from reintegration.ground.markup import isolated
from reintegration.ground.waiting import since
from reintegration.office.today.items import (
    WorkItem,
    add_url,
    change_url,
    job_url,
    list_url,
    section,
    status_of,
    verb_url,
    with_you,
)

MONEY_ACTS = ["approve", "place", "sign", "pay", "cancel", "correct", *OF_LINES, "amend"]
"""What an auditor looks at first."""


def auditor_sections(user, today):
    latest = AuditEntry.objects.filter(action__in=MONEY_ACTS).select_related("by").order_by("-pk")

    def item(entry):
        return WorkItem(
            title=str(act(entry)),
            url=change_url(entry),
            code=entry.label,
            meta=[str(kind_of_record(entry)), isolated(entry.by or entry.actor), since(entry.at, today)],
            tone="progress",
            status_label=_("Recorded"),
        )

    return [section(_("Latest acts on money"), latest, item, more_url=list_url(AuditEntry))]


def administrator_sections(user, today):
    return [_to_confirm(user, today), _to_invite(user, today), _without_posting(today), _ending(today), _failed(today)]


def _to_confirm(user, today):
    """What another administrator asked for; who asked for it waits."""
    rows = Posting.objects.waiting_for(user, on=today)

    def item(posting):
        return WorkItem(
            title=posting.user.get_full_name(),
            url=change_url(posting),
            meta=[str(posting), isolated(posting.asked_by)],
            ball=with_you(posting.updated_at, today),
            **status_of(posting),
            action_label=_("Confirm"),
            action_url=verb_url(posting, "confirm"),
            primary=True,
        )

    rows = rows.select_related("user", "centre", "asked_by").order_by("updated_at")
    return section(_("Postings to confirm"), rows, item, more_url=list_url(Posting, "?waits=me"))


def _to_invite(user, today):
    rows = Invitation.objects.waiting_for(user, on=today)

    def item(invitation):
        return WorkItem(
            title=invitation.user.get_full_name(),
            url=change_url(invitation),
            meta=[isolated(invitation.email), isolated(invitation.asked_by)],
            ball=with_you(invitation.asked_at, today),
            **status_of(invitation),
            action_label=_("Confirm"),
            action_url=verb_url(invitation, "confirm"),
            primary=True,
        )

    rows = rows.select_related("user", "asked_by").order_by("pk")
    return section(_("Invitations to confirm"), rows, item, more_url=list_url(Invitation, "?waits=me"))


def _without_posting(today):
    held = (Posting.objects.on(today) | Posting.objects.waiting()).filter(user=OuterRef("pk"))
    rows = User.objects.filter(~Exists(held), is_active=True).order_by("date_joined")

    def item(user):
        return WorkItem(
            title=user.get_full_name(),
            url=change_url(user),
            code=user.username,
            ball=with_you(user.date_joined, today),
            tone="wait",
            status_label=_("Cannot enter"),
            action_label=_("Give a posting"),
            action_url=add_url(Posting, f"?user={user.pk}"),
            primary=True,
        )

    return section(_("Accounts without a posting"), rows, item, more_url=list_url(User))


def _ending(today):
    rows = Posting.objects.confirmed().filter(ends_on__gte=today, ends_on__lte=today + timedelta(days=30))

    def item(posting):
        return WorkItem(
            title=posting.user.get_full_name(),
            url=change_url(posting.user),
            meta=[str(posting)],
            tone="wait",
            status_label=_("Posting ends"),
            action_label=_("Open"),
            action_url=change_url(posting.user),
        )

    return section(_("Postings that end soon"), rows.select_related("user", "centre").order_by("ends_on"), item)


def _failed(today):
    def item(job):
        return WorkItem(
            title=str(job),
            url=job_url(job),
            tone="bad",
            status_label=_("Failed"),
            meta=[since(job.created_at, today)],
        )

    lately = timezone.now() - timedelta(days=7)
    rows = Job.objects.filter(status=Job.Status.FAILED).finished_since(lately).order_by("-pk")
    return section(_("Background work that failed"), rows, item, more_url=reverse("admin:jobs"))
