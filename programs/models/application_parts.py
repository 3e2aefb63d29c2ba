"""What belongs to an application: its copied items, its scores, and who holds which duty on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beneficiaries.models.project import Item
from programs.models.application import Application, OfApplicationQuerySet
from reintegration.ground.records import Record


class ApplicationItem(Item):
    """An item of the project as it was at submission."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="items", verbose_name=_("application"))

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="application_item_quantity_positive"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="application_item_price_not_negative"),
        ]


class Score(Record):
    """Points of one file on one criterion."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="scores", verbose_name=_("application"))
    criterion = models.ForeignKey("programs.Criterion", models.PROTECT, related_name="+", verbose_name=_("criterion"))
    points = models.PositiveSmallIntegerField(_("points"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("by")
    )

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [models.UniqueConstraint(fields=["application", "criterion"], name="score_once_per_criterion")]

    def __str__(self):
        return f"{self.criterion}: {self.points}"


class Duty(models.Model):
    """What a user did for an application. One user, one duty: who submits cannot decide, who decides cannot pay."""

    class Kind(models.TextChoices):
        SUBMIT = "submit", _("Submission")
        DECIDE = "decide", _("Decision")
        PAY = "pay", _("Payment")

    application = models.ForeignKey(Application, models.PROTECT, related_name="duties", verbose_name=_("application"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("user"))
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("on behalf of"),
        help_text=_("Who delegated the step: their hands are as bound as the delegate's."),
    )
    kind = models.CharField(_("duty"), max_length=7, choices=Kind.choices)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="duty_one_per_user"),
            models.CheckConstraint(condition=Q(kind__in=["submit", "decide", "pay"]), name="duty_kind_known"),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_kind_display()}"
