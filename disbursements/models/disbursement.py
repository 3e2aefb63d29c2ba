"""A part of an approved amount on its way out. Its status is the money's; the equipment lines carry the goods'."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from beneficiaries.models.project import Item
from programs.models.application import OfApplicationQuerySet
from programs.models.funding import HeadOfficeQuerySet
from reintegration.ground.access.scope import within
from reintegration.ground.money import MoneyField
from reintegration.ground.records import Record

RIB_DIGITS = 24
RIB_MODULUS = 97


def check_rib(text):
    """Refuse what is no bank account number: 24 digits that 97 divides (the last two are its key)."""
    if not (text.isascii() and text.isdigit() and len(text) == RIB_DIGITS and int(text) % RIB_MODULUS == 0):
        raise ValidationError(_("A RIB has 24 digits, and the last two must fit the others: check what you typed."))


def _unhanded():
    waiting = EquipmentLine.objects.filter(disbursement=OuterRef("pk")).exclude(status="handed")
    return (Q(kind=Disbursement.Kind.EQUIPMENT) & Exists(waiting)) | (
        Q(kind=Disbursement.Kind.CHEQUE) & Q(status__in=["prepared", "committed"])
    )


class DisbursementQuerySet(OfApplicationQuerySet):
    def live(self):
        """Those that hold money of their application."""
        return self.exclude(status__in=Disbursement.ENDED)

    def unhanded(self):
        """Live ones that the person has not received yet: goods not handed, cheques not paid."""
        return self.live().filter(_unhanded())

    def handed(self):
        """Live ones that the person has received."""
        return self.live().exclude(_unhanded())

    def unready(self):
        """Unhanded ones that cannot be handed yet: goods still to arrive, cheques still to sign."""
        missing = EquipmentLine.objects.filter(disbursement=OuterRef("pk"), status__in=["planned", "ordered"])
        is_cheque = Q(kind=Disbursement.Kind.CHEQUE)
        return self.unhanded().filter(Exists(missing) | (is_cheque & Q(status=Disbursement.Status.PREPARED)))

    def waiting_for(self, user, *, on):
        """Those that `user` puts on an order or signs."""
        if not user.has_perm("disbursements.pay_disbursement"):
            return self.none()
        return self.filter(status=Disbursement.Status.PREPARED, order__isnull=True)

    def attachable(self):
        """Unhanded ones that no open line of a handover list holds."""
        return self.unhanded().filter(Q(handover__isnull=True) | ~Q(handover__status="expected"))


class Disbursement(Record):
    """One of 1-n disbursements of an application; their live sum never exceeds what was approved."""

    class Kind(models.TextChoices):
        EQUIPMENT = "equipment", _("Equipment")
        CHEQUE = "cheque", _("Cheque")

    class Status(models.TextChoices):
        PREPARED = "prepared", _("Prepared")
        COMMITTED = "committed", _("Committed")
        PAID = "paid", _("Paid")
        CLEARED = "cleared", _("Cleared")
        REFUNDED = "refunded", _("Refunded")
        CANCELLED = "cancelled", _("Cancelled")

    ENDED = (Status.REFUNDED, Status.CANCELLED)

    application = models.ForeignKey(
        "programs.Application", models.PROTECT, related_name="disbursements", verbose_name=_("application")
    )
    allocation = models.ForeignKey(
        "programs.Allocation", models.PROTECT, related_name="disbursements", verbose_name=_("allocation")
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    amount = MoneyField(_("amount"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PREPARED, editable=False
    )
    order = models.ForeignKey(
        "disbursements.PurchaseOrder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="disbursements",
        verbose_name=_("purchase order"),
    )
    handover = models.ForeignKey(
        "disbursements.Handover",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="disbursements",
        editable=False,
        verbose_name=_("handover"),
    )
    payment_duty = models.ForeignKey(
        "programs.Duty", models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("duty of payment")
    )
    committed_at = models.DateTimeField(_("committed at"), null=True, editable=False)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("committed by"),
    )
    paid_on = models.DateField(_("paid on"), null=True, editable=False)
    cleared_on = models.DateField(_("cleared on"), null=True, editable=False)
    refunded_on = models.DateField(_("refunded on"), null=True, editable=False)

    objects = DisbursementQuerySet.as_manager()

    class Meta:
        verbose_name = _("disbursement")
        verbose_name_plural = _("disbursements")
        ordering = ["-id"]
        permissions = [
            ("prepare_disbursement", "Can prepare and cancel disbursements"),
            ("pay_disbursement", "Can commit and pay disbursements"),
            ("export_disbursement", "Can export disbursements"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="disbursement_numbered"),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="disbursement_positive",
                violation_error_message=_("The amount is more than zero."),
            ),
            models.CheckConstraint(condition=Q(kind__in=["equipment", "cheque"]), name="disbursement_kind_known"),
            models.CheckConstraint(
                condition=Q(status__in=["prepared", "committed", "paid", "cleared", "refunded", "cancelled"]),
                name="disbursement_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["committed", "paid", "cleared", "refunded"])
                | Q(payment_duty__isnull=False, committed_at__isnull=False, committed_by__isnull=False),
                name="disbursement_committed_by_duty",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["paid", "cleared", "refunded"]) | Q(paid_on__isnull=False),
                name="disbursement_paid_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="cleared") | Q(cleared_on__isnull=False), name="disbursement_cleared_on_a_day"
            ),
            models.CheckConstraint(
                condition=(Q(status="refunded") & Q(refunded_on__isnull=False))
                | (~Q(status="refunded") & Q(refunded_on__isnull=True)),
                name="disbursement_refunded_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind="equipment") | Q(order__isnull=True), name="disbursement_orders_equipment_only"
            ),
        ]

    def __str__(self):
        return f"{self.application.beneficiary} – {self.get_kind_display()} {self.number}"

    @property
    def is_cheque(self):
        return self.kind == self.Kind.CHEQUE

    @property
    def is_handed(self):
        """Whether the person has received it. One query for equipment unless its lines are prefetched."""
        if self.is_cheque:
            return self.status in (self.Status.PAID, self.Status.CLEARED)
        return all(line.status == EquipmentLine.Status.HANDED for line in self.lines.all())


class OfDisbursementQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user, "disbursement__application__beneficiary__centre")


class EquipmentLine(Item, Record):
    """Goods of an equipment disbursement, from the order to the person's hands."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ORDERED = "ordered", _("Ordered")
        RECEIVED = "received", _("Received")
        HANDED = "handed", _("Handed over")

    disbursement = models.ForeignKey(Disbursement, models.CASCADE, related_name="lines", verbose_name=_("disbursement"))
    item = models.ForeignKey(
        "programs.ApplicationItem", models.PROTECT, related_name="+", editable=False, verbose_name=_("item")
    )
    serial_number = models.CharField(_("serial number"), max_length=60, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PLANNED, editable=False
    )

    objects = OfDisbursementQuerySet.as_manager()

    class Meta:
        verbose_name = _("equipment line")
        verbose_name_plural = _("equipment lines")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="equipment_quantity_positive"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="equipment_price_not_negative"),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "ordered", "received", "handed"]), name="equipment_status_known"
            ),
        ]


