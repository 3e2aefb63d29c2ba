"""A life project that applies to a program, with the facts copied at submission, its scores and its duties."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beneficiaries.models.project import Item
from reintegration.ground.access.scope import within
from reintegration.ground.money import MoneyField
from reintegration.ground.records import Record

LIVE = ("submitted", "returned", "checked", "waiting", "approved")
"""The statuses in which a file is still on its way or funded."""


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user, "beneficiary__centre")

    def awaiting_check(self):
        return self.filter(status=Application.Status.SUBMITTED)

    def awaiting_decision(self):
        return self.filter(status__in=[Application.Status.CHECKED, Application.Status.WAITING])

    def approved(self):
        return self.filter(status=Application.Status.APPROVED)


class Application(Record):
    """One life project's application to one program.

    Centre, province, region, sex, age, origins, sector and items are copies taken at submission: figures are counted
    from them, so a later move or correction of the person does not rewrite a past season.
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned for completion")
        CHECKED = "checked", _("Checked")
        WAITING = "waiting", _("Waiting list")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        RENOUNCED = "renounced", _("Renounced")

    project = models.ForeignKey(
        "beneficiaries.LifeProject", models.PROTECT, related_name="applications", verbose_name=_("life project")
    )
    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="applications", verbose_name=_("program")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.SUBMITTED, editable=False
    )

    beneficiary = models.ForeignKey(
        "beneficiaries.Beneficiary",
        models.PROTECT,
        related_name="applications",
        editable=False,
        verbose_name=_("beneficiary"),
    )
    person = models.ForeignKey(
        "beneficiaries.Beneficiary",
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("person"),
        help_text=_("The canonical record of the person at submission."),
    )
    cin_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    centre = models.ForeignKey(
        "access.Centre", models.PROTECT, related_name="+", editable=False, verbose_name=_("centre")
    )
    province = models.ForeignKey(
        "territory.Province", models.PROTECT, related_name="+", editable=False, verbose_name=_("province")
    )
    region = models.ForeignKey(
        "territory.Region", models.PROTECT, related_name="+", editable=False, verbose_name=_("region")
    )
    sector = models.ForeignKey(
        "reference.Sector", models.PROTECT, related_name="+", editable=False, verbose_name=_("sector")
    )
    sex = models.CharField(_("sex"), max_length=1, choices=[("F", _("Female")), ("M", _("Male"))], editable=False)
    age = models.PositiveSmallIntegerField(_("age"), editable=False)
    is_ex_prisoner = models.BooleanField(_("ex-prisoner"), editable=False)
    is_former_protection_resident = models.BooleanField(
        _("former resident of a child protection centre"), editable=False
    )
    has_alternative_sentence = models.BooleanField(_("alternative sentence"), editable=False)
    title_ar = models.CharField(_("activity in Arabic"), max_length=120, editable=False)
    title_fr = models.CharField(_("activity in French"), max_length=120, blank=True, editable=False)
    amount_requested = MoneyField(_("amount requested"), editable=False)
    amount_approved = MoneyField(_("amount approved"), default=0, editable=False)

    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("submitted by"),
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("checked by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("decided by"),
    )
    submission_duty = models.ForeignKey(
        "programs.Duty",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("duty of submission"),
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-id"]
        permissions = [
            ("submit_application", "Can submit, complete and withdraw applications"),
            ("check_application", "Can check applications"),
            ("return_application", "Can return applications"),
            ("score_application", "Can score applications"),
            ("decide_application", "Can approve and reject applications"),
            ("export_application", "Can export applications"),
        ]
        indexes = [
            models.Index(F("program"), F("status"), F("id").desc(), name="application_program_status"),
            models.Index(F("status"), F("submitted_at"), name="application_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "program"],
                condition=Q(status__in=LIVE),
                name="application_one_live_per_project",
                violation_error_message=_("This project has an application to this program already."),
            ),
            models.UniqueConstraint(
                fields=["person", "program"],
                condition=Q(status="approved"),
                name="application_one_funded_per_person",
                violation_error_message=_("This person has a funded project in this program already."),
            ),
            models.UniqueConstraint(
                fields=["cin_key", "program"],
                condition=Q(status="approved") & ~Q(cin_key=""),
                name="application_one_funded_per_cin",
                violation_error_message=_(
                    "A person with this national identity card has a funded project in this program already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "submitted",
                        "returned",
                        "checked",
                        "waiting",
                        "approved",
                        "rejected",
                        "withdrawn",
                        "renounced",
                    ]
                ),
                name="application_status_known",
            ),
            models.CheckConstraint(
                condition=Q(amount_requested__gt=0),
                name="application_asks_something",
                violation_error_message=_("The project asks for nothing: add its items and their prices."),
            ),
            models.CheckConstraint(
                condition=(Q(status="approved") & Q(amount_approved__gt=0))
                | (~Q(status="approved") & Q(amount_approved=0)),
                name="application_approved_with_amount",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "rejected"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="application_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="checked") | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="application_checked_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.beneficiary} – {self.program}"

    @property
    def title(self):
        return self.project.title


class OfApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user, "application__beneficiary__centre")


class ApplicationItem(Item):
    """An item of the project as it was at submission."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="items", verbose_name=_("application"))

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["id"]


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
    """What a user did for an application. One user holds one duty only: who submits cannot decide, who decides cannot pay."""

    class Kind(models.TextChoices):
        SUBMIT = "submit", _("Submission")
        DECIDE = "decide", _("Decision")
        PAY = "pay", _("Payment")

    application = models.ForeignKey(Application, models.PROTECT, related_name="duties", verbose_name=_("application"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("user"))
    kind = models.CharField(_("duty"), max_length=7, choices=Kind.choices)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="duty_one_per_user"),
            models.CheckConstraint(condition=Q(kind__in=["submit", "decide", "pay"]), name="duty_kind_known"),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_kind_display()}"
