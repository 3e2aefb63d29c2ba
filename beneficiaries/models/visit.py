"""Follow-up visits after the handover: is the project alive, what does it earn, how many work there?"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beneficiaries.models.project import LifeProject
from reintegration.ground.access.scope import within
from reintegration.ground.money import MoneyField
from reintegration.ground.records import Record
from reintegration.ground.sealed import SealedTextField

MONTHS = (1, 3, 6, 12)
"""When a handed-over project is visited, in months after the handover of its line."""


class FollowUpVisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        return within(self, user, "project__episode__beneficiary__centre")

    def due_on(self, day):
        """Visits not done yet whose date has come."""
        return self.filter(done_on__isnull=True, due_on__lte=day)

    def waiting_for(self, user, *, on):
        """The visits that `user` could record on a day."""
        return self.due_on(on) if user.has_perm("beneficiaries.change_followupvisit") else self.none()

    def overdue(self, *, on):
        return self.filter(done_on__isnull=True, due_on__lt=on)


class FollowUpVisit(Record):
    """One visit of a project, planned at the handover, filled in when done."""

    project = models.ForeignKey(LifeProject, models.PROTECT, related_name="visits", verbose_name=_("life project"))
    month = models.PositiveSmallIntegerField(_("months after the handover"))
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("done by"),
    )
    is_alive = models.BooleanField(_("project alive"), null=True, blank=True)
    monthly_income = MoneyField(_("monthly income"), null=True, blank=True)
    jobs = models.PositiveSmallIntegerField(_("people working in it"), null=True, blank=True)
    note = SealedTextField(_("note"), blank=True)

    objects = FollowUpVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up visit")
        verbose_name_plural = _("follow-up visits")
        ordering = ["due_on"]
        # Those not done yet come first, as in the list.
        indexes = [models.Index(F("done_on").desc(), F("due_on"), F("id"), name="visit_to_do_first")]
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], name="visit_once_per_month"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(is_alive__isnull=False, done_by__isnull=False),
                name="visit_done_says_alive",
                violation_error_message=_("Say whether the project is alive."),
            ),
        ]

    def __str__(self):
        return f"{self.project} – {self.due_on:%d/%m/%Y}"
