"""Where support is handed over: a ceremony (or none), and one line per application with its outcome."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from disbursements.models.disbursement import Disbursement
from programs.models.application import OfApplicationQuerySet
from reintegration.ground.bilingual import Bilingual, localized
from reintegration.ground.records import Record

NEAR = timedelta(days=14)
"""How long before its day a ceremony is work of the day."""


class CeremonyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Head office sees all; a centre sees those it organises and those that one of its people is on."""
        if user.scope.is_national:
            return self
        centres = user.scope.centre_ids
        ours = Handover.objects.filter(ceremony=OuterRef("pk"), application__beneficiary__centre__in=centres)
        return self.filter(Q(centre__in=centres) | Exists(ours))

    def waiting_for(self, user, *, on):
        """The ceremonies near a day, and those before it that are not closed, that `user` prepares or marks."""
        if not user.has_perm("disbursements.mark_handover"):
            return self.none()
        return self.under_way().filter(held_on__lte=on + NEAR)

    def overdue(self, *, on):
        return self.under_way().filter(held_on__lt=on)

    def under_way(self):
        return self.filter(status__in=[Ceremony.Status.DRAFT, Ceremony.Status.LOCKED])

    def with_lines(self, user):
        """Each with `lines`: how many people on its list the user may see."""
        seen = Handover.objects.visible_to(user).filter(ceremony=OuterRef("pk")).order_by().values("ceremony")
        return self.annotate(lines=Coalesce(Subquery(seen.annotate(number=Count("pk")).values("number")), 0))


class Ceremony(Bilingual, Record):
    """A handover ceremony. It can mix programs and sources; its place is not its people's province."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        LOCKED = "locked", _("List locked")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    slug = models.SlugField(
        _("key"),
        max_length=40,
        blank=True,
        default="",
        help_text=_("Names the ceremony in reports, for example launch."),
    )
    centre = models.ForeignKey(
        "access.Centre", models.PROTECT, related_name="ceremonies", verbose_name=_("organising centre")
    )
    held_on = models.DateField(_("day"))
    place_ar = models.CharField(_("place in Arabic"), max_length=120)
    place_fr = models.CharField(_("place in French"), max_length=120)
    province = models.ForeignKey("territory.Province", models.PROTECT, related_name="+", verbose_name=_("province"))
    presided_by_ar = models.CharField(_("presided by, in Arabic"), max_length=120, blank=True)
    presided_by_fr = models.CharField(_("presided by, in French"), max_length=120, blank=True)
    president_title_ar = models.CharField(_("title of the president, in Arabic"), max_length=120, blank=True)
    president_title_fr = models.CharField(_("title of the president, in French"), max_length=120, blank=True)
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("coordinator who signs"),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    locked_at = models.DateTimeField(_("locked at"), null=True, editable=False)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("locked by"),
    )
    list_number = models.CharField(_("list number"), max_length=20, blank=True, default="", editable=False)
    search = models.TextField(blank=True, default="", editable=False)

    objects = CeremonyQuerySet.as_manager()

    class Meta:
        verbose_name = _("ceremony")
        verbose_name_plural = _("ceremonies")
        ordering = ["-held_on"]
        permissions = [
            ("plan_ceremony", "Can plan, lock and close ceremonies"),
            ("mark_handover", "Can mark handovers"),
            ("print_ceremony", "Can print lists and certificates"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "locked", "closed", "cancelled"]), name="ceremony_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["locked", "closed"])
                | (Q(locked_at__isnull=False, locked_by__isnull=False) & ~Q(list_number="")),
                name="ceremony_locked_with_number",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def place(self):
        return localized(self, "place")


class HandoverQuerySet(OfApplicationQuerySet):
    def open(self):
        """Lines that are expected on a list still under way, or outside any."""
        return self.filter(status=Handover.Status.EXPECTED)

    def with_something_to_hand(self):
        """Lines whose application has something that this list could hand over."""
        things = Disbursement.objects.attachable().filter(application=OuterRef("application"))
        return self.filter(Exists(things))


class Handover(Record):
    """One application's line: what was expected to be handed, and what came of it on which day."""

    class Kind(models.TextChoices):
        CEREMONY = "ceremony", _("At a ceremony")
        CENTRE = "centre", _("At the centre")
        HOME = "home", _("At home")
        INSTITUTION = "institution", _("In the institution")

    class Status(models.TextChoices):
        EXPECTED = "expected", _("Expected")
        DELIVERED = "delivered", _("Handed over")
        PARTLY = "partly", _("Partly handed over")
        PROXY = "proxy", _("Handed to a proxy")
        ABSENT = "absent", _("Absent")
        REFUSED = "refused", _("Refused")
        POSTPONED = "postponed", _("Postponed")

    RECEIVED = (Status.DELIVERED, Status.PARTLY, Status.PROXY)

    ceremony = models.ForeignKey(
        Ceremony, models.PROTECT, null=True, blank=True, related_name="handovers", verbose_name=_("ceremony")
    )
    application = models.ForeignKey(
        "programs.Application", models.PROTECT, related_name="handovers", verbose_name=_("application")
    )
    kind = models.CharField(_("where"), max_length=12, choices=Kind.choices, default=Kind.CEREMONY)
    seat = models.PositiveSmallIntegerField(_("seat"), null=True, blank=True)
    status = models.CharField(
        _("outcome"), max_length=10, choices=Status.choices, default=Status.EXPECTED, editable=False
    )
    handed_on = models.DateField(_("handed over on"), null=True, editable=False)
    marked_at = models.DateTimeField(_("marked at"), null=True, editable=False)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("marked by"),
    )
    proxy_name = models.CharField(_("proxy"), max_length=120, blank=True, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["ceremony", "seat", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ceremony", "application"],
                name="handover_once_per_ceremony",
                violation_error_message=_("This application is on the list already."),
            ),
            models.UniqueConstraint(
                fields=["ceremony", "seat"], name="handover_own_seat", violation_error_message=_("This seat is taken.")
            ),
            models.CheckConstraint(
                condition=Q(status__in=["expected", "delivered", "partly", "proxy", "absent", "refused", "postponed"]),
                name="handover_status_known",
            ),
            models.CheckConstraint(
                condition=(Q(kind="ceremony") & Q(ceremony__isnull=False))
                | (~Q(kind="ceremony") & Q(ceremony__isnull=True)),
                name="handover_ceremony_by_kind",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status__in=["delivered", "partly", "proxy"])
                    & Q(handed_on__isnull=False, marked_at__isnull=False, marked_by__isnull=False)
                )
                | (~Q(status__in=["delivered", "partly", "proxy"]) & Q(handed_on__isnull=True)),
                name="handover_handed_on_a_day",
            ),
            models.CheckConstraint(condition=~Q(status="proxy") | ~Q(proxy_name=""), name="handover_proxy_named"),
        ]

    def __str__(self):
        return f"{self.application.beneficiary}"

    @property
    def is_received(self):
        return self.status in self.RECEIVED

    @property
    def day(self):
        """The day that its papers carry: the ceremony's, or that of the handover itself."""
        return self.ceremony.held_on if self.ceremony_id else self.handed_on
