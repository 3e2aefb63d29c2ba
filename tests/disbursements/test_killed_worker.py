"""A worker that is killed in the midst of a long paper: another one finishes it, one whole file, nobody on it twice."""

import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reintegration.ground.jobs import results
from reintegration.ground.jobs.models import Job, Worker
from reintegration.ground.jobs.queueing import SILENCE_MAX, queue, sweep
from tests.disbursements.long_work import ROWS
from tests.servers import ROOT

PATIENCE = 90


@pytest.fixture
def environment(committed_database, settings, tmp_path):
    settings.JOB_KINDS, settings.RESULTS_DIR = "tests.disbursements.long_work.KINDS", tmp_path / "results"
    own = {"DJANGO_SETTINGS_MODULE": "tests.disbursements.long_work", "RESULTS_DIR": str(settings.RESULTS_DIR)}
    return committed_database.environment | own


@contextmanager
def worker(environment, *options):
    process = subprocess.Popen([sys.executable, "manage.py", "worker", *options], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(true, job):
    """Wait for what another process does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        job.refresh_from_db()
        if true(job):
            return
        time.sleep(0.05)
    raise AssertionError(f"{job.status}, {job.done} of {job.total}, {job.error}")


def file_numbers(body):
    """Of each row, as a reader gets them back."""
    document = pypdfium2.PdfDocument(body)
    return re.findall(r"CAS-2020-(\d{5})", "".join(page.get_textpage().get_text_range() for page in document))


def test_long_list_is_finished_behind_a_killed_worker(environment, settings):
    job = queue(kind="long_list", key="1")
    with worker(environment) as first:
        until(lambda job: 0 < job.done < ROWS, job)
        first.send_signal(signal.SIGKILL)
        first.wait()
    sweep()
    job.refresh_from_db()
    assert (job.status, queue(kind="long_list", key="1")) == ("running", job)

    later = timezone.now() + SILENCE_MAX + timedelta(seconds=1)
    sweep(now=later)
    with worker(environment, "--batch") as second:
        assert second.wait(PATIENCE) == 0

    job.refresh_from_db()
    assert (job.status, job.attempt, job.done, Job.objects.count()) == ("done", 2, ROWS, 1)
    assert [file.name for file in settings.RESULTS_DIR.iterdir()] == [job.result_file]
    assert sorted(map(int, file_numbers(results.fetch(job)))) == list(range(1, ROWS + 1))
    assert not DBTaskResult.objects.running().exists()
    assert list(Worker.objects.filter(seen_at__gt=timezone.now() - timedelta(seconds=5))) == []


def test_worker_that_is_asked_to_end_leaves_its_job_to_the_next(environment):
    job = queue(kind="endless")
    with worker(environment) as asked:
        until(lambda job: job.done, job)
        # One in the midst of the other too.
        for _ in range(50):
            asked.send_signal(signal.SIGINT)
            asked.send_signal(signal.SIGTERM)
        assert asked.wait(PATIENCE) == 0
    job.refresh_from_db()
    assert (job.status, job.attempt, Worker.objects.count(), DBTaskResult.objects.ready().count()) == (
        "queued",
        0,
        0,
        1,
    )
