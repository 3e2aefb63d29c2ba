"""What has happened to one person so far, as the rules of the path ask for it. Reads loaded facts, asks nothing."""

from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from beneficiaries.models import Episode
from disbursements.models import Disbursement
from programs.models import Application
from programs.workflow import UNDER_WAY


class Course:
    """What has happened to one person so far, read from loaded facts, and who asks."""

    def __init__(self, person, user, today):
        self.person, self.user, self.today = person, user, today

    @cached_property
    def episode(self):
        """The open accompaniment, else the last one; one opened by mistake never was."""
        real = [one for one in self.person.episodes.all() if one.exit != Episode.Exit.MISTAKE]
        return next((one for one in real if one.is_open), real[0] if real else None)

    @property
    def is_open(self):
        return self.episode is not None and self.episode.is_open

    @cached_property
    def application(self):
        """The file under way, else the last one funded, else the last one."""
        files = list(self.person.applications.all())
        for statuses in (UNDER_WAY, [Application.Status.APPROVED]):
            found = next((file for file in files if file.status in statuses), None)
            if found:
                return found
        return files[0] if files else None

    @cached_property
    def project(self):
        """The newest life project of the accompaniment."""
        return next(iter(self.episode.life_projects.all()), None) if self.episode else None

    @cached_property
    def diagnosis(self):
        found = [row for episode in self.person.episodes.all() for row in episode.diagnoses.all()]
        return max(found, key=lambda row: (row.done_on, row.pk), default=None)

    @cached_property
    def payments(self):
        """The live disbursements of the file."""
        rows = self.application.disbursements.all() if self.application else ()
        return [row for row in rows if row.status not in Disbursement.ENDED]

    @property
    def unhanded(self):
        return [row for row in self.payments if not row.is_handed]

    @property
    def handed(self):
        """The last line with which the person received something."""
        rows = [line for file in self.person.applications.all() for line in file.handovers.all() if line.is_received]
        return max(rows, key=lambda line: (line.handed_on, line.pk), default=None)

    @cached_property
    def visits(self):
        projects = [project for episode in self.person.episodes.all() for project in episode.life_projects.all()]
        return [visit for project in projects for visit in project.visits.all()]

    @property
    def planned_on(self):
        """When the project was written, or sent where that was recorded later."""
        sent = [file.submitted_on for file in self.person.applications.all() if file.project_id == self.project.pk]
        return min([timezone.localdate(self.project.created_at), *sent])

    @property
    def worker(self):
        if self.episode is None:
            return ""
        return _("with you") if self.episode.worker_id == self.user.pk else str(self.episode.worker)

    def may(self, permission, url):
        """Where the step is taken, for who may take it."""
        return url if self.user.has_perm(permission) else ""


def day_of(moment):
    return moment and timezone.localdate(moment)
