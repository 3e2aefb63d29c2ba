"""A job is taken once, tells how far it is, and never stays "running" behind a dead worker."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from reintegration.ground.jobs.models import Job
from reintegration.ground.jobs.running import SILENCE_MAX, NotQueued, cancel, queue, running, sweep
from tests.ground.people import make_user

pytestmark = pytest.mark.django_db


def test_worker_takes_a_job_advances_and_finishes_it():
    job = queue(kind="seed_demo", by=make_user())
    with running(job.pk) as progress:
        progress.advance(2, total=8, message="الجديدة")
        job.refresh_from_db()
        assert (job.status, job.percent, job.message) == ("running", 25, "الجديدة")
    job.refresh_from_db()
    assert (job.status, job.is_finished) == ("done", True)


def test_second_delivery_of_a_task_is_refused():
    job = queue(kind="seed_demo")
    with running(job.pk), pytest.raises(NotQueued), running(job.pk):
        pass


def test_failing_work_marks_the_job_and_goes_on_to_the_log():
    job = queue(kind="import")
    with pytest.raises(RuntimeError), running(job.pk):
        raise RuntimeError("BE123456")
    job.refresh_from_db()
    assert (job.status, job.error) == ("failed", "RuntimeError")


def test_refused_work_tells_its_owner_the_rule():
    job = queue(kind="import")
    with pytest.raises(ValidationError), running(job.pk):
        raise ValidationError("The file has no rows.")
    job.refresh_from_db()
    assert job.error == "The file has no rows."


def test_owner_cancels_a_waiting_job_at_once():
    job = cancel(job=queue(kind="import"))
    assert job.status == "cancelled"
    with pytest.raises(NotQueued), running(job.pk):
        pass


def test_owner_cancels_running_work_at_its_next_step():
    job, steps = queue(kind="import"), []
    with running(job.pk) as progress:
        for step in range(5):
            steps.append(step)
            if step == 2:
                cancel(job=job)
            progress.advance(step, total=5)
    job.refresh_from_db()
    assert (job.status, steps) == ("cancelled", [0, 1, 2])


def test_sweep_gives_up_only_silent_jobs():
    now = timezone.now()
    silent, alive, waiting = (Job.objects.create(kind="import", status=s) for s in ("running", "running", "queued"))
    Job.objects.filter(pk=silent.pk).update(heartbeat_at=now - SILENCE_MAX - timedelta(seconds=1))
    Job.objects.filter(pk=alive.pk).update(heartbeat_at=now - SILENCE_MAX + timedelta(seconds=1))
    assert sweep(now=now) == 1
    assert list(Job.objects.unfinished()) == [waiting, alive]
    silent.refresh_from_db()
    assert silent.status == "failed"
    assert silent.error
