"""The worker: does tasks one after another, and meanwhile says that it lives and clears up behind others."""

import logging
import os
import secrets
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from reintegration.ground.accounts.ending import forget_ended
from reintegration.ground.drafts import keeping
from reintegration.ground.jobs import queueing, results, running
from reintegration.ground.jobs.models import Worker

HOUSEKEEPING = timedelta(seconds=15)
"""How often a worker gives a sign of life and sweeps."""

logger = logging.getLogger(__name__)


class Working(TaskWorker):
    """Django's worker, that gives the job it has in hand back to the queue when it is asked to end."""

    def __init__(self, *, batch=False):
        machine = socket.gethostname()[:40]
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=1,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{machine}-{os.getpid()}-{secrets.token_hex(4)}",
        )

    def shutdown(self, signum, frame):
        """Never in the midst of something; a terminal's Ctrl-C and whoever ends its children may both ask."""
        running.stopping.is_asked = True
        self.running = False

    def run(self):
        keep_house(self.worker_id)
        with self._housekeeping():
            super().run()

    @contextmanager
    def _housekeeping(self):
        ended = threading.Event()
        thread = threading.Thread(target=_keep_house, args=(self.worker_id, ended), name="housekeeping", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            Worker.objects.filter(name=self.worker_id).delete()


def keep_house(name):
    """Say that this worker lives; take up what others left, and delete what was kept long enough."""
    Worker.objects.update_or_create(name=name, defaults={"seen_at": timezone.now()})
    queueing.sweep()
    queueing.forget_finished()
    results.remove_expired()
    forget_ended()
    keeping.forget_old()


def _keep_house(name, ended):
    while not ended.wait(HOUSEKEEPING.total_seconds()):
        try:
            keep_house(name)
        except (DatabaseError, OSError) as error:
            # A busy or restarting database, a folder that is away: the next round takes it up.
            logger.warning("No housekeeping this time: %s", error)
        finally:
            connection.close()
