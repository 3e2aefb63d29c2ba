"""Which rows a user may see: everything (head office) or the files of some centres."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reintegration.ground.errors import Refused

CENTRE_ROLES = frozenset({"coordinator", "social_worker"})


@dataclass(frozen=True)
class Scope:
    """`is_national` sees every centre; otherwise only `centre_ids`. Without a posting nothing is seen."""

    is_national: bool
    centre_ids: frozenset
    roles: frozenset

    @classmethod
    def of(cls, user):
        postings = user.postings_now if user.is_active else []
        return cls(
            is_national=any(p.role not in CENTRE_ROLES for p in postings),
            centre_ids=frozenset(p.centre_id for p in postings if p.centre_id),
            roles=frozenset(p.role for p in postings),
        )

    def reaches(self, centre_id):
        return self.is_national or centre_id in self.centre_ids


def within(queryset, user, path="centre"):
    """Rows of `queryset` whose centre, reached by `path`, the user may see."""
    if user.scope.is_national:
        return queryset
    return queryset.filter(**{f"{path}__in": user.scope.centre_ids})


def must_see(user, centre_id):
    """Raise `Refused` unless the user may see the files of this centre: commands and imports are scoped too."""
    if not user.scope.reaches(centre_id):
        raise Refused(_("This file does not exist, or it is not in your charge."))


def must_have(user, permission):
    """Raise `Refused` unless the user's role gives this permission."""
    if not user.has_perm(permission):
        raise Refused(_("Your role does not include this step."))
