"""How background work is asked for, cancelled, started again, and taken up again behind a worker that died."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from reintegration.ground.errors import Refused
from reintegration.ground.jobs.kinds import known_kinds
from reintegration.ground.jobs.models import Job, Worker
from reintegration.ground.jobs.running import run, take

SILENCE_MAX = timedelta(seconds=60)
"""How long a worker may give no sign of life before it is taken for dead."""
ATTEMPTS_MAX = 3
TASKS_KEPT_FOR = timedelta(days=1)


class WorkerDied(Exception):
    """What is told of a task whose worker gives no sign of life."""


@transaction.atomic
def queue(*, kind, by=None, arguments=None, key=""):
    """Add a job that a worker will take; returns it, or the one of the same kind and key that is under way.

    `arguments` are values of JSON. Each owner has keys of their own. Its task is stored in the same transaction, so
    that there is never one without the other.
    """
    arguments = arguments or {}
    if by is not None and not known_kinds()[kind].is_open_to(by, arguments):
        raise Refused(_("Your role does not include this step."))
    job, is_new = _stored(kind, by, arguments, key and f"{by.pk if by else ''}:{key}")
    if is_new:
        run.enqueue(job.pk)
    return job


@transaction.atomic
def begin(*, kind, key):
    """Take a job for the command that does it here; returns its `Progress`. No worker comes between.

    Raises `NotQueued` when work of this kind and key is being done.
    """
    job, _is_new = _stored(kind, None, {}, f":{key}")
    return take(job.pk)


def _stored(kind, owner, arguments, key):
    """The job of this kind and key that is under way, else a new one: (job, is new)."""
    if key and (job := Job.objects.unfinished().filter(kind=kind, key=key).first()):
        return job, False
    try:
        with transaction.atomic():
            return Job.objects.create(kind=kind, owner=owner, arguments=arguments, key=key), True
    except IntegrityError:
        # Asked for twice at once: the other was stored meanwhile, and may even have ended.
        return Job.objects.filter(kind=kind, key=key).latest("pk"), False


def cancel(*, job, by):
    """Stop the owner's job: at once while it waits, at its next step when it runs."""
    _refuse_unless_owner(job, by)
    waiting = Job.objects.filter(pk=job.pk, status=Job.Status.QUEUED)
    if not waiting.update(status=Job.Status.CANCELLED, finished_at=timezone.now()):
        Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING).update(is_cancel_requested=True)
    job.refresh_from_db()
    return job


def restart(*, job, by):
    """Ask again for what failed or was cancelled; returns the new job, or the one that was asked for meanwhile."""
    _refuse_unless_owner(job, by)
    if not job.can_restart:
        raise Refused(_("Only work that failed or was cancelled is started again."))
    key = job.key.partition(":")[2] or f"again-{job.pk}"
    return queue(kind=job.kind, by=by, arguments=job.arguments, key=key)


def sweep(*, now=None):
    """Take up again what dead workers left: their tasks are closed, their jobs wait again, each waiting job has a task.

    Safe to run at any time and by many at once: a task too many finds its job taken.
    """
    now = now or timezone.now()
    _requeue_silent(now)
    _close_tasks_of_the_dead(now)
    _enqueue_waiting()


def _requeue_silent(now):
    silent = Job.objects.silent_since(now - SILENCE_MAX)
    ended = {"finished_at": now, "message": ""}
    silent.filter(is_cancel_requested=True).update(status=Job.Status.CANCELLED, **ended)
    for job in silent.filter(attempt__gte=ATTEMPTS_MAX).select_related("owner"):
        with job.in_words_of_owner():
            error = _("The work stopped %(times)d times without a word. Tell the administrator.") % {
                "times": job.attempt
            }
        silent.filter(pk=job.pk).update(status=Job.Status.FAILED, error=error, **ended)
    for job in silent:
        with transaction.atomic():
            if silent.filter(pk=job.pk, attempt=job.attempt).update(status=Job.Status.QUEUED, done=0, message=""):
                run.enqueue(job.pk)


def _close_tasks_of_the_dead(now):
    alive = set(Worker.objects.filter(seen_at__gte=now - SILENCE_MAX).values_list("name", flat=True))
    for row in DBTaskResult.objects.running().filter(started_at__lt=now - SILENCE_MAX):
        if row.worker_ids[-1] not in alive:
            with transaction.atomic():
                row.set_failed(WorkerDied())
                # A job says itself whether it goes on. What has none, such as a mail, is done again.
                if row.task_path != run.module_path:
                    row.task.enqueue(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])


def _enqueue_waiting():
    """A worker can die between taking a task and taking its job, or before its job waits again."""
    there = DBTaskResult.objects.filter(
        task_path=run.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    with_task = {args_kwargs["args"][0] for args_kwargs in there.values_list("args_kwargs", flat=True)}
    for job in Job.objects.filter(status=Job.Status.QUEUED).exclude(pk__in=with_task):
        run.enqueue(job.pk)


def forget_finished(*, now=None):
    """Delete the rows of tasks that ended a day ago, and of workers that are gone; jobs stay."""
    before = (now or timezone.now()) - TASKS_KEPT_FOR
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
    Worker.objects.filter(seen_at__lt=before).delete()


def _refuse_unless_owner(job, by):
    if job.owner_id != by.pk:
        raise Refused(_("Only who asked for this work may do this."))
