"""How a worker does a job: takes it, says how far it is, gives a sign of life meanwhile, and ends it, each once.

A kind of work is a plain function, named in the table of kinds:

    def certificates(progress, *, by, pk, language):
        for done, sheet in enumerate(sheets, start=1):
            sheet.draw()
            progress.advance(done, total=len(sheets))
        progress.keep("certificates.pdf", body)

Progress is seen by others only between transactions, so work advances outside of them; and since a worker can die at
any step, work must be safe to run again. Each taking has a number, `attempt`, and all that a worker writes is written
only while the job still runs under its number: one that was taken for dead and comes back can change nothing.
"""

import logging
import threading
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from reintegration.ground.errors import Refused
from reintegration.ground.jobs import results
from reintegration.ground.jobs.models import Job

HEARTBEAT = timedelta(seconds=10)
"""How often running work gives a sign of life."""

logger = logging.getLogger(__name__)
stopping = SimpleNamespace(is_asked=False)
"""Whether this process is asked to end: its work goes back to the queue at its next step.

No threading.Event: its `set` takes a lock, and a second signal in the midst of the first would wait for it for ever.
"""


class NotQueued(Exception):
    """The job has been taken, finished or cancelled already: a task delivered twice stops here."""


class Cancelled(Exception):
    """Somebody asked to cancel the job; raised out of `advance` so that the work can leave in order."""


class Superseded(Exception):
    """The job was given to another worker, for this one was silent too long; raised out of `advance`."""


class Stopped(Exception):
    """The worker is to end; raised out of `advance`, and the job waits for another one."""


class Progress:
    """The running job's handle: say how far, hear whether to stop, keep a file."""

    def __init__(self, job):
        self.job = job
        self.result = {}

    @property
    def _mine(self):
        """The job's row, for as long as this is the attempt that runs."""
        return Job.objects.filter(pk=self.job.pk, status=Job.Status.RUNNING, attempt=self.job.attempt)

    def advance(self, done, *, total=None, message=""):
        """Say how far the work is. One update and one read.

        Raises `Cancelled` when the owner has asked to stop, `Stopped` when the worker is to end, and `Superseded` when
        the job is not this worker's any more.
        """
        facts = {"done": done, "message": str(message)[:300]} | ({} if total is None else {"total": total})
        if not self._mine.update(heartbeat_at=timezone.now(), **facts):
            raise Superseded(f"job {self.job.pk}, attempt {self.job.attempt}")
        if self._mine.filter(is_cancel_requested=True).exists():
            raise Cancelled
        if stopping.is_asked:
            raise Stopped

    def keep(self, name, body):
        """Seal and store the bytes `body` as the job's file `name`; its owner finds it when the work has ended well."""
        kept_as = results.store(self.job, body)
        self.result = {"result_name": name, "result_file": kept_as, "expires_at": timezone.now() + results.KEPT_FOR}

    def live(self):
        """Give a sign of life."""
        self._mine.update(heartbeat_at=timezone.now())

    def end(self, status, *, error=""):
        """Write how the work ended and what it left, in one update; a worker that was superseded leaves nothing."""
        left = self.result if status == Job.Status.DONE else {}
        if not self._mine.update(status=status, error=error, finished_at=timezone.now(), **left):
            logger.warning("Job %s ended after it was given to another worker.", self.job.pk)
            left = {}
        if left:
            results.discard_others(self.job, than=left["result_file"])
        else:
            self.discard()

    def give_back(self):
        """Let another worker do the job; this taking does not count."""
        self._mine.update(status=Job.Status.QUEUED, attempt=F("attempt") - 1, done=0, message="")
        self.discard()
        run.enqueue(self.job.pk)

    def discard(self):
        if self.result:
            results.discard(self.result["result_file"])


def take(job_id):
    """Take a queued job; returns its `Progress`. Raises `NotQueued` when another worker has it."""
    now = timezone.now()
    queued = Job.objects.filter(pk=job_id, status=Job.Status.QUEUED)
    taking = {"attempt": F("attempt") + 1, "started_at": now, "heartbeat_at": now}
    if not queued.update(status=Job.Status.RUNNING, **taking):
        raise NotQueued(f"job {job_id}")
    return Progress(Job.objects.select_related("owner").get(pk=job_id))


@contextmanager
def running(progress):
    """Give signs of life while the work goes on, and mark the job done, cancelled or failed, or give it back.

    What the work raises goes on to the worker's log.
    """
    try:
        with _heartbeat(progress):
            yield progress
    except Cancelled:
        progress.end(Job.Status.CANCELLED)
    except Superseded as error:
        logger.warning("Given to another worker: %s.", error)
        progress.discard()
    except Stopped:
        progress.give_back()
    except BaseException as error:
        progress.end(Job.Status.FAILED, error=_told(error))
        raise
    else:
        progress.end(Job.Status.DONE)


@task()
def run(job_id):
    """Do a job in the name and language of its owner, whose rights of now are asked."""
    try:
        progress = take(job_id)
    except NotQueued:
        logger.info("Job %s is done by another worker, or was cancelled.", job_id)
        return
    job, owner = progress.job, progress.job.owner
    with job.in_words_of_owner(), running(progress):
        if not job.is_allowed:
            raise Refused(_("Your role does not include this work any more."))
        job.what.function(progress, by=owner, **job.arguments)


@contextmanager
def _heartbeat(progress):
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(progress, ended), name=f"job-{progress.job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(progress, ended):
    """On a connection of its own, for the work may be in the midst of a transaction."""
    while not ended.wait(HEARTBEAT.total_seconds()):
        try:
            progress.live()
        except DatabaseError as error:
            # A long transaction on SQLite keeps others from writing; there is time for more than one try.
            logger.info("Job %s gave no sign of life: %s", progress.job.pk, error)
        finally:
            connection.close()


def _told(error):
    """What the owner may read: a rule's own words, else only the kind of error, for its text can hold people's data."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, CommandError):
        return str(error)
    text = _("The fault is ours (%(fault)s). Start the work again; if it fails again, tell the administrator.")
    return text % {"fault": type(error).__name__}
