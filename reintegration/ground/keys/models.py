"""One key for each person whose values stand in rows that are never changed; destroying it anonymises those rows."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DataKey(models.Model):
    """A key of one owner (a record's label and id, or "" for what is about nobody), itself sealed by a master key."""

    owner = models.CharField(_("owner"), max_length=120, unique=True)
    wrapped = models.TextField(blank=True)
    created_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    destroyed_at = models.DateTimeField(_("destroyed at"), null=True)

    class Meta:
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")
        constraints = [
            models.CheckConstraint(
                condition=(Q(destroyed_at__isnull=True) & ~Q(wrapped="")) | Q(destroyed_at__isnull=False, wrapped=""),
                name="data_key_destroyed_is_gone",
            ),
        ]

    def __str__(self):
        return str(self.pk)
