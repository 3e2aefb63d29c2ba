"""What a user who leaves holds of background work: it is cancelled, for its rights and its result were theirs."""

from django.utils.translation import gettext_lazy as _

from reintegration.ground.access.leaving import Held
from reintegration.ground.jobs.models import Job
from reintegration.ground.jobs.queueing import cancel


def held(user):
    yield Held(_("background work under way"), Job.objects.unfinished().filter(owner=user).count())


def hand_over(*, user, to, by, on):
    for job in Job.objects.unfinished().filter(owner=user):
        cancel(job=job, by=user)
