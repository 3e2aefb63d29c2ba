"""The background work that a user asked for and that has ended since yesterday: its file, or why there is none."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reintegration.ground.jobs.models import Job
from reintegration.ground.jobs.results import KEPT_FOR
from reintegration.office.today.items import WorkItem, job_url, section, status_of


def asked_for_by(user):
    """The section of this user, or None. One query."""
    ended = Job.objects.filter(owner=user, status__in=[Job.Status.DONE, Job.Status.FAILED])
    return section(
        capfirst(_("background work")),
        ended.finished_since(timezone.now() - KEPT_FOR),
        _item,
        more_url=reverse("admin:jobs"),
    )


def _item(job):
    fetching = {"action_label": _("Download"), "action_url": reverse("admin:job_result", args=[job.pk])}
    return WorkItem(
        title=job.work,
        url=job_url(job),
        code=job.result_name,
        meta=[job.error] if job.error else [],
        **status_of(job),
        **(fetching if job.has_result else {}),
    )
