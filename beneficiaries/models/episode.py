"""A time of accompaniment by a centre, and the protected facts of a detention."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.models.person import Beneficiary, OfBeneficiaryQuerySet
from reintegration.ground.access.scope import within
from reintegration.ground.records import Record
from reintegration.ground.sealed import SealedTextField


class EpisodeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user, "beneficiary__centre")

    def open(self):
        return self.filter(closed_on__isnull=True)

    def on_day(self, day):
        """Accompaniments under way on a day; one opened by mistake never was."""
        under_way = self.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day), opened_on__lte=day)
        return under_way.exclude(exit=Episode.Exit.MISTAKE)

    def sharing_days_with(self, episode):
        """The person's other episodes that hold on one of its days; two open ones are a constraint's matter.

        One may open on the day that another closes, and one opened by mistake never was.
        """
        mistake = Episode.Exit.MISTAKE
        if episode.exit == mistake:
            return self.none()
        others = self.filter(beneficiary=episode.beneficiary_id).exclude(pk=episode.pk).exclude(exit=mistake)
        still_held = Q(closed_on__gt=episode.opened_on)
        if episode.closed_on is None:
            return others.filter(still_held)
        return others.filter(still_held | Q(closed_on__isnull=True), opened_on__lt=episode.closed_on)


class Episode(Record):
    """One accompaniment, from opening to exit; a person has at most one open at a time."""

    class Intake(models.TextChoices):
        SPR = "spr", _("Reintegration preparation service of the prison")
        PROTECTION_CENTRE = "protection", _("Child protection centre")
        SELF = "self", _("Came by themselves")
        PARTNER = "partner", _("Sent by a partner")

    class Exit(models.TextChoices):
        PROJECT_RUNNING = "project_running", _("Project running")
        EMPLOYED = "employed", _("Employed")
        REFUSED = "refused", _("Refused the accompaniment")
        MOVED = "moved", _("Moved away")
        TRANSFERRED = "transferred", _("File transferred to another centre")
        LOST = "lost", _("Lost sight of")
        DETAINED_AGAIN = "detained_again", _("Detained again")
        DECEASED = "deceased", _("Deceased")
        MISTAKE = "mistake", _("Opened by mistake")

    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="episodes", verbose_name=_("beneficiary"))
    centre = models.ForeignKey("access.Centre", models.PROTECT, related_name="episodes", verbose_name=_("centre"))
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="episodes", verbose_name=_("worker in charge")
    )
    intake = models.CharField(_("how they came"), max_length=10, choices=Intake.choices, default=Intake.SPR)
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    exit = models.CharField(_("exit"), max_length=15, choices=Exit.choices, blank=True, default="")

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("episode of accompaniment")
        verbose_name_plural = _("episodes of accompaniment")
        ordering = ["-opened_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["beneficiary"],
                condition=Q(closed_on__isnull=True),
                name="episode_one_open",
                violation_error_message=_("This person has an open episode already: close it first."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, exit="") | (Q(closed_on__isnull=False) & ~Q(exit="")),
                name="episode_closed_with_exit",
                violation_error_message=_("A closed episode has a date and an exit."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="episode_in_order",
                violation_error_message=_("The end is before the beginning."),
            ),
        ]

    def __str__(self):
        return f"{self.beneficiary} – {self.opened_on:%d/%m/%Y}"

    @property
    def choice_label(self):
        return f"{self.beneficiary.choice_label} – {self.opened_on:%d/%m/%Y}"

    @property
    def is_open(self):
        return self.closed_on is None


class Detention(Record):
    """Protected: where and when the person was held. The offence is never recorded."""

    class ReleaseGround(models.TextChoices):
        END_OF_SENTENCE = "end", _("End of sentence")
        PARDON = "pardon", _("Royal pardon")
        CONDITIONAL = "conditional", _("Conditional release")

    beneficiary = models.ForeignKey(
        Beneficiary, models.PROTECT, related_name="detentions", verbose_name=_("beneficiary")
    )
    establishment = models.ForeignKey(
        "reference.Establishment", models.PROTECT, related_name="+", verbose_name=_("establishment")
    )
    prisoner_number = SealedTextField(_("prison number"), blank=True)
    prisoner_number_key = models.CharField(max_length=64, blank=True, default="", editable=False, db_index=True)
    entered_on = models.DateField(_("entered on"), null=True, blank=True)
    expected_release_on = models.DateField(_("expected release"), null=True, blank=True)
    released_on = models.DateField(_("released on"), null=True, blank=True)
    release_ground = models.CharField(_("ground of release"), max_length=12, choices=ReleaseGround.choices, blank=True)
    is_moussalaha = models.BooleanField(_("Moussalaha programme"), default=False)

    objects = OfBeneficiaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("detention")
        verbose_name_plural = _("detentions")
        permissions = [("count_moussalaha", "Can see how many took part in Moussalaha, in the whole country")]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_on__isnull=True)
                | Q(entered_on__isnull=True)
                | Q(released_on__gte=F("entered_on")),
                name="detention_in_order",
                violation_error_message=_("The release is before the entry."),
            ),
        ]

    def __str__(self):
        return str(self.establishment)
