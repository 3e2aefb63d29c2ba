"""Certificates with gapless numbers: prepared with the list, valid by the outcome, never deleted."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disbursements import codes
from reintegration.ground.access.scope import within
from reintegration.ground.keys.fields import OwnedTextField
from reintegration.ground.records import Record


def public_code():
    """26 letters of base 32, 130 random bits: it can be printed, never guessed."""
    return "".join(secrets.choice(codes.ALPHABET) for _letter in range(codes.LETTERS))


class NumberSeries(models.Model):
    """The last number given in a series without gaps. Locked last, for as short as possible."""

    code = models.CharField(_("series"), max_length=20, primary_key=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self):
        return self.code


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user, "handover__application__beneficiary__centre")

    def live(self):
        return self.filter(status__in=Certificate.LIVE)

    def named(self, text):
        """Those whose number, code, short code, or code of a row on the list this is, however it was typed."""
        code = codes.as_written(text)
        named = Q(number=codes.number_as_written(text))
        if len(code) >= codes.SHORT:
            named |= Q(code__startswith=code)
        if len(code) > codes.OF_ROW and code[codes.OF_ROW :].isdecimal():
            named |= Q(code__startswith=code[: codes.OF_ROW], handover__seat=int(code[codes.OF_ROW :]))
        return self.filter(named)


class Certificate(Record):
    """What a person can show. Its text is frozen when it is prepared; a correction is a new one that replaces it."""

    class Status(models.TextChoices):
        PREPARED = "prepared", _("Prepared")
        VALID = "valid", _("Valid")
        REPLACED = "replaced", _("Replaced")
        CANCELLED = "cancelled", _("Cancelled")

    LIVE = (Status.PREPARED, Status.VALID)

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    handover = models.ForeignKey(
        "disbursements.Handover", models.PROTECT, related_name="certificates", verbose_name=_("handover")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PREPARED, editable=False
    )
    code = models.CharField(_("public code"), max_length=26, unique=True, default=public_code, editable=False)
    content = OwnedTextField(_("frozen text"), editable=False)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        editable=False,
        verbose_name=_("replaces"),
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["handover"],
                condition=Q(status__in=["prepared", "valid"]),
                name="certificate_one_live_per_handover",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["prepared", "valid", "replaced", "cancelled"]), name="certificate_status_known"
            ),
        ]

    def __str__(self):
        return self.number
