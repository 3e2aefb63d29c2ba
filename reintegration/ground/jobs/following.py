"""From asking for background work to its page, and how the menu knows that there is some without asking each time."""

from django.http import HttpResponseRedirect
from django.urls import reverse

from reintegration.ground.jobs.models import Job

ASKED = "has_asked_for_work"


def follow(request, job):
    """Lead to the page that shows how far a job is; the menu counts it from now on."""
    request.session[ASKED] = True
    return HttpResponseRedirect(reverse("admin:job", args=[job.pk]))


def under_way(request):
    """How many jobs of this user are under way, for the menu. No query for who asked for none in this session."""
    if not request.session.get(ASKED):
        return 0
    count = Job.objects.unfinished().filter(owner=request.user).count()
    if not count:
        del request.session[ASKED]
    return count
