"""What each role may do, asked of the one role table that settings name."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string


@cache
def _role_table():
    return import_string(settings.ROLE_TABLE)


def permissions_of(role):
    """The permissions of a role, as a frozenset of "app.codename"."""
    return _role_table()[role]


def roles_with(permission):
    """The roles that include a permission."""
    return [role for role, permissions in _role_table().items() if permission in permissions]
