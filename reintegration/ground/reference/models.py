"""Short lists that forms choose from, and the texts that papers carry."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reintegration.ground.bilingual import Bilingual, localized
from reintegration.ground.public import PublicQuerySet
from reintegration.ground.records import Record
from reintegration.ground.territory.models import Province


class Sector(Bilingual, Record):
    """The trade of a life project."""

    code = models.SlugField(_("code"), unique=True)
    name_en = models.CharField(_("name in English"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["order", "code"]


class Axis(Bilingual, Record):
    """A field of accompaniment; notes on a protected one are read by few."""

    code = models.SlugField(_("code"), unique=True)
    name_en = models.CharField(_("name in English"), max_length=200)
    is_protected = models.BooleanField(_("protected"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("axis of accompaniment")
        verbose_name_plural = _("axes of accompaniment")
        ordering = ["order", "code"]


class Establishment(Bilingual, Record):
    """A prison or child protection centre that a person comes from."""

    class Kind(models.TextChoices):
        LOCAL_PRISON = "local_prison", _("local prison")
        CENTRAL_PRISON = "central_prison", _("central prison")
        AGRICULTURAL_PRISON = "agricultural_prison", _("agricultural prison")
        CORRECTION_CENTRE = "correction_centre", _("correction and education centre")
        CHILD_PROTECTION_CENTRE = "child_protection_centre", _("child protection centre")

    code = models.SlugField(_("code"), unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("province"), related_name="establishments")

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("establishment")
        verbose_name_plural = _("establishments")
        ordering = ["code"]


class OfficialTextQuerySet(PublicQuerySet):
    def as_dict(self):
        """Every text by code, for the templates of papers: {code: OfficialText}. One query."""
        return {text.code: text for text in self.all()}


class OfficialText(Record):
    """A wording of papers in both languages; only those with `is_outward`, free of any word for prison, go outside."""

    code = models.SlugField(_("code"), unique=True)
    text_ar = models.TextField(_("text in Arabic"))
    text_fr = models.TextField(_("text in French"))
    is_outward = models.BooleanField(_("may stand on papers shown to outsiders"), default=False)

    objects = OfficialTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("official text")
        verbose_name_plural = _("official texts")
        ordering = ["code"]

    def __str__(self):
        return self.text

    @property
    def text(self):
        return localized(self, "text")
