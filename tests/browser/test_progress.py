"""The bar of background work moves by itself, also after the page was loaded again."""

import pytest
from django.utils import timezone

from reintegration.ground.jobs.models import Job
from tests.browser.test_shell import PHONE
from tests.factories import make_coordinator
from tests.signing import cookie_of


@pytest.fixture
def souads_job(committed_database):
    now = timezone.now()
    state = {"status": "running", "done": 1, "total": 10, "started_at": now, "heartbeat_at": now, "attempt": 1}
    return Job.objects.create(kind="certificates", owner=make_coordinator(language="fr"), arguments={"pk": 1}, **state)


def reach(job, **state):
    Job.objects.filter(pk=job.pk).update(**state)


def test_souad_sees_the_bar_move_and_end_and_keeps_her_place_on_the_page(souads_job, live_site, page):
    page.context.add_cookies([cookie_of(souads_job.owner, live_site)])
    page.goto(f"{live_site}/jobs/{souads_job.pk}/")
    stop = page.locator(f'a[href="/jobs/{souads_job.pk}/cancel/"]')
    stop.focus()
    for done in (4, 7):
        reach(souads_job, done=done)
        page.locator(f'progress[value="{done}"]').wait_for()
        assert stop.evaluate("link => link === document.activeElement")
        page.reload()
        stop.focus()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    reach(souads_job, status="failed", finished_at=timezone.now(), error="…")
    page.locator(f'a[href="/jobs/{souads_job.pk}/restart/"]').wait_for()
    assert page.locator("progress").count() == 0
    assert page.locator("[data-said]").text_content()
