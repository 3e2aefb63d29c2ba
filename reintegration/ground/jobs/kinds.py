"""What a kind of background work is. The table of all kinds is `settings.JOB_KINDS`: the ground knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Kind:
    """One kind of background work.

    `work` is the path of a function `work(progress, *, by, **arguments)`, which must be safe to run again. `permission`
    is what its owner must hold, when it is asked for, when it runs and when its file is fetched; `about` the model of
    the record whose id stands in the argument `pk`, which the owner must still see.
    """

    label: str
    work: str
    permission: str = ""
    about: str = ""

    @property
    def function(self) -> Callable:
        return import_string(self.work)

    def is_open_to(self, user, arguments):
        """Tell whether a user's rights of now include this work. One query."""
        has_right = user.is_active and (not self.permission or user.has_perm(self.permission))
        return has_right and (not self.about or self.records_of(user).filter(pk=arguments["pk"]).exists())

    def records_of(self, user):
        """The records of the kind that the work is about, as far as a user sees them."""
        return apps.get_model(self.about).objects.visible_to(user)


def known_kinds():
    return import_string(settings.JOB_KINDS)
