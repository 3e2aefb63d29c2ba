"""What commands that read or write protected data share: the user named by `--by`, whose rights then hold."""

from django.core.management.base import CommandError

from reintegration.ground.access.models import User


def acting_user(username, permission=""):
    """The active user of this name, None without a name; raises `CommandError` for nobody or who lacks `permission`.

    Leave it out where a service asks for the right itself. One query.
    """
    if username is None:
        return None
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active user “{username}”.")
    if permission and not user.has_perm(permission):
        raise CommandError(f"The role of “{username}” does not include this.")
    return user
