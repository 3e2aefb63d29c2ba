"""The append-only ledger of funding lines: every movement of money, in the order it happened."""

from collections import defaultdict

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models.funding import HeadOfficeQuerySet
from programs.moves import MOVES, OF_LINES
from reintegration.ground.money import ZERO, MoneyField, total


class BudgetEntryQuerySet(HeadOfficeQuerySet):
    def sums(self, *keys):
        """The amounts per `keys` and kind, as rows of dicts. One query."""
        return self.order_by().values(*keys, "kind").annotate(sum=total("amount"))

    def standing(self, *keys):
        """Where the money of these entries stands: {key values: {bucket: MAD}}. One query."""
        buckets = defaultdict(lambda: defaultdict(lambda: ZERO))
        for row in self.sums(*keys):
            source, target = MOVES[row["kind"]]
            of_key = buckets[tuple(row[key] for key in keys)]
            of_key[source] -= row["sum"]
            of_key[target] += row["sum"]
        return buckets


class BudgetEntry(models.Model):
    """One movement on a line. Never changed, never deleted: a mistake is undone by the opposite movement.

    Writing it moves the money: a trigger changes the balances of line and tranche, and nothing else can.
    """

    class Kind(models.TextChoices):
        ALLOCATE = "allocate", _("Allocation to the line")
        CUT = "cut", _("Cut of the line")
        TRANSFER_OUT = "transfer_out", _("Transfer to another line")
        TRANSFER_IN = "transfer_in", _("Transfer from another line")
        ADVANCE = "advance", _("Advance to a tranche")
        RECOVER = "recover", _("Advance recovered")
        RESERVE = "reserve", _("Reservation")
        RELEASE = "release", _("Release")
        COMMIT = "commit", _("Commitment")
        UNCOMMIT = "uncommit", _("Commitment undone")
        PAY = "pay", _("Payment")
        UNPAY = "unpay", _("Payment undone")
        CLEAR = "clear", _("Cleared by the bank")
        UNCLEAR = "unclear", _("Clearing undone")
        REFUND = "refund", _("Refund")

    line = models.ForeignKey(
        "programs.FundingLine", models.PROTECT, related_name="entries", verbose_name=_("funding line")
    )
    kind = models.CharField(_("movement"), max_length=12, choices=Kind.choices)
    amount = MoneyField(_("amount"))
    application = models.ForeignKey(
        "programs.Application",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="budget_entries",
        verbose_name=_("application"),
    )
    counterpart = models.ForeignKey(
        "programs.FundingLine",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("other line"),
        help_text=_("Where a transfer came from or went."),
    )
    tranche = models.ForeignKey(
        "programs.Tranche",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="advances",
        verbose_name=_("tranche advanced to"),
    )
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = BudgetEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="entry_positive"),
            models.CheckConstraint(condition=Q(kind__in=list(MOVES)), name="entry_kind_known"),
            models.CheckConstraint(
                condition=Q(kind__in=OF_LINES, application__isnull=True)
                | (~Q(kind__in=OF_LINES) & Q(application__isnull=False)),
                name="entry_names_application",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["transfer_out", "transfer_in"], counterpart__isnull=False)
                | (~Q(kind__in=["transfer_out", "transfer_in"]) & Q(counterpart__isnull=True)),
                name="entry_transfer_names_counterpart",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["advance", "recover"], tranche__isnull=False)
                | (~Q(kind__in=["advance", "recover"]) & Q(tranche__isnull=True)),
                name="entry_advance_names_tranche",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount}"
