"""Background work as its owner sees it: waiting, how far, done or why not."""

from contextlib import nullcontext

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from reintegration.ground.jobs.kinds import known_kinds


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who administers sees how far all work is; others see their own. Its files are for its owner alone."""
        return self if user.has_perm("jobs.view_job") else self.filter(owner=user)

    def unfinished(self):
        return self.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])

    def finished_since(self, moment):
        return self.filter(finished_at__gte=moment)

    def silent_since(self, moment):
        """Running jobs whose worker has given no sign of life since `moment`."""
        return self.filter(status=Job.Status.RUNNING, heartbeat_at__lt=moment)


class Job(models.Model):
    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    kind = models.SlugField(_("kind"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("started by"),
        related_name="jobs",
        null=True,
        blank=True,
    )
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    message = models.CharField(_("now"), max_length=300, blank=True)
    error = models.TextField(_("error"), blank=True)
    created_at = models.DateTimeField(_("asked for"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # What the task is told again when another worker takes it over, in values of JSON: record numbers, options.
    arguments = models.JSONField(_("asked with"), default=dict, editable=False)
    key = models.CharField(_("key"), max_length=120, blank=True, editable=False)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0, editable=False)
    result_name = models.CharField(_("result"), max_length=200, blank=True, editable=False)
    result_file = models.CharField(_("kept as"), max_length=100, blank=True, editable=False)
    expires_at = models.DateTimeField(_("kept until"), null=True, editable=False)
    is_cancel_requested = models.BooleanField(_("cancel requested"), default=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["queued", "running", "done", "failed", "cancelled"]), name="job_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["done", "failed", "cancelled"], finished_at__isnull=False)
                | Q(status__in=["queued", "running"], finished_at__isnull=True),
                name="job_finished_agrees_with_status",
            ),
            models.CheckConstraint(condition=Q(total=0) | Q(done__lte=F("total")), name="job_done_within_total"),
            models.CheckConstraint(
                condition=Q(result_file="") | Q(status="done", expires_at__isnull=False), name="job_result_when_done"
            ),
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=~Q(key="") & Q(status__in=["queued", "running"]),
                name="job_under_way_once",
            ),
        ]
        indexes = [models.Index(fields=["status", "heartbeat_at"], name="job_by_sign_of_life")]

    def __str__(self):
        return f"{self.work} {self.pk}"

    @property
    def what(self):
        """The kind of this job; None for one that the application does not know any more."""
        return known_kinds().get(self.kind)

    @property
    def work(self):
        """What is done, in words."""
        return str(self.what.label) if self.what else self.kind

    @property
    def is_allowed(self):
        """Whether it may be done and its file fetched: the work is known, and its owner's rights of now include it."""
        return self.what is not None and (self.owner is None or self.what.is_open_to(self.owner, self.arguments))

    def in_words_of_owner(self):
        """A context in which texts are in the owner's language."""
        return translation.override(self.owner.language) if self.owner else nullcontext()

    @property
    def percent(self):
        """How far, 0 to 100; None while the amount of work is unknown."""
        return self.done * 100 // self.total if self.total else None

    @property
    def is_finished(self):
        return self.finished_at is not None

    @property
    def has_result(self):
        """Whether its file is still kept."""
        return bool(self.result_file) and self.expires_at > timezone.now()

    @property
    def can_restart(self):
        return self.status in (self.Status.FAILED, self.Status.CANCELLED) and self.what is not None


class Worker(models.Model):
    """A worker process and its last sign of life."""

    name = models.CharField(_("worker"), max_length=100, unique=True)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    seen_at = models.DateTimeField(_("last sign of life"), default=timezone.now)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self):
        return self.name
