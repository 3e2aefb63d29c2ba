"""Long papers as background work, from the print button to the file: the owner's alone, and kept for a day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from disbursements import printing
from reintegration.ground.access.models import Posting
from reintegration.ground.audit import trail
from reintegration.ground.jobs import results
from reintegration.ground.jobs.models import Job, Worker
from reintegration.ground.jobs.running import run
from tests.disbursements.factories import make_list
from tests.factories import make_centre, make_coordinator, make_posting, make_user
from tests.queries import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def short_requests(monkeypatch, settings, tmp_path):
    """Three lines are long here."""
    monkeypatch.setattr(printing, "ONE_DOCUMENT", 2)
    settings.RESULTS_DIR = tmp_path / "results"


@pytest.fixture
def ceremony(souad):
    return make_list(by=souad, people=3)


def ask(client, user, ceremony, paper="list", language="fr"):
    """Press the print button; returns the job to whose page it leads."""
    client.force_login(user)
    url = reverse(f"admin:disbursements_ceremony_{paper}_pdf", args=[ceremony.pk, language])
    return Job.objects.get(pk=client.get(url).headers["Location"].rstrip("/").rpartition("/")[2])


def page(job, name="job", *args):
    return reverse(f"admin:{name}", args=[job.pk, *args])


def text(client, url):
    return client.get(url).content.decode()


def now(job):
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("paper", ["list", "certificates"])
def test_souad_gets_the_paper_that_she_would_get_at_once(client, souad, ceremony, monkeypatch, paper):
    job = ask(client, souad, ceremony, paper)
    assert ask(client, souad, ceremony, paper) == job
    run.call(job.pk)
    fetched = client.get(page(job, "job_result"))
    body = b"".join(fetched)
    monkeypatch.setattr(printing, "ONE_DOCUMENT", 60)
    url = reverse(f"admin:disbursements_ceremony_{paper}_pdf", args=[ceremony.pk, "fr"])
    at_once = client.get(url)
    assert body == at_once.content
    assert (now(job).done, job.total) == (3, 3)
    assert job.result_name in at_once["Content-Disposition"] and job.result_name in fetched["Content-Disposition"]
    assert "no-store" in fetched["Cache-Control"]
    assert [entry.action for entry in trail.entries_of(ceremony)[:2]] == ["print", "print"]
    assert [(entry.action, entry.by) for entry in trail.entries_of(job)] == [("download", souad)]


def test_page_says_how_far_until_the_file_is_there(client, souad, ceremony):
    job = ask(client, souad, ceremony)
    shown = text(client, page(job))
    assert all(word in shown for word in ("data-unfinished", "No worker is running", ceremony.name_fr))
    Worker.objects.create(name="one")
    begun = timezone.now() - timedelta(seconds=10)
    Job.objects.filter(pk=job.pk).update(status="running", done=1, total=3, started_at=begun, heartbeat_at=begun)
    part = text(client, page(job, "job_progress"))
    assert all(word in part for word in ("1 of 3", "seconds left", "data-unfinished", 'max="3" value="1"'))
    assert page(job, "job_progress") in text(client, page(job)) and 'http-equiv="refresh"' in text(client, page(job))
    Job.objects.filter(pk=job.pk).update(status="queued")
    run.call(job.pk)
    part = text(client, page(job, "job_progress"))
    assert page(job, "job_result") in part and "data-unfinished" not in part


def test_neighbours_and_who_administers_never_reach_the_file(client, souad, ceremony):
    job = ask(client, souad, ceremony)
    run.call(job.pk)
    addresses = [page(job), page(job, "job_progress"), page(job, "job_result"), page(job, "job_step", "cancel")]
    client.force_login(make_coordinator(souad.postings.get().centre))
    assert [client.get(url).status_code for url in addresses] == [404] * 4
    assert now(job).work not in text(client, reverse("admin:jobs"))
    client.force_login(make_user("administrator"))
    assert [client.get(url).status_code for url in addresses] == [200, 200, 404, 404]
    for shown in (text(client, page(job)), text(client, reverse("admin:jobs"))):
        assert souad.get_full_name() in shown
        assert job.result_name not in shown and ceremony.name_fr not in shown
    assert client.post(page(job, "job_step", "cancel")).status_code == 404


def test_souad_who_was_posted_elsewhere_meanwhile_gets_no_file(client, souad, ceremony):
    job = ask(client, souad, ceremony)
    run.call(job.pk)
    make_posting(user=souad, role="coordinator", centre=make_centre())
    answer = client.get(page(job, "job_result"), follow=True)
    assert answer.redirect_chain == [(page(job), 302)] and "postings have changed" in answer.content.decode()
    Posting.objects.filter(user=souad).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(page(job, "job_result")).status_code != 200


def test_file_is_gone_after_a_day_and_so_is_what_a_killed_worker_left(client, souad, ceremony, settings):
    job = ask(client, souad, ceremony)
    run.call(job.pk)
    left, foreign = (settings.RESULTS_DIR / name for name in (f".7-{'a' * 32}.half", "letter.pdf"))
    left.write_bytes(b"half")
    foreign.write_bytes(b"somebody's")
    assert results.remove_expired() == 0
    later = timezone.now() + results.ABANDONED_AFTER + timedelta(minutes=1)
    assert results.remove_expired(now=later) == 2
    assert list(settings.RESULTS_DIR.iterdir()) == [foreign]
    answer = client.get(page(job, "job_result"), follow=True)
    assert "not kept any more" in answer.content.decode()


def test_owner_stops_the_work_and_starts_it_again(client, souad, ceremony):
    job = ask(client, souad, ceremony)
    assert "not kept" in text(client, page(job, "job_step", "cancel")) and now(job).status == "queued"
    client.post(page(job, "job_step", "cancel"))
    assert now(job).status == "cancelled"
    again = client.post(page(job, "job_step", "restart")).headers["Location"]
    assert again != page(job) and Job.objects.unfinished().get().arguments == job.arguments
    assert client.get(page(job, "job_step", "delete")).status_code == 404


def test_today_and_the_menu_tell_the_owner(client, souad, ceremony):
    job = ask(client, souad, ceremony)
    assert '<span class="count">1</span>' in text(client, reverse("admin:beneficiaries_beneficiary_changelist"))
    run.call(job.pk)
    shown = text(client, "/")
    assert page(job, "job_result") in shown and '<span class="count">1</span>' not in shown
    failed = ask(client, souad, ceremony, "certificates")
    Job.objects.filter(pk=failed.pk).update(status="failed", finished_at=timezone.now(), error="Try again.")
    assert "Try again." in text(client, "/")


def test_lists_ask_as_often_for_many_jobs_as_for_one_and_the_menu_asks_only_who_has_some(client, souad, ceremony):
    client.force_login(souad)
    before = count_queries(client, reverse("admin:beneficiaries_beneficiary_changelist"))
    ask(client, souad, ceremony, "certificates")
    assert count_queries(client, reverse("admin:beneficiaries_beneficiary_changelist")) == before + 1
    arguments, few = Job.objects.get().arguments, count_queries(client, reverse("admin:jobs"))
    Job.objects.bulk_create(Job(kind="certificates", owner=souad, arguments=arguments) for _number in range(9))
    assert count_queries(client, reverse("admin:jobs")) == few
