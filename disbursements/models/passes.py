"""Passes: how an official without an account sees one ceremony's list and papers, for three days."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disbursements.models.ceremony import Ceremony
from reintegration.ground.access.scope import within

DAYS_AROUND = timedelta(days=1)
"""A pass holds from the day before the ceremony to the day after."""


class CeremonyPassQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user, "ceremony__centre")

    def in_force(self, day):
        """Passes that open their list on a day; a ceremony that moves takes its passes along.

        None of an account that is closed: whoever gave one knows its link and its PIN.
        """
        days = (day - DAYS_AROUND, day + DAYS_AROUND)
        rows = self.filter(revoked_at__isnull=True, issued_by__is_active=True, ceremony__held_on__range=days)
        return rows.exclude(ceremony__status=Ceremony.Status.CANCELLED)


class CeremonyPass(models.Model):
    """A link and a PIN given to one person for one ceremony; both are kept as digests and shown once."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Begins later")
        VALID = "valid", _("In force")
        CLOSED = "closed", _("Over")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="passes", verbose_name=_("ceremony"))
    holder = models.CharField(_("given to"), max_length=120, help_text=_("Name and office of the official."))
    token_digest = models.CharField(_("digest of the link"), max_length=64, unique=True, editable=False)
    pin = models.CharField(_("PIN"), max_length=128, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("issued by")
    )
    issued_at = models.DateTimeField(_("issued at"), auto_now_add=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("withdrawn by"),
    )
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)

    objects = CeremonyPassQuerySet.as_manager()

    class Meta:
        verbose_name = _("ceremony pass")
        verbose_name_plural = _("ceremony passes")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__gte=F("issued_at"), revoked_by__isnull=False),
                name="pass_withdrawn_by_somebody",
            ),
        ]

    def __str__(self):
        return self.holder

    @property
    def first_day(self):
        return self.ceremony.held_on - DAYS_AROUND

    @property
    def last_day(self):
        return self.ceremony.held_on + DAYS_AROUND

    @property
    def status(self):
        """What it opens today."""
        today = timezone.localdate()
        if self.revoked_at:
            return self.Status.WITHDRAWN
        is_off = self.ceremony.status == Ceremony.Status.CANCELLED or not self.issued_by.is_active
        if is_off or self.last_day < today:
            return self.Status.CLOSED
        return self.Status.VALID if self.first_day <= today else self.Status.PLANNED

    def get_status_display(self):
        return self.status.label
