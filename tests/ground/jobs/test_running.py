"""A job is taken once, tells how far it is, and never stays "running" behind a dead worker."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reintegration.ground.accounts.mails import send_new_password
from reintegration.ground.errors import Refused
from reintegration.ground.jobs import results
from reintegration.ground.jobs import running as module
from reintegration.ground.jobs.kinds import Kind, known_kinds
from reintegration.ground.jobs.models import Job, Worker
from reintegration.ground.jobs.queueing import ATTEMPTS_MAX, SILENCE_MAX, cancel, queue, restart, sweep
from reintegration.ground.jobs.running import NotQueued, run, running, take
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def work(progress, *, by, steps=1, fault=""):
    """What the jobs of these tests do."""
    for done in range(1, steps + 1):
        progress.advance(done, total=steps, message=f"step {done}")
    if fault:
        raise {"rule": Refused("The file has no rows."), "bug": RuntimeError("BE123456")}[fault]
    progress.keep("answer.txt", b"42")


@pytest.fixture(autouse=True)
def kinds(monkeypatch, settings, tmp_path):
    monkeypatch.setitem(known_kinds(), "trial", Kind("Trial", f"{__name__}.work"))
    monkeypatch.setitem(known_kinds(), "guarded", Kind("Guarded", f"{__name__}.work", permission="jobs.view_job"))
    settings.RESULTS_DIR = tmp_path / "results"


def files(settings):
    return sorted(settings.RESULTS_DIR.iterdir()) if settings.RESULTS_DIR.exists() else []


def waiting_tasks():
    return [row.args_kwargs["args"][0] for row in DBTaskResult.objects.ready()]


def silent(job, *, attempt=1):
    """Make a job look as one whose worker died."""
    long_ago = timezone.now() - SILENCE_MAX - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(status="running", heartbeat_at=long_ago, attempt=attempt)
    DBTaskResult.objects.all().delete()


def now(job):
    job.refresh_from_db()
    return job


def test_amina_asks_and_a_worker_does_it_with_its_file(settings):
    job = queue(kind="trial", by=make_user(), arguments={"steps": 4})
    assert waiting_tasks() == [job.pk]
    run.call(job.pk)
    assert (now(job).status, job.done, job.total, job.result_name) == ("done", 4, 4, "answer.txt")
    assert [file.name for file in files(settings)] == [job.result_file]
    assert b"42" not in files(settings)[0].read_bytes()


def test_same_work_under_way_is_asked_for_once_by_each():
    amina, badr = make_user(), make_user()
    first = queue(kind="trial", by=amina, key="7")
    assert queue(kind="trial", by=amina, key="7") == first
    assert queue(kind="trial", by=badr, key="7") != first
    run.call(first.pk)
    assert queue(kind="trial", by=amina, key="7") != first


def test_second_delivery_of_a_task_does_nothing():
    job = queue(kind="trial")
    take(job.pk)
    run.call(job.pk)
    assert (now(job).status, job.attempt) == ("running", 1)
    with pytest.raises(NotQueued):
        take(job.pk)


@pytest.mark.parametrize(
    ("fault", "error", "told"),
    [("bug", RuntimeError, "The fault is ours (RuntimeError)."), ("rule", ValidationError, "The file has no rows.")],
)
def test_failing_work_tells_its_owner_the_rule_but_no_data(settings, fault, error, told):
    job = queue(kind="trial", arguments={"fault": fault})
    with pytest.raises(error):
        run.call(job.pk)
    assert (now(job).status, files(settings)) == ("failed", [])
    assert job.error.startswith(told) and "BE123456" not in job.error


def test_work_that_a_new_release_does_not_know_fails_in_words_and_its_file_is_kept_from_all(monkeypatch):
    left, waiting = (queue(kind="trial", by=make_user()) for _number in range(2))
    run.call(left.pk)
    monkeypatch.delitem(known_kinds(), "trial")
    with pytest.raises(Refused, match="Your role does not include"):
        run.call(waiting.pk)
    assert (now(waiting).status, waiting.can_restart) == ("failed", False)
    with pytest.raises(Refused):
        results.fetch(now(left))


def test_amina_who_lost_the_right_meanwhile_gets_nothing(settings):
    amina, badr = make_user("administrator"), make_user()
    with pytest.raises(Refused):
        queue(kind="guarded", by=badr)
    job = queue(kind="guarded", by=amina)
    amina.postings.all().delete()
    with pytest.raises(Refused):
        run.call(job.pk)
    assert (now(job).status, files(settings)) == ("failed", [])


def test_owner_cancels_a_waiting_job_at_once_and_starts_it_again():
    amina, badr = make_user(), make_user()
    job = queue(kind="trial", by=amina)
    with pytest.raises(Refused):
        cancel(job=job, by=badr)
    assert cancel(job=job, by=amina).status == "cancelled"
    again = restart(job=job, by=amina)
    assert restart(job=job, by=amina) == again != job
    with pytest.raises(Refused):
        restart(job=again, by=amina)


def test_owner_cancels_running_work_at_its_next_step():
    amina = make_user()
    job, steps = queue(kind="trial", by=amina), []
    with running(take(job.pk)) as progress:
        for step in range(5):
            steps.append(step)
            if step == 2:
                cancel(job=job, by=amina)
            progress.advance(step, total=5)
    assert (now(job).status, steps) == ("cancelled", [0, 1, 2])


def test_worker_that_ends_gives_its_job_back(monkeypatch):
    job = queue(kind="trial")
    progress = take(job.pk)
    DBTaskResult.objects.all().delete()
    monkeypatch.setattr(module.stopping, "is_asked", True)
    with running(progress):
        progress.advance(1, total=2)
    assert (now(job).status, job.attempt, waiting_tasks()) == ("queued", 0, [job.pk])


def test_sweep_takes_up_only_silent_jobs():
    dead, alive = queue(kind="trial"), queue(kind="trial")
    silent(dead)
    Job.objects.filter(pk=alive.pk).update(status="running", heartbeat_at=timezone.now() - SILENCE_MAX / 2)
    sweep()
    assert (now(dead).status, now(alive).status, waiting_tasks()) == ("queued", "running", [dead.pk])


def test_sweep_cancels_what_was_to_stop_and_gives_up_what_died_too_often():
    stopped, hopeless = queue(kind="trial"), queue(kind="trial")
    silent(stopped)
    silent(hopeless, attempt=ATTEMPTS_MAX)
    Job.objects.filter(pk=stopped.pk).update(is_cancel_requested=True)
    sweep()
    assert (now(stopped).status, now(hopeless).status, waiting_tasks()) == ("cancelled", "failed", [])
    assert str(ATTEMPTS_MAX) in hopeless.error


def test_waiting_job_whose_task_died_with_its_worker_gets_another():
    job = queue(kind="trial")
    DBTaskResult.objects.update(
        status="RUNNING", started_at=timezone.now() - SILENCE_MAX - timedelta(seconds=1), worker_ids=["gone"]
    )
    sweep()
    sweep()
    assert waiting_tasks() == [job.pk]
    assert list(DBTaskResult.objects.failed().values_list("worker_ids", flat=True)) == [["gone"]]


def test_mail_whose_worker_died_is_sent_by_the_next():
    send_new_password.enqueue("sealed")
    queue(kind="trial")
    long_ago = timezone.now() - SILENCE_MAX - timedelta(seconds=1)
    DBTaskResult.objects.update(status="RUNNING", started_at=long_ago, worker_ids=["gone"])
    Job.objects.update(status="done", finished_at=timezone.now())
    sweep()
    assert waiting_tasks() == ["sealed"]


def test_task_of_a_living_worker_stays_open():
    queue(kind="trial")
    Worker.objects.create(name="alive")
    long_ago = timezone.now() - timedelta(hours=1)
    DBTaskResult.objects.update(status="RUNNING", started_at=long_ago, worker_ids=["gone", "alive"])
    sweep()
    assert DBTaskResult.objects.get().status == "RUNNING"


def superseded():
    """A worker taken for dead, and the one that has its job now."""
    job = queue(kind="trial")
    old = take(job.pk)
    silent(job)
    sweep()
    return job, old, take(job.pk)


def test_worker_taken_for_dead_changes_nothing_and_leaves_no_file(settings):
    job, old, new = superseded()
    reached = []
    with running(old):
        old.keep("answer.txt", b"old")
        old.advance(7, total=7)
        reached.append("the end")
    old.live()
    old.end("done")
    assert (now(job).status, job.done, job.attempt, reached, files(settings)) == ("running", 0, 2, [], [])
    with running(new):
        new.keep("answer.txt", b"new")
    assert (now(job).status, len(files(settings))) == ("done", 1)


def test_control_without_its_number_the_old_worker_would_end_the_job(monkeypatch):
    job, old, _new = superseded()
    monkeypatch.setattr(type(old), "_mine", property(lambda self: Job.objects.filter(pk=self.job.pk)))
    with running(old):
        old.advance(7, total=7)
    assert now(job).status == "done"
