"""The engine: locks, checks, writes status, history and entry together, or nothing. Amina acts, Chadia may not."""

import pytest
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from reintegration.ground import workflow
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.jobs.models import Job
from reintegration.ground.locks import LockOrderError
from reintegration.ground.workflow import NEW, WORKFLOWS, Transition, Workflow
from reintegration.roles import PERMISSIONS
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ALLOWED, FORBIDDEN = "jobs.view_job", "programs.decide_application"


def refuse_named(job, user):
    if job.message == "blocked":
        raise Refused(_("Short by 0.01."))


def press(*, job, by, note=""):
    """The service of the table below."""
    with TABLE.taking("begin", job, by=by) as locked:
        locked.message = note
    return job


def transition(name, sources, target, permission=ALLOWED, **more):
    return Transition(name, sources, target, permission, f"{__name__}.press", name.title(), **more)


def new_table():
    return Workflow(
        "jobs.job",
        [
            transition("ask", [NEW], "queued"),
            transition("begin", ["queued"], "running", guard=refuse_named),
            transition("give_up", ["queued"], "queued", needs_reason=True),
            transition("skip", ["queued"], "running", FORBIDDEN),
        ],
    )


TABLE = new_table()
# The engine's own register holds the tables of the product only.
WORKFLOWS.pop("jobs.job")


@pytest.fixture
def amina():
    return make_user("administrator", username="amina")


@pytest.fixture
def chadia():
    return make_user("approver", username="chadia")


@pytest.fixture
def job():
    return Job.objects.create(kind="report")


def take(name, job, by, **more):
    with transaction.atomic(), TABLE.taking(name, job, by=by, **more) as locked:
        locked.message = "taken"


def test_amina_takes_a_transition_and_all_three_are_written(job, amina):
    take("begin", job, amina)

    step, entry = trail.status_changes_of(job).get(), trail.entries_of(job).get()
    assert (job.status, job.message) == ("running", "taken")
    assert (step.from_status, step.to_status, step.verb, step.by) == ("queued", "running", "begin", amina)
    assert entry.action == "begin"
    assert entry.opened_changes == {"status": ["queued", "running"], "message": ["", "taken"]}


def test_chadia_takes_a_transition_beyond_her_role_and_nothing_is_written(job, chadia):
    with pytest.raises(Refused, match="role"):
        take("begin", job, chadia)

    job.refresh_from_db()
    assert (job.status, trail.entries_of(job).count()) == ("queued", 0)


def test_a_transition_from_another_status_is_refused_with_the_status_of_now(job, amina):
    take("begin", job, amina)

    with pytest.raises(Refused, match="running"):
        take("begin", job, amina)


def test_a_stale_object_is_judged_by_the_row(job, amina):
    stale = Job.objects.get(pk=job.pk)
    take("begin", job, amina)

    with pytest.raises(Refused):
        take("begin", stale, amina)


def test_a_guard_refuses_and_its_words_reach_the_button(job, amina):
    job.message = "blocked"
    job.save()

    with pytest.raises(Refused, match="Short by"):
        take("begin", job, amina)
    assert TABLE.verb("begin", job, amina).why_not == "Short by 0.01."


def test_a_missing_reason_is_refused_on_its_field(job, amina):
    with pytest.raises(Refused) as refusal:
        take("give_up", job, amina, reason="  ")

    assert "reason" in refusal.value.error_dict


def test_a_reason_is_kept_sealed(job, amina):
    take("give_up", job, amina, reason="the family moved")

    step = trail.status_changes_of(job).get()
    assert step.reason == "the family moved"
    assert "family" not in step.sealed_reason


def test_a_verb_that_fails_leaves_no_trace(job, amina):
    with pytest.raises(ZeroDivisionError), transaction.atomic(), TABLE.taking("begin", job, by=amina) as locked:
        locked.message = str(1 / 0)

    job.refresh_from_db()
    assert (job.status, trail.entries_of(job).count(), trail.status_changes_of(job).count()) == ("queued", 0, 0)


def test_a_transition_outside_a_transaction_is_a_mistake(job, amina):
    with pytest.raises(LockOrderError), TABLE.taking("begin", job, by=amina):
        pass


def test_starting_creates_the_row_with_its_first_step(amina):
    job = TABLE.start("ask", Job(kind="report"), by=amina)

    assert trail.status_changes_of(job).get().from_status == NEW
    assert trail.entries_of(job).get().action == "ask"


def test_starting_by_a_transition_that_creates_nothing_is_a_mistake(amina):
    with pytest.raises(ValueError, match="does not create"):
        TABLE.start("begin", Job(kind="report"), by=amina)


