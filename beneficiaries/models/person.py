"""The person: who they are, where they live, what they agreed to. Nothing judicial stands here."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reintegration.ground.access.scope import within
from reintegration.ground.records import Record
from reintegration.ground.sealed import SealedTextField
from reintegration.ground.search import matching


class FileNumber(models.Model):
    """The last file number given in a year. Gaps are allowed, reuse is not."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("file number")
        verbose_name_plural = _("file numbers")

    def __str__(self):
        return f"CAS-{self.year}-{self.last:05d}"


class BeneficiaryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user)

    def matching(self, text):
        """People whose folded names, file number or phone hold every term of `text` as the beginning of a word."""
        return matching(self, text)


class Beneficiary(Record):
    """An ex-prisoner, former resident of a child protection centre, or person under an alternative sentence."""

    class Sex(models.TextChoices):
        FEMALE = "F", _("Female")
        MALE = "M", _("Male")

    class FamilySituation(models.TextChoices):
        SINGLE = "single", _("Single")
        MARRIED = "married", _("Married")
        DIVORCED = "divorced", _("Divorced")
        WIDOWED = "widowed", _("Widowed")

    class Schooling(models.TextChoices):
        NONE = "none", _("No schooling")
        LITERACY = "literacy", _("Literacy classes")
        PRIMARY = "primary", _("Primary")
        MIDDLE = "middle", _("Middle school")
        SECONDARY = "secondary", _("Secondary")
        VOCATIONAL = "vocational", _("Vocational training")
        HIGHER = "higher", _("Higher education")

    file_number = models.CharField(_("file number"), max_length=20, unique=True, editable=False)
    centre = models.ForeignKey("access.Centre", models.PROTECT, related_name="beneficiaries", verbose_name=_("centre"))
    given_name_ar = models.CharField(_("given name in Arabic"), max_length=60)
    family_name_ar = models.CharField(_("family name in Arabic"), max_length=60)
    given_name_latin = models.CharField(_("given name in Latin letters"), max_length=60)
    family_name_latin = models.CharField(_("family name in Latin letters"), max_length=60)
    father_name_ar = models.CharField(_("father's name in Arabic"), max_length=60, blank=True)
    father_name_latin = models.CharField(_("father's name in Latin letters"), max_length=60, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("birth year"), help_text=_("Enough when the day is not known."))
    birth_place = models.CharField(_("birth place"), max_length=80, blank=True)
    cin = SealedTextField(
        _("national identity card"), blank=True, help_text=_("One or two letters and digits, for example M123456.")
    )
    cin_key = models.CharField(max_length=64, blank=True, default="", editable=False, db_index=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    family_situation = models.CharField(
        _("family situation"), max_length=10, choices=FamilySituation.choices, blank=True
    )
    dependants = models.PositiveSmallIntegerField(_("people who depend on them"), default=0)
    schooling = models.CharField(_("schooling"), max_length=10, choices=Schooling.choices, blank=True)
    is_ex_prisoner = models.BooleanField(_("ex-prisoner"), default=True)
    is_former_protection_resident = models.BooleanField(
        _("former resident of a child protection centre"), default=False
    )
    has_alternative_sentence = models.BooleanField(_("alternative sentence"), default=False)
    is_vulnerable = models.BooleanField(_("in a situation of vulnerability"), default=False)
    vulnerability_note = SealedTextField(_("what makes them vulnerable"), blank=True)
    guardian_name = models.CharField(_("guardian"), max_length=120, blank=True, help_text=_("For a minor."))
    canonical = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="duplicates",
        verbose_name=_("same person as"),
    )
    search = models.TextField(blank=True, default="", editable=False)
    # What candidates for a duplicate have in common (`beneficiaries.duplicates`).
    names_key_ar = models.CharField(max_length=48, blank=True, default="", editable=False, db_index=True)
    names_key_latin = models.CharField(max_length=48, blank=True, default="", editable=False, db_index=True)
    family_key = models.CharField(max_length=24, blank=True, default="", editable=False)
    initials_key = models.CharField(max_length=8, blank=True, default="", editable=False)
    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, editable=False)

    objects = BeneficiaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("beneficiary")
        verbose_name_plural = _("beneficiaries")
        ordering = ["-id"]
        permissions = [
            ("export_beneficiary", "Can export beneficiaries"),
            ("import_beneficiary", "Can import beneficiaries"),
            ("anonymise_beneficiary", "Can anonymise beneficiaries"),
        ]
        indexes = [
            models.Index(F("centre"), F("id").desc(), name="beneficiary_centre_recent"),
            models.Index(fields=["birth_year", "family_key"], name="beneficiary_year_family"),
            models.Index(fields=["birth_year", "initials_key"], name="beneficiary_year_initials"),
            models.Index(fields=["birth_date"], name="beneficiary_birth_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_ex_prisoner=True)
                | Q(is_former_protection_resident=True)
                | Q(has_alternative_sentence=True),
                name="beneficiary_has_origin",
                violation_error_message=_("Choose at least one origin."),
            ),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True) | Q(birth_date__year=F("birth_year")),
                name="beneficiary_birth_year_of_date",
                violation_error_message=_("The birth year is not the year of the birth date."),
            ),
            models.CheckConstraint(condition=Q(sex__in=["F", "M"]), name="beneficiary_sex_known"),
            models.CheckConstraint(
                condition=Q(canonical__isnull=True) | ~Q(canonical=F("id")), name="beneficiary_not_own_duplicate"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name_ar(self):
        return f"{self.given_name_ar} {self.family_name_ar}"

    @property
    def name_latin(self):
        return f"{self.given_name_latin} {self.family_name_latin}"

    @property
    def name(self):
        return self.name_ar if get_language() == "ar" else self.name_latin

    @property
    def choice_label(self):
        return f"{self.name} – {self.file_number}"

    @property
    def person_id(self):
        """The canonical row of this person, itself when never merged."""
        return self.canonical_id or self.pk

    def age_on(self, day):
        """Full years on `day`; by the year alone when the birth date is not known."""
        if self.birth_date is None:
            return day.year - self.birth_year
        return day.year - self.birth_date.year - ((day.month, day.day) < (self.birth_date.month, self.birth_date.day))

    def residence_on(self, day):
        """The residence that holds on `day`, or None. One query."""
        return self.residences.on_day(day).order_by("-starts_on").first()


class OfBeneficiaryQuerySet(models.QuerySet):
    """Rows that belong to one person and are seen by whoever sees the person."""

    def visible_to(self, user):
        return within(self, user, "beneficiary__centre")


class ResidenceQuerySet(OfBeneficiaryQuerySet):
    def on_day(self, day):
        """Where people lived on a day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def sharing_days_with(self, residence):
        """The person's other residences that hold on one of its days; two current ones are a constraint's matter."""
        others = self.filter(beneficiary=residence.beneficiary_id).exclude(pk=residence.pk)
        still_held = Q(ends_on__gte=residence.starts_on)
        if residence.ends_on is None:
            return others.filter(still_held)
        return others.filter(still_held | Q(ends_on__isnull=True), starts_on__lte=residence.ends_on)


class Residence(Record):
    """Where a person lives, and since when."""

    beneficiary = models.ForeignKey(
        Beneficiary, models.CASCADE, related_name="residences", verbose_name=_("beneficiary")
    )
    province = models.ForeignKey("territory.Province", models.PROTECT, related_name="+", verbose_name=_("province"))
    address = models.CharField(_("address"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = ResidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("residence")
        verbose_name_plural = _("residences")
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["beneficiary"],
                condition=Q(ends_on__isnull=True),
                name="residence_one_current",
                violation_error_message=_("Only one residence is current: end the earlier one first."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="residence_in_order",
                violation_error_message=_("The end is before the beginning."),
            ),
        ]

    def __str__(self):
        return str(self.province)


class Consent(Record):
    """What the person agreed to, on which day (law 09-08, articles 1 and 4)."""

    class Purpose(models.TextChoices):
        ACCOMPANIMENT = "accompaniment", _("Accompaniment and life project")
        IMAGE = "image", _("Photographs and press")

    beneficiary = models.ForeignKey(Beneficiary, models.CASCADE, related_name="consents", verbose_name=_("beneficiary"))
    purpose = models.CharField(_("purpose"), max_length=15, choices=Purpose.choices, default=Purpose.ACCOMPANIMENT)
    given_on = models.DateField(_("given on"), default=timezone.localdate)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = OfBeneficiaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["beneficiary", "purpose"],
                condition=Q(withdrawn_on__isnull=True),
                name="consent_one_live_per_purpose",
                violation_error_message=_("This consent is recorded already."),
            ),
        ]

    def __str__(self):
        return self.get_purpose_display()
