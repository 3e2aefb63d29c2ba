"""What the centre does with a person beside the project: diagnosis, interventions, trainings, job placements."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.models.episode import Episode
from beneficiaries.models.person import Beneficiary, OfBeneficiaryQuerySet
from reintegration.ground.access.scope import within
from reintegration.ground.records import Record
from reintegration.ground.sealed import SealedTextField


class OfEpisodeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user, "episode__beneficiary__centre")


class Diagnosis(Record):
    """A version of the diagnosis; a new one is added, an old one stays."""

    class Place(models.TextChoices):
        DETENTION = "detention", _("During detention, with the reintegration preparation service")
        CENTRE = "centre", _("After release, at the centre")

    episode = models.ForeignKey(
        Episode, models.PROTECT, related_name="diagnoses", verbose_name=_("episode of accompaniment")
    )
    number = models.PositiveSmallIntegerField(_("version"), editable=False)
    done_on = models.DateField(_("done on"), default=timezone.localdate)
    place = models.CharField(_("where"), max_length=10, choices=Place.choices, default=Place.CENTRE)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("done by")
    )
    skills = models.TextField(_("training and experience"))
    wishes = models.TextField(_("what the person wants to do"), blank=True)
    labour_market = models.TextField(_("needs of the labour market"), blank=True)

    objects = OfEpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("diagnosis")
        verbose_name_plural = _("diagnoses")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["episode", "number"], name="diagnosis_numbered")]

    def __str__(self):
        return f"{self.episode} ({self.number})"


class InterventionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user)


class Intervention(Record):
    """One act of accompaniment on a day: with one person, or a session with many."""

    centre = models.ForeignKey("access.Centre", models.PROTECT, related_name="interventions", verbose_name=_("centre"))
    axis = models.ForeignKey("reference.Axis", models.PROTECT, related_name="+", verbose_name=_("axis"))
    held_on = models.DateField(_("held on"), default=timezone.localdate)
    subject = models.CharField(_("subject"), max_length=200)
    note = SealedTextField(_("note"), blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("done by")
    )
    people = models.ManyToManyField(
        Beneficiary, through="InterventionAttendance", related_name="interventions", verbose_name=_("people")
    )

    objects = InterventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        ordering = ["-held_on", "-id"]
        indexes = [models.Index("held_on", name="intervention_held")]

    def __str__(self):
        return f"{self.subject} – {self.held_on:%d/%m/%Y}"


class InterventionAttendance(models.Model):
    """A person's part in an intervention: the unit that reports count."""

    intervention = models.ForeignKey(
        Intervention, models.CASCADE, related_name="attendances", verbose_name=_("intervention")
    )
    beneficiary = models.ForeignKey(
        Beneficiary, models.PROTECT, related_name="attendances", verbose_name=_("beneficiary")
    )

    objects = OfBeneficiaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [models.UniqueConstraint(fields=["intervention", "beneficiary"], name="attendance_once")]

    def __str__(self):
        return str(self.beneficiary)


class Training(Record):
    """A vocational or craft training, in detention or outside."""

    beneficiary = models.ForeignKey(
        Beneficiary, models.PROTECT, related_name="trainings", verbose_name=_("beneficiary")
    )
    title_ar = models.CharField(_("title in Arabic"), max_length=120)
    title_fr = models.CharField(_("title in French"), max_length=120, blank=True)
    provider = models.CharField(_("provider"), max_length=120, blank=True)
    in_detention = models.BooleanField(_("during detention"), default=False)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    is_certified = models.BooleanField(_("diploma obtained"), default=False)

    objects = OfBeneficiaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["-ended_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(started_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="training_in_order",
                violation_error_message=_("The end is before the beginning."),
            ),
        ]

    def __str__(self):
        return self.title_ar


class Placement(Record):
    """A job that the centre found for a person with an employer."""

    beneficiary = models.ForeignKey(
        Beneficiary, models.PROTECT, related_name="placements", verbose_name=_("beneficiary")
    )
    employer = models.CharField(_("employer"), max_length=120)
    position = models.CharField(pgettext_lazy("placement", "job"), max_length=120, blank=True)
    started_on = models.DateField(_("started on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = OfBeneficiaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("job placement")
        verbose_name_plural = _("job placements")
        ordering = ["-started_on"]
        indexes = [models.Index("started_on", name="placement_started")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="placement_in_order",
                violation_error_message=_("The end is before the beginning."),
            ),
        ]

    def __str__(self):
        return self.employer
