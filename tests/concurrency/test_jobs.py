"""Background work that many ask for and many would do at the same moment is one piece of work, done once."""

import multiprocessing
import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from reintegration.ground.jobs import kinds, results, running
from reintegration.ground.jobs.models import Job
from reintegration.ground.jobs.queueing import SILENCE_MAX, queue, sweep
from reintegration.ground.jobs.running import run, take
from tests.concurrency.racing import DONE, race
from tests.databases import reconnect
from tests.factories import make_user

KIND = "trial"


def work(progress, *, by):
    progress.keep("who.txt", str(os.getpid()).encode())


@pytest.fixture(autouse=True)
def place(committed_database, settings, tmp_path, monkeypatch):
    settings.RESULTS_DIR = tmp_path / "results"
    monkeypatch.setitem(kinds.known_kinds(), KIND, kinds.Kind("Trial", f"{__name__}.work"))


def test_work_asked_for_by_three_requests_at_once_is_one_job():
    amina = make_user()
    assert race([lambda: queue(kind=KIND, by=amina, key="1")] * 3) == [DONE] * 3
    assert Job.objects.count() == 1


def test_job_whose_task_came_to_three_workers_is_done_by_one(settings):
    job = queue(kind=KIND, key="1")
    assert race([lambda: run.call(job.pk)] * 3) == [DONE] * 3
    job.refresh_from_db()
    assert (job.status, job.attempt, len(list(settings.RESULTS_DIR.iterdir()))) == ("done", 1, 1)


def test_work_gives_signs_of_life_on_its_own_though_one_of_them_fails(monkeypatch):
    """A busy database is just the next try."""
    live, answers = running.Progress.live, iter([OperationalError("database is locked")])

    def sometimes(progress):
        if busy := next(answers, None):
            raise busy
        live(progress)

    monkeypatch.setattr(running.Progress, "live", sometimes)
    monkeypatch.setattr(running, "HEARTBEAT", timedelta(milliseconds=5))
    job = queue(kind=KIND, key="1")
    with running.running(take(job.pk)) as progress:
        began, end = progress.job.heartbeat_at, time.monotonic() + 30
        while Job.objects.get(pk=job.pk).heartbeat_at == began:
            assert time.monotonic() < end


def keep_and_die(job_id):
    reconnect()
    take(job_id).keep("who.txt", b"nobody")
    os.kill(os.getpid(), signal.SIGKILL)


def test_worker_that_dies_between_its_file_and_its_last_word_leaves_one_file_to_the_owner(settings):
    job = queue(kind=KIND, key="1")

    connection.close()
    killed = multiprocessing.get_context("fork").Process(target=keep_and_die, args=(job.pk,))
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    (settings.RESULTS_DIR / f".{job.pk}-{'a' * 32}.half").write_bytes(b"half")
    foreign = settings.RESULTS_DIR / f"{job.pk}1-{'b' * 32}"
    foreign.write_bytes(b"of another job")
    sweep(now=timezone.now() + SILENCE_MAX + timedelta(seconds=1))
    run.call(job.pk)
    job.refresh_from_db()
    assert (job.attempt, results.fetch(job)) == (2, str(os.getpid()).encode())
    assert {file.name for file in settings.RESULTS_DIR.iterdir()} == {job.result_file, foreign.name}
