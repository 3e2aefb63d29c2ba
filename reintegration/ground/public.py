"""Rows about no person and no centre: everybody who may see their kind sees them all."""

from django.db import models


class PublicQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self
