"""A program: one season with its texts and dates, what was published about it, and how files are scored."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reintegration.ground.bilingual import Bilingual, localized
from reintegration.ground.records import Record


class ForEveryoneQuerySet(models.QuerySet):
    """Rows without personal or financial secrets: every signed-in role sees them."""

    def visible_to(self, user):
        return self


class ProgramQuerySet(ForEveryoneQuerySet):
    def open_on(self, day):
        return self.filter(opens_on__lte=day, closes_on__gte=day)


class Program(Bilingual, Record):
    """A season such as "Ramadan 2019". Its name is free text in two languages, never derived from a year."""

    slug = models.SlugField(pgettext_lazy("web", "address"), unique=True)
    short_name_ar = models.CharField(
        _("short title in Arabic"), max_length=120, help_text=_("Printed on papers that people show outside.")
    )
    short_name_fr = models.CharField(_("short title in French"), max_length=120)
    opens_on = models.DateField(_("applications from"))
    closes_on = models.DateField(_("applications to"))
    launched_on = models.DateField(_("launched on"), null=True, blank=True)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("previous season")
    )

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ["-opens_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="program_in_order",
                violation_error_message=_("The end is before the beginning."),
            )
        ]

    def __str__(self):
        return self.short_name

    @property
    def short_name(self):
        return localized(self, "short_name")

    def is_open_on(self, day):
        return self.opens_on <= day <= self.closes_on


class PublishedFigure(Record):
    """A figure that somebody printed about a program, with its qualifier, source and date. Several may disagree."""

    class Indicator(models.TextChoices):
        BENEFICIARIES = "beneficiaries", _("People who will benefit")
        BUDGET_MAD = "budget_mad", _("Budget, in MAD")
        BUDGET_USD = "budget_usd", _("Budget, in US dollars")
        INDH_MAD = "indh_mad", _("Contribution of the INDH, in MAD")
        ENVELOPE_MAD = "envelope_mad", _("Envelope, in MAD")

    class Qualifier(models.TextChoices):
        EXACT = "eq", _("exactly")
        AT_LEAST = "ge", _("more than")
        ABOUT = "approx", _("about")

    program = models.ForeignKey(Program, models.PROTECT, related_name="published_figures", verbose_name=_("program"))
    indicator = models.CharField(_("indicator"), max_length=20, choices=Indicator.choices)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    qualifier = models.CharField(_("qualifier"), max_length=6, choices=Qualifier.choices, default=Qualifier.EXACT)
    source = models.CharField(_("source"), max_length=200)
    published_on = models.DateField(_("published on"))
    as_of = models.DateField(_("as of"), null=True, blank=True)
    as_printed = models.CharField(_("as printed"), max_length=60, blank=True)
    is_shown = models.BooleanField(_("shown"), default=False)

    objects = ForEveryoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        ordering = ["program", "indicator", "published_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "indicator"],
                condition=Q(is_shown=True),
                name="figure_shown_once",
                violation_error_message=_("Another figure of this indicator is shown already."),
            ),
        ]

    def __str__(self):
        return f"{self.get_indicator_display()}: {self.value}"

    @property
    def plain_value(self):
        """The value without centimes when it has none: people are counted in whole numbers."""
        return self.value.quantize(Decimal(1)) if self.value == self.value.to_integral_value() else self.value


class Partner(Bilingual, Record):
    """Who carries a program beside the foundation, as it is named in reports."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="partners", verbose_name=_("program"))

    objects = ForEveryoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["program", "id"]


class ReportPeriod(Record):
    """A time over which the report of a program counts what the foundation did for everybody, not for its files."""

    class Indicator(models.TextChoices):
        PLACEMENTS = "placements", _("People placed in a job")
        INTERVENTIONS = "interventions", _("Interventions")

    program = models.ForeignKey(Program, models.PROTECT, related_name="report_periods", verbose_name=_("program"))
    indicator = models.CharField(_("indicator"), max_length=20, choices=Indicator.choices)
    key = models.SlugField(
        _("key"), max_length=40, help_text=_("Names the period in reports, for example 2018 or 2018_2019.")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))

    objects = ForEveryoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("report period")
        verbose_name_plural = _("report periods")
        ordering = ["program", "indicator", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "indicator", "key"],
                name="period_once",
                violation_error_message=_("This program has a period with this key already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="period_in_order",
                violation_error_message=_("The end is before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(indicator__in=["placements", "interventions"]), name="period_indicator_known"
            ),
        ]

    def __str__(self):
        return f"{self.get_indicator_display()}: {self.key}"


class Criterion(Bilingual, Record):
    """A social criterion that files of a program are scored on."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="criteria", verbose_name=_("program"))
    max_points = models.PositiveSmallIntegerField(_("most points"), default=20)

    objects = ForEveryoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["program", "id"]

    def __str__(self):
        return self.name
