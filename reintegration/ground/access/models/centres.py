"""Centres with their dated territory."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reintegration.ground.bilingual import Bilingual
from reintegration.ground.records import Record


def current(day):
    """The condition that a dated row (`starts_on`, `ends_on` inclusive or open) holds on `day`."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class CentreQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.scope.is_national else self.filter(pk__in=user.scope.centre_ids)

    def serving(self, province, day):
        """The centres whose territory holds `province` on `day`."""
        served = CentreProvince.objects.filter(current(day), province=province)
        return self.filter(pk__in=served.values("centre"))

    def only_one(self):
        """The one active centre among these; None when there is none, or a choice. One query."""
        active = list(self.filter(is_active=True)[:2])
        return active[0] if len(active) == 1 else None


class Centre(Bilingual, Record):
    """A regional centre of accompaniment and reintegration."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    provinces = models.ManyToManyField("territory.Province", through="CentreProvince", verbose_name=_("provinces"))

    objects = CentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")
        ordering = ["code"]

    def __str__(self):
        return self.name


class TerritoryQuerySet(models.QuerySet):
    """Rows about the house itself: a centre sees its own."""

    def visible_to(self, user):
        return self if user.scope.is_national else self.filter(centre__in=user.scope.centre_ids)


class CentreProvince(models.Model):
    """A province served by a centre during a time; territories cross regions."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="territory", verbose_name=_("centre"))
    province = models.ForeignKey(
        "territory.Province", models.PROTECT, related_name="served_by", verbose_name=_("province")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("province served")
        verbose_name_plural = _("provinces served")
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "province"], condition=Q(ends_on__isnull=True), name="province_served_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="province_served_in_order",
            ),
        ]

    def __str__(self):
        return f"{self.centre} – {self.province}"
