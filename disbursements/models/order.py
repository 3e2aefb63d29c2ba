"""Suppliers and the orders placed with them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models.funding import HeadOfficeQuerySet
from reintegration.ground.records import Record


class Supplier(Record):
    """Who delivers equipment."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    ice = models.CharField(_("company identifier (ICE)"), max_length=15, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = HeadOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        ordering = ["name"]

    def __str__(self):
        return self.name


class PurchaseOrderQuerySet(HeadOfficeQuerySet):
    def under_way(self):
        """To be placed, delivered or paid."""
        status = PurchaseOrder.Status
        return self.filter(status__in=[status.DRAFT, status.PLACED, status.RECEIVED])

    def waiting_for(self, user, *, on):
        """The orders that `user` takes further."""
        return self.under_way() if user.has_perm("disbursements.pay_disbursement") else self.none()


class PurchaseOrder(Record):
    """One order to one supplier; it holds the equipment disbursements of one or many people."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        PLACED = "placed", _("Ordered")
        RECEIVED = "received", _("Received")
        PAID = "paid", _("Paid")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="orders", verbose_name=_("supplier"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    placed_at = models.DateTimeField(_("ordered at"), null=True, editable=False)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("ordered by"),
    )
    received_on = models.DateField(_("received on"), null=True, editable=False)
    delivery_note = models.CharField(_("delivery note"), max_length=40, blank=True, editable=False)
    invoice = models.CharField(_("invoice"), max_length=40, blank=True, editable=False)
    paid_on = models.DateField(_("paid on"), null=True, editable=False)

    objects = PurchaseOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase order")
        verbose_name_plural = _("purchase orders")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "placed", "received", "paid", "cancelled"]), name="order_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["placed", "received", "paid"])
                | Q(placed_at__isnull=False, placed_by__isnull=False),
                name="order_placed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="received") | Q(received_on__isnull=False), name="order_received_on_a_day"
            ),
            models.CheckConstraint(condition=~Q(status="paid") | Q(paid_on__isnull=False), name="order_paid_on_a_day"),
        ]

    def __str__(self):
        return f"{self.number} – {self.supplier}"
