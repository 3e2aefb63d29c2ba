"""How background work is queued, run, shown and given up for dead. A task is a plain function with a job's id:

    job = queue(kind="seed_demo", by=user)
    transaction.on_commit(lambda: seed.enqueue(job.pk))

    @task()
    def seed(job_id):
        with running(job_id) as progress:
            for done, chapter in enumerate(CHAPTERS, start=1):
                chapter.tell()
                progress.advance(done, total=len(CHAPTERS), message=str(chapter))

Progress is seen by others only between transactions, so work advances outside of them; and since a worker can die at
any step, work must be safe to run again.
"""

from contextlib import contextmanager
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reintegration.ground.jobs.models import Job

SILENCE_MAX = timedelta(minutes=5)
"""How long a running job may give no sign of life before its worker is taken for dead."""


class NotQueued(Exception):
    """The job has been taken, finished or cancelled already: a task delivered twice stops here."""


class Cancelled(Exception):
    """Somebody asked to cancel the job; raised out of `advance` so that the work can leave in order."""


class Progress:
    """The running job's handle: say how far, and hear whether to stop."""

    def __init__(self, job):
        self.job = job

    def advance(self, done, *, total=None, message=""):
        """Say how far the work is, which also is its sign of life. One update and one read.

        Raises `Cancelled` when the owner has asked to stop.
        """
        self.job.done, self.job.message = done, str(message)[:300]
        if total is not None:
            self.job.total = total
        self.job.heartbeat_at = timezone.now()
        self.job.save(update_fields=["done", "total", "message", "heartbeat_at"])
        self.job.refresh_from_db(fields=["is_cancel_requested"])
        if self.job.is_cancel_requested:
            raise Cancelled


def queue(*, kind, by=None):
    """Add a job that a worker will take; returns it. Sweeps dead ones first."""
    sweep()
    return Job.objects.create(kind=kind, owner=by)


def cancel(*, job):
    """Stop a job: at once while it waits, at its next step when it runs."""
    waiting = Job.objects.filter(pk=job.pk, status=Job.Status.QUEUED)
    if not waiting.update(status=Job.Status.CANCELLED, finished_at=timezone.now()):
        Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING).update(is_cancel_requested=True)
    job.refresh_from_db()
    return job


@contextmanager
def running(job_id):
    """Take a queued job, yield its `Progress`, and mark it done, cancelled or failed.

    Raises `NotQueued` when another worker has it. What the work raises goes on to the worker's log.
    """
    now = timezone.now()
    queued = Job.objects.filter(pk=job_id, status=Job.Status.QUEUED)
    if not queued.update(status=Job.Status.RUNNING, started_at=now, heartbeat_at=now):
        raise NotQueued(f"job {job_id}")
    progress = Progress(Job.objects.get(pk=job_id))
    try:
        yield progress
    except Cancelled:
        _finish(progress.job, Job.Status.CANCELLED)
    except BaseException as error:
        _finish(progress.job, Job.Status.FAILED, error=_told(error))
        raise
    else:
        _finish(progress.job, Job.Status.DONE)


def sweep(*, now=None):
    """Mark running jobs whose worker has been silent for `SILENCE_MAX` as failed; returns how many."""
    silent = Job.objects.silent_since((now or timezone.now()) - SILENCE_MAX)
    return silent.update(
        status=Job.Status.FAILED,
        finished_at=timezone.now(),
        error=_("The work stopped without a word. Start it again."),
    )


def _finish(job, status, *, error=""):
    job.status, job.error, job.finished_at = status, error, timezone.now()
    job.save(update_fields=["status", "error", "finished_at"])


def _told(error):
    """What the owner may read: a rule's own words, else only the kind of error, for its text can hold people's data."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error) if isinstance(error, CommandError) else type(error).__name__