def test_starting_wrongly_is_refused_by_field_and_by_role(amina, chadia):
    with pytest.raises(Refused) as refusal:
        TABLE.start("ask", Job(kind=""), by=amina)
    assert "kind" in refusal.value.error_dict
    with pytest.raises(Refused):
        TABLE.start("ask", Job(kind="report"), by=chadia)
    assert not Job.objects.exists()


@pytest.fixture
def jobs():
    return [Job.objects.create(kind="report") for _number in range(4)]


def take_all(name, jobs, by, **more):
    with transaction.atomic(), TABLE.taking_all(name, jobs, by=by, **more) as locked:
        for job in locked:
            job.message = f"taken {job.pk}"


def test_amina_takes_a_transition_for_many_and_each_has_its_history(jobs, amina):
    take_all("give_up", jobs[::-1], amina, reason="too late")

    for job in jobs:
        step, entry = trail.status_changes_of(job).get(), trail.entries_of(job).get()
        job.refresh_from_db()
        assert (job.status, job.message) == ("queued", f"taken {job.pk}")
        assert (step.verb, step.by, step.reason, entry.note) == ("give_up", amina, "too late", "too late")
        assert entry.changes["covers"] == [None, trail.cover(step)]


@pytest.mark.parametrize(("fault", "words"), [("blocked", "Short by 0.01"), ("begun", "running")])
def test_one_row_that_is_refused_among_many_is_named_and_none_is_taken(jobs, amina, fault, words):
    if fault == "begun":
        take("begin", jobs[2], amina)
    Job.objects.filter(pk=jobs[2].pk).update(message=fault)
    before = trail.entries_of(Job).count()

    with pytest.raises(Refused) as refusal:
        take_all("begin", jobs, amina)

    assert (
        refusal.value.row == jobs[2] and refusal.value.text.startswith(f"{jobs[2]}: ") and words in refusal.value.text
    )
    assert Job.objects.filter(message=fault).count() == 1 == 4 - Job.objects.filter(message="").count()
    assert trail.entries_of(Job).count() == before


def test_many_are_locked_once(jobs, amina, monkeypatch):
    asked, lock = [], workflow.lock
    monkeypatch.setattr(workflow, "lock", lambda model, ids: asked.append(ids) or lock(model, ids))
    take_all("begin", jobs[::-1], amina)
    assert asked == [{job.pk for job in jobs}]


def test_row_that_is_gone_lets_none_of_many_be_taken(jobs, amina):
    gone = Job.objects.get(pk=jobs[1].pk)
    gone.delete()
    with pytest.raises(Job.DoesNotExist):
        take_all("begin", jobs, amina)
    assert not Job.objects.filter(status="running").exists()


def test_who_may_not_takes_none_of_many(jobs, chadia):
    with pytest.raises(Refused, match="role"):
        take_all("begin", jobs, chadia)
    assert not trail.entries_of(Job).exists()


def test_starting_many_creates_all_or_none(amina):
    started = TABLE.start_all("ask", [Job(kind="report") for _number in range(3)], by=amina)
    assert [trail.status_changes_of(job).get().to_status for job in started] == ["queued"] * 3
    with pytest.raises(Refused, match="cannot be blank") as refusal:
        TABLE.start_all("ask", [Job(kind="report"), wrong := Job(kind="")], by=amina)
    assert refusal.value.row is wrong
    assert Job.objects.count() == 3


def test_a_user_sees_the_verbs_of_the_status_and_the_role(job, amina, chadia):
    assert [v.name for v in TABLE.verbs(job, amina)] == ["begin", "give_up"]
    assert [v.name for v in TABLE.verbs(job, chadia)] == ["skip"]
    take("begin", job, amina)
    assert TABLE.verbs(job, amina) == []


def test_running_a_verb_calls_the_service_of_the_table(job, amina):
    with transaction.atomic():
        TABLE.run("begin", job, by=amina, note="by button")

    assert (job.status, job.message) == ("running", "by button")


@pytest.mark.parametrize("label", sorted(WORKFLOWS))
def test_every_table_names_statuses_services_and_forms_that_exist(label):
    table = WORKFLOWS[label]
    known = set(table.model.Status.values)
    for row in table.transitions:
        assert row.target in known
        assert set(row.sources) <= known | {NEW}
        assert callable(import_string(row.service))
        assert row.form is None or import_string(row.form)
        assert not row.service_all or callable(import_string(row.service_all))
        assert not row.form_all or import_string(row.form_all)


@pytest.mark.parametrize("label", sorted(WORKFLOWS))
def test_every_permission_of_a_table_belongs_to_a_role(label):
    held = set().union(*PERMISSIONS.values())

    assert {row.permission for row in WORKFLOWS[label].transitions} <= held
