"""The append-only ledger of funding lines: every movement of money, in the order it happened."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models.funding import HeadOfficeQuerySet
from reintegration.ground.money import MoneyField


class BudgetEntry(models.Model):
    """One movement on a line. Never changed, never deleted: a mistake is undone by the opposite movement."""

    class Kind(models.TextChoices):
        ALLOCATE = "allocate", _("Allocation to the line")
        CUT = "cut", _("Cut of the line")
        RESERVE = "reserve", _("Reservation")
        RELEASE = "release", _("Release")
        COMMIT = "commit", _("Commitment")
        UNCOMMIT = "uncommit", _("Commitment undone")
        PAY = "pay", _("Payment")
        UNPAY = "unpay", _("Payment undone")

    line = models.ForeignKey(
        "programs.FundingLine", models.PROTECT, related_name="entries", verbose_name=_("funding line")
    )
    kind = models.CharField(_("movement"), max_length=10, choices=Kind.choices)
    amount = MoneyField(_("amount"))
    application = models.ForeignKey(
        "programs.Application",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="budget_entries",
        verbose_name=_("application"),
    )
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = HeadOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="entry_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=["allocate", "cut", "reserve", "release", "commit", "uncommit", "pay", "unpay"]),
                name="entry_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["allocate", "cut"]) | Q(application__isnull=False), name="entry_names_application"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount}"
