"""The individual life project and what it needs. Its way to money is an application to a program, kept elsewhere."""

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beneficiaries.models.accompaniment import OfEpisodeQuerySet
from beneficiaries.models.episode import Episode
from reintegration.ground.access.scope import within
from reintegration.ground.money import MoneyField
from reintegration.ground.records import Record


class LifeProjectQuerySet(OfEpisodeQuerySet):
    def in_preparation(self):
        """Projects of an own activity that applied to no program yet, of people still accompanied."""
        begun = self.filter(episode__closed_on__isnull=True, exit=LifeProject.Exit.ENTERPRISE)
        # Not by a join in which nothing is found: PostgreSQL would expect no row of it, and read every table whole.
        return begun.exclude(applications__isnull=False)

    def waiting_for(self, user, *, on):
        """Those that `user` would go on with."""
        return self.in_preparation() if user.has_perm("beneficiaries.change_lifeproject") else self.none()


class LifeProject(Record):
    """What a person wants to live on: an own activity, or a job."""

    class Exit(models.TextChoices):
        ENTERPRISE = "enterprise", _("Micro-enterprise or self-employment")
        PLACEMENT = "placement", _("Job placement")

    episode = models.ForeignKey(
        Episode, models.PROTECT, related_name="life_projects", verbose_name=_("episode of accompaniment")
    )
    exit = models.CharField(_("kind of project"), max_length=10, choices=Exit.choices, default=Exit.ENTERPRISE)
    title_ar = models.CharField(_("activity in Arabic"), max_length=120)
    title_fr = models.CharField(_("activity in French"), max_length=120, blank=True)
    sector = models.ForeignKey("reference.Sector", models.PROTECT, related_name="+", verbose_name=_("sector"))
    province = models.ForeignKey(
        "territory.Province", models.PROTECT, related_name="+", verbose_name=_("province of the activity")
    )
    market = models.TextField(
        _("market and customers"), blank=True, help_text=_("Who will buy? Who sells the same thing nearby?")
    )
    expected_monthly_income = MoneyField(_("expected monthly income"), null=True, blank=True)
    own_contribution = MoneyField(_("own contribution"), default=0)
    search = models.TextField(blank=True, default="", editable=False)

    objects = LifeProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("life project")
        verbose_name_plural = _("life projects")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(own_contribution__gte=0), name="project_contribution_not_negative")
        ]

    def __str__(self):
        return self.title

    @property
    def title(self):
        return self.title_ar if get_language() == "ar" else self.title_fr or self.title_ar

    @property
    def choice_label(self):
        return f"{self.title} – {self.beneficiary.choice_label}"

    @property
    def beneficiary(self):
        return self.episode.beneficiary

    @property
    def cost(self):
        """Sum of the items, in MAD. One query unless the items are prefetched."""
        return sum((item.total for item in self.items.all()), start=0)

    @property
    def requested(self):
        """What is asked from a program: cost less own contribution, in MAD."""
        return self.cost - self.own_contribution


class ProjectItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user, "project__episode__beneficiary__centre")

    def total(self):
        """Sum of quantity × unit price, in MAD."""
        return self.aggregate(total=Sum(F("quantity") * F("unit_price"), output_field=MoneyField()))["total"] or 0


class ItemKind(models.TextChoices):
    EQUIPMENT = "equipment", _("Equipment")
    WORKING_CAPITAL = "working_capital", _("Working capital")
    WORKS = "works", _("Works")
    TRAINING = "training", _("Training")


class Item(models.Model):
    """A thing that a project needs, with its price; drafted here, copied by an application."""

    kind = models.CharField(_("kind"), max_length=16, choices=ItemKind.choices, default=ItemKind.EQUIPMENT)
    name_ar = models.CharField(_("item in Arabic"), max_length=120)
    name_fr = models.CharField(_("item in French"), max_length=120, blank=True)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    unit_price = MoneyField(_("unit price"))

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self):
        return self.name_ar if get_language() == "ar" else self.name_fr or self.name_ar

    @property
    def total(self):
        return self.quantity * self.unit_price


class ProjectItem(Item, Record):
    """One line of the project's cost."""

    project = models.ForeignKey(LifeProject, models.CASCADE, related_name="items", verbose_name=_("life project"))
    quote = models.CharField(_("quote"), max_length=60, blank=True, help_text=_("Reference of the supplier's quote."))

    objects = ProjectItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("project item")
        verbose_name_plural = _("project items")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="project_item_quantity_positive",
                violation_error_message=_("The quantity is at least 1."),
            ),
            models.CheckConstraint(
                condition=Q(unit_price__gte=0),
                name="project_item_price_not_negative",
                violation_error_message=_("The price is not negative."),
            ),
        ]
