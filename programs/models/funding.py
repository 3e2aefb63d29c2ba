"""Where money comes from: source, agreement, tranche, receipts, and the line that decisions draw on.

Running balances stand on the rows and follow from the ledger, the receipts and the amendments: triggers move them,
and refuse every other change.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reintegration.ground.bilingual import Bilingual
from reintegration.ground.money import MoneyField, total
from reintegration.ground.records import Record


class HeadOfficeQuerySet(models.QuerySet):
    """Rows about money as a whole: a centre sees none of them."""

    def visible_to(self, user):
        return self if user.scope.is_national else self.none()


class FundingLineQuerySet(HeadOfficeQuerySet):
    def free_in(self, program):
        """What all lines of the program together can still reserve, in MAD. One query."""
        columns = ("allocated", *FundingLine.USED)
        sums = self.filter(program=program).aggregate(**{name: total(name) for name in columns})
        return sums["allocated"] - sum(sums[name] for name in FundingLine.USED)


class FundingSource(Bilingual, Record):
    """Who pays: the foundation itself, the INDH, another partner."""

    class Kind(models.TextChoices):
        FOUNDATION = "foundation", _("Foundation")
        PARTNER = "partner", _("Partner")

    code = models.SlugField(_("code"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)

    objects = HeadOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")
        ordering = ["code"]

    def __str__(self):
        return self.name

    @property
    def is_foundation(self):
        return self.kind == self.Kind.FOUNDATION


class Agreement(Bilingual, Record):
    """An agreement with a provincial human development committee, paid in tranches."""

    reference = models.CharField(_("reference"), max_length=30, unique=True)
    source = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="agreements", verbose_name=_("funding source")
    )
    partner_ar = models.CharField(_("partner in Arabic"), max_length=160)
    partner_fr = models.CharField(_("partner in French"), max_length=160)
    province = models.ForeignKey("territory.Province", models.PROTECT, related_name="+", verbose_name=_("province"))
    signed_on = models.DateField(_("signed on"))
    amount = MoneyField(_("amount"))
    distributed = MoneyField(_("given to tranches"), default=0, editable=False)

    objects = HeadOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-signed_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(distributed__gte=0, distributed__lte=F("amount")),
                name="agreement_tranches_within_amount",
                violation_error_message=_("The tranches exceed the amount of the agreement."),
            ),
        ]

    def __str__(self):
        return self.reference


class Tranche(Record):
    """A slice of an agreement. It has no season: a tranche can feed lines of several programs."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="tranches", verbose_name=_("agreement"))
    number = models.PositiveSmallIntegerField(_("number"))
    amount = MoneyField(_("amount"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    condition = models.CharField(_("condition"), max_length=200, blank=True)
    allocated = MoneyField(_("given to lines"), default=0, editable=False)
    received = MoneyField(_("received"), default=0, editable=False)
    advanced = MoneyField(_("advanced by the foundation"), default=0, editable=False)
    committed = MoneyField(_("committed and paid"), default=0, editable=False)

    objects = HeadOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("tranche")
        verbose_name_plural = _("tranches")
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="tranche_numbered"),
            models.CheckConstraint(
                condition=Q(allocated__gte=0, allocated__lte=F("amount")),
                name="tranche_lines_within_amount",
                violation_error_message=_("The lines exceed the amount of the tranche."),
            ),
            models.CheckConstraint(
                condition=Q(committed__gte=0, advanced__gte=0, committed__lte=F("received") + F("advanced")),
                name="tranche_committed_within_received",
                violation_error_message=_("The partner has not paid in enough yet."),
            ),
            models.CheckConstraint(
                condition=Q(received__gte=0, received__lte=F("amount")),
                name="tranche_received_within_amount",
                violation_error_message=_("The receipts exceed the amount of the tranche."),
            ),
        ]

    def __str__(self):
        return _("%(agreement)s, tranche %(number)s") % {"agreement": self.agreement, "number": self.number}


class AgreementAmendment(models.Model):
    """A signed change of an agreement's amount, or of one tranche's; never changed, never deleted.

    Writing it changes the amount: a trigger does, and nothing else can.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="amendments", verbose_name=_("agreement"))
    tranche = models.ForeignKey(
        Tranche,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        verbose_name=_("tranche"),
        help_text=_("Empty when the amount of the whole agreement changes."),
    )
    reference = models.CharField(_("reference"), max_length=30)
    signed_on = models.DateField(_("signed on"))
    amount = MoneyField(_("new amount"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("by")
    )
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = HeadOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="amendment_positive",
                violation_error_message=_("The amount is more than zero."),
            ),
        ]

    def __str__(self):
        return self.reference


class PartnerReceipt(Record):
    """Money that a partner has paid in for a tranche."""

    tranche = models.ForeignKey(Tranche, models.PROTECT, related_name="receipts", verbose_name=_("tranche"))
    amount = MoneyField(_("amount"))
    received_on = models.DateField(_("received on"))
    reference = models.CharField(_("bank reference"), max_length=60)

    objects = HeadOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner receipt")
        verbose_name_plural = _("partner receipts")
        ordering = ["-received_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="receipt_positive",
                violation_error_message=_("The amount is more than zero."),
            ),
            models.UniqueConstraint(
                fields=["tranche", "reference"],
                name="receipt_once",
                violation_error_message=_("This receipt is recorded already."),
            ),
        ]

    def __str__(self):
        return self.reference


class FundingLine(Bilingual, Record):
    """Money of one source (and tranche) given to one program. Decisions reserve on it; balances are in MAD.

    The balances of `USED` exclude each other: a dirham stands in one of them or is free.
    """

    USED = ("reserved", "committed", "paid", "cleared", "advanced")

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="funding_lines", verbose_name=_("program")
    )
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="lines", verbose_name=_("funding source"))
    tranche = models.ForeignKey(
        Tranche, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("tranche")
    )
    allocated = MoneyField(_("allocated"), default=0, editable=False)
    reserved = MoneyField(_("reserved"), default=0, editable=False)
    committed = MoneyField(_("committed"), default=0, editable=False)
    paid = MoneyField(_("paid"), default=0, editable=False)
    cleared = MoneyField(_("cleared"), default=0, editable=False)
    advanced = MoneyField(_("advanced to tranches"), default=0, editable=False)
    last_entry = models.PositiveBigIntegerField(default=0, editable=False)
    """The id of the ledger entry that moved the balances last."""

    objects = FundingLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("funding line")
        verbose_name_plural = _("funding lines")
        ordering = ["program", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    allocated__gte=0, reserved__gte=0, committed__gte=0, paid__gte=0, cleared__gte=0, advanced__gte=0
                ),
                name="line_balances_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(allocated__gte=F("reserved") + F("committed") + F("paid") + F("cleared") + F("advanced")),
                name="line_within_allocated",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def free(self):
        """What can still be reserved, in MAD, as last read."""
        return self.allocated - sum(getattr(self, name) for name in self.USED)
