"""The draft of a form: what its user typed and has not saved, sealed, one for each user and form."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reintegration.ground.sealed import SealedTextField

KEPT_FOR = timedelta(days=7)
"""A draft that nobody came back to goes: it holds what a person said, in no file yet."""


class Draft(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("user"))
    form = models.CharField(_("form"), max_length=120)
    """The record that the form changes, as `beneficiaries.lifeproject:12`, or `…:new`; or a page's own name."""
    content = SealedTextField(_("content"))
    """JSON, as the form's script or page wrote it."""
    record_version = models.PositiveIntegerField(_("version"), null=True)
    """Of the record, when the form was opened."""
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="draft_one_of_form")]

    def __str__(self):
        return self.form
