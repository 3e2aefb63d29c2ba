"""Regions and provinces with their census figures: HCP's codes and names, and the spellings people really write."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reintegration.ground import search
from reintegration.ground.bilingual import Bilingual
from reintegration.ground.public import PublicQuerySet
from reintegration.ground.territory.spelling import spelling_key


class Region(Bilingual):
    code = models.CharField(_("code"), max_length=2, unique=True)
    iso = models.CharField(_("ISO code"), max_length=5, unique=True)
    name_en = models.CharField(_("name in English"), max_length=200)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]


class ProvinceQuerySet(PublicQuerySet):
    def named(self, text):
        """The one province that `text` names by HCP code, name in either language, or alias, in any spelling.

        Raises `Province.DoesNotExist`. One query.
        """
        key = spelling_key(text)
        found = self.filter(models.Q(code=str(text).strip()) | models.Q(spellings__key=key)).distinct()
        return found.get()

    def meant(self, text):
        """The provinces that `text` may mean: the one of this name in any spelling, else those it begins. Two queries.

        None for nothing that could be searched.
        """
        exact = self.filter(models.Q(code=text.strip()) | models.Q(spellings__key=spelling_key(text))).distinct()
        return exact if exact.exists() else self.matching(text)

    def matching(self, query):
        """The provinces of which each term of `query` begins a word of a name or alias, in any spelling."""
        return search.matching(self, query)

    def territories(self):
        """The 75 prefectures and provinces, without the parts of Casablanca."""
        return self.exclude(kind=Province.Kind.PREFECTURE_OF_ARRONDISSEMENTS)


def _rate(verbose_name):
    return models.DecimalField(verbose_name, max_digits=4, decimal_places=1, null=True, blank=True, help_text="%")


class Province(Bilingual):
    """A prefecture or province, or one of the eight parts of Casablanca. Figures are HCP's, in percent."""

    class Kind(models.TextChoices):
        PREFECTURE = "prefecture", _("prefecture")
        PROVINCE = "province", _("province")
        PREFECTURE_OF_ARRONDISSEMENTS = "prefecture_of_arrondissements", _("prefecture of arrondissements")

    code = models.CharField(_("HCP code"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"), related_name="provinces")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("part of"), related_name="parts", null=True, blank=True
    )
    activity_rate = _rate(_("activity rate, aged 15 and over"))
    unemployment_rate = _rate(_("unemployment rate"))
    illiteracy_rate = _rate(_("illiteracy rate, aged 10 and over"))
    census_year = models.PositiveSmallIntegerField(_("census"), null=True, blank=True)
    search = models.TextField(editable=False, blank=True)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="prefecture_of_arrondissements", parent__isnull=False)
                | ~models.Q(kind="prefecture_of_arrondissements") & models.Q(parent__isnull=True),
                name="province_part_has_parent",
            ),
        ]


class ProvinceAlias(models.Model):
    """Another spelling of a province's name, and where it was met."""

    province = models.ForeignKey(Province, models.CASCADE, verbose_name=_("province"), related_name="aliases")
    alias = models.CharField(_("other spelling"), max_length=200)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("other spelling")
        verbose_name_plural = _("other spellings")
        constraints = [models.UniqueConstraint(fields=["province", "alias"], name="alias_once_per_province")]

    def __str__(self):
        return self.alias


class ProvinceSpelling(models.Model):
    """The folded key of a name or alias: what `Province.objects.named` looks up. Derived by the loader."""

    key = models.CharField(max_length=200, unique=True)
    province = models.ForeignKey(Province, models.CASCADE, related_name="spellings")

    class Meta:
        verbose_name = _("spelling key")
        verbose_name_plural = _("spelling keys")

    def __str__(self):
        return self.key
