"""Background work in the browser: the list, one job with its bar, stopping it, starting it again, its file."""

import io
import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.jobs import results
from reintegration.ground.jobs.following import follow
from reintegration.ground.jobs.models import Job, Worker
from reintegration.ground.jobs.queueing import SILENCE_MAX, cancel, restart
from reintegration.office.today.items import job_url

PAGE = 50


@dataclass(frozen=True)
class Step:
    """What the owner can do to a job: its verb, its button, and what is said before it is done."""

    verb: Callable
    label: str
    confirm: str
    tone: str = "primary"


STEPS = {
    "cancel": Step(
        cancel,
        gettext_lazy("Stop the work"),
        gettext_lazy("What was done so far is not kept. You can start the work again at any time."),
        tone="danger",
    ),
    "restart": Step(
        restart,
        gettext_lazy("Start again"),
        gettext_lazy("The work begins from the start, with the data of now."),
    ),
}


def jobs(request):
    """The user's own jobs; who administers sees everybody's."""
    rows = Job.objects.visible_to(request.user).select_related("owner")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    _name_records(request.user, page.object_list)
    context = {
        "title": capfirst(_("background work")),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "sees_all": request.user.has_perm("jobs.view_job"),
    }
    return _page(request, "office/jobs.html", context)


def job(request, pk):
    """How far a job is; the part that changes renews itself until the work has ended."""
    return _page(request, "office/job.html", _shown(request, pk))


def progress(request, pk):
    """The part of a job's page that changes."""
    return TemplateResponse(request, "office/_job_progress.html", _shown(request, pk))


def step(request, pk, step):
    """Ask whether to stop a job or to start it again, then do it."""
    asked = _own(request, pk)
    if step not in STEPS:
        raise Http404
    chosen = STEPS[step]
    if request.method != "POST":
        return _page(request, "office/job_step.html", {"title": chosen.label, "job": asked, "step": chosen})
    try:
        return follow(request, chosen.verb(job=asked, by=request.user))
    except Refused as refusal:
        messages.error(request, refusal.text)
        return HttpResponseRedirect(job_url(asked))


def result(request, pk):
    """The file that a job left, for its owner alone."""
    asked = _own(request, pk)
    try:
        body = results.fetch(asked)
    except Refused as refusal:
        messages.error(request, refusal.text)
        return HttpResponseRedirect(job_url(asked))
    trail.record(action="download", subject=asked, by=request.user, changes={"result_name": [None, asked.result_name]})
    return FileResponse(io.BytesIO(body), as_attachment=True, filename=asked.result_name)


def _own(request, pk):
    """A job of this user. Others' answer as if there were none, also to who sees that they go on."""
    return get_object_or_404(Job.objects.select_related("owner"), pk=pk, owner=request.user)


def _shown(request, pk):
    found = get_object_or_404(Job.objects.visible_to(request.user).select_related("owner"), pk=pk)
    _name_records(request.user, [found])
    lives = Worker.objects.filter(seen_at__gte=timezone.now() - SILENCE_MAX)
    return {
        "title": found.work,
        "job": found,
        "is_mine": found.owner_id == request.user.pk,
        "nobody_works": found.status == Job.Status.QUEUED and not lives.exists(),
        "left": _left(found),
    }


def _name_records(user, rows):
    """Say of each job what it is about, as far as this user may know: who administers sees jobs, not files.

    One query for each kind of record.
    """
    of_kinds = defaultdict(dict)
    for row in rows:
        row.record = None
        if row.what and row.what.about and user.has_perm(row.what.permission):
            of_kinds[row.what][row] = row.arguments["pk"]
    for kind, pks in of_kinds.items():
        found = kind.records_of(user).in_bulk(set(pks.values()))
        for row, pk in pks.items():
            row.record = found.get(pk)


def _left(found):
    """In words how long the rest takes if it goes on as it went; nothing before anything is done."""
    if found.status != Job.Status.RUNNING or not found.total or not found.done:
        return ""
    so_far = (timezone.now() - found.started_at).total_seconds()
    seconds = math.ceil(so_far * (found.total - found.done) / found.done)
    minutes = math.ceil(seconds / 60)
    if minutes > 1:
        return ngettext("about %(n)d minute left", "about %(n)d minutes left", minutes) % {"n": minutes}
    return ngettext("about %(n)d second left", "about %(n)d seconds left", seconds) % {"n": seconds}


def _page(request, template, context):
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})
