"""Two files that may be of one person: an item for head office, decided by a person and remembered."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beneficiaries.models.person import Beneficiary
from reintegration.ground.access.scope import within
from reintegration.ground.records import Record


class PossibleDuplicateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may see both files."""
        return within(within(self, user, "person__centre"), user, "other__centre")

    def open(self):
        return self.filter(status=PossibleDuplicate.Status.OPEN)

    def waiting_for(self, user, *, on):
        """What `user` may decide."""
        return self.open() if user.has_perm("beneficiaries.decide_possibleduplicate") else self.none()


class PossibleDuplicate(Record):
    class Status(models.TextChoices):
        OPEN = "open", _("To be compared")
        SAME = "same", _("The same person")
        DIFFERENT = "different", _("Different people")

    person = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+", verbose_name=_("later file"))
    other = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+", verbose_name=_("earlier file"))
    score = models.PositiveSmallIntegerField(_("resemblance"), editable=False, help_text=_("From 0 to 100."))
    has_same_card = models.BooleanField(_("same identity card number"), default=False, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN, editable=False)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("found by")
    )
    """Whoever saved the later file."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)

    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-has_same_card", "-score", "id"]
        permissions = [("decide_possibleduplicate", "Can decide whether two files are of one person")]
        indexes = [models.Index(fields=["status"], name="possible_duplicate_status")]
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="possible_duplicate_pair_once"),
            # A pair has one order, so that it cannot stand twice.
            models.CheckConstraint(condition=Q(person__gt=F("other")), name="possible_duplicate_later_first"),
            models.CheckConstraint(
                condition=Q(status__in=["open", "same", "different"]), name="possible_duplicate_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status="open", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(status="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="possible_duplicate_decided_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.person.file_number} – {self.other.file_number}"