class BankAccount(Record):
    """An account of the foundation that cheques are drawn on."""

    bank = models.CharField(_("bank"), max_length=80)
    agency = models.CharField(_("agency"), max_length=80, blank=True)
    rib = models.CharField(_("account number (RIB)"), max_length=RIB_DIGITS, unique=True, validators=[check_rib])
    is_active = models.BooleanField(_("active"), default=True)

    objects = HeadOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")

    def __str__(self):
        return f"{self.bank} ({self.rib[-4:]})"


class Cheque(Record):
    """The cheque of a cheque disbursement; its status is the disbursement's. A number is used once per account."""

    disbursement = models.OneToOneField(
        Disbursement, models.PROTECT, related_name="cheque", verbose_name=_("disbursement")
    )
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="cheques", verbose_name=_("bank account"))
    number = models.CharField(_("cheque number"), max_length=12)
    issued_on = models.DateField(_("issued on"))
    payee_ar = models.CharField(_("payee in Arabic"), max_length=130, editable=False)
    payee_latin = models.CharField(_("payee in Latin letters"), max_length=130, editable=False)

    objects = OfDisbursementQuerySet.as_manager()

    class Meta:
        verbose_name = _("cheque")
        verbose_name_plural = _("cheques")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "number"],
                name="cheque_number_once",
                violation_error_message=_("A cheque of this account has this number already."),
            )
        ]

    def __str__(self):
        return self.number
