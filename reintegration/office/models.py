"""What a user keeps of the office for themselves: lists as they narrowed them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reintegration.ground.sealed import SealedTextField


class SavedFilter(models.Model):
    """A list narrowed, searched and sorted, under a name of its user's own."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters", verbose_name=_("user")
    )
    list = models.CharField(_("list"), max_length=100)
    """The model's label, as `beneficiaries.beneficiary`."""
    name = models.CharField(_("name"), max_length=60)
    query = SealedTextField(_("filter"))
    """The query string of the list: it may hold a name that was searched for."""

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "list", "name"], name="saved_filter_named_once")]

    def __str__(self):
        return self.name
