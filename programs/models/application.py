"""A life project that applies to a program, with the facts copied at submission."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reintegration.ground.access.scope import within
from reintegration.ground.audit import history
from reintegration.ground.money import MoneyField
from reintegration.ground.records import Record
from reintegration.ground.sealed import lookup_keys

LIVE = ("submitted", "returned", "checked", "waiting", "approved")
"""The statuses in which a file is still on its way or funded."""

NEXT = {
    "returned": "programs.submit_application",
    "submitted": "programs.check_application",
    "checked": "programs.decide_application",
    "waiting": "programs.decide_application",
}
"""Status → the permission of the next step."""
HOLDERS = {
    "returned": _("with the centre"),
    "submitted": _("with the programme officers"),
    "checked": _("with the approvers"),
    "waiting": _("with the approvers"),
}
"""Status → who has the ball."""


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user, "beneficiary__centre")

    def in_program(self, program):
        return self.filter(program=program)

    def live(self):
        return self.filter(status__in=LIVE)

    def returned(self):
        return self.filter(status=Application.Status.RETURNED)

    def of_same_people(self, applications):
        """Files of the same people in the same programs, whichever of their merged records or cards they bear."""
        people = {application.beneficiary.person_id for application in applications}
        cards = set().union(*(application.cards for application in applications))
        known = Q(person__in=people) | Q(beneficiary__in=people) | Q(beneficiary__canonical__in=people)
        programs = {application.program_id for application in applications}
        return self.filter(known | Q(cin_key__in=cards), program__in=programs)

    def awaiting_check(self):
        return self.filter(status=Application.Status.SUBMITTED)

    def awaiting_decision(self):
        return self.filter(status__in=[Application.Status.CHECKED, Application.Status.WAITING])

    def approved(self):
        return self.filter(status=Application.Status.APPROVED)

    def waiting_for(self, user, *, on):
        """The files whose next step `user` may take: to complete, to check or to decide."""
        held = [status for status, permission in NEXT.items() if user.has_perm(permission)]
        return self.filter(status__in=held) if held else self.none()

    def with_status_on(self, day, status=None, *, known_at=None):
        """As of a business day: see `history.with_status_on`."""
        return history.with_status_on(self, day, status, known_at=known_at)


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
    is_imported = models.BooleanField(
        _("imported from a past season"),
        default=False,
        editable=False,
        help_text=_("Recorded as history: it carries no duty, and no money can be reserved or paid for it."),
    )
    title_ar = models.CharField(_("activity in Arabic"), max_length=120, editable=False)
    title_fr = models.CharField(_("activity in French"), max_length=120, blank=True, editable=False)
    amount_requested = MoneyField(_("amount requested"), editable=False)
    amount_approved = MoneyField(_("amount approved"), default=0, editable=False)

    submitted_on = models.DateField(_("submitted on"), default=timezone.localdate, editable=False)
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
                condition=Q(is_imported=False) & (Q(status="submitted") | Q(submission_duty__isnull=False))
                | Q(is_imported=True, submission_duty__isnull=True, status__in=["approved", "rejected", "renounced"]),
                name="application_submitted_by_duty",
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
        """The activity as it was called at submission."""
        return self.title_ar if get_language() == "ar" else self.title_fr or self.title_ar

    @property
    def cards(self):
        """What the person's identity card is keyed as: at submission, and now by every key."""
        return {self.cin_key, *lookup_keys("cin", self.beneficiary.cin)} - {""}

    @property
    def holder(self):
        """Who takes the next step, in words; nothing when none is awaited."""
        return HOLDERS.get(self.status, "")


class OfApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user, "application__beneficiary__centre")
