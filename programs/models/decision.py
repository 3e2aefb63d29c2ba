"""What was decided about an application, and on which funding lines the money stands. Never changed afterwards."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models.application import Application, OfApplicationQuerySet
from programs.models.application_parts import Duty
from reintegration.ground.access.scope import within
from reintegration.ground.keys.fields import OwnedTextField
from reintegration.ground.money import MoneyField


class Decision(models.Model):
    """One decision of an approver. Its allocations are written first and sum to `amount`, to the centime."""

    class Outcome(models.TextChoices):
        APPROVE = "approve", _("Approved")
        REJECT = "reject", _("Rejected")
        WAIT = "wait", _("Waiting list")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="decisions", verbose_name=_("application")
    )
    outcome = models.CharField(_("decision"), max_length=7, choices=Outcome.choices)
    amount = MoneyField(_("amount"), default=0)
    decided_on = models.DateField(_("decided on"))
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+", verbose_name=_("duty"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = OwnedTextField(_("reason"), blank=True)
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["approve", "reject", "wait"]), name="decision_outcome_known"
            ),
            models.CheckConstraint(
                condition=(Q(outcome="approve") & Q(amount__gt=0)) | (~Q(outcome="approve") & Q(amount=0)),
                name="decision_amount_by_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()} – {self.application}"


class AllocationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user, "decision__application__beneficiary__centre")


class Allocation(models.Model):
    """The part of an approved amount that one funding line carries."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="allocations", verbose_name=_("decision"))
    line = models.ForeignKey(
        "programs.FundingLine", models.PROTECT, related_name="allocations", verbose_name=_("funding line")
    )
    amount = MoneyField(_("amount"))

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.UniqueConstraint(fields=["decision", "line"], name="allocation_once_per_line"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_positive"),
        ]

    def __str__(self):
        return f"{self.line}: {self.amount}"
