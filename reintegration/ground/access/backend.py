"""Signs users in by password and answers permission questions from their postings and the role table."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from reintegration.ground.access.rights import permissions_of


class PostingBackend(ModelBackend):
    def user_can_authenticate(self, user):
        """Asked at each request too: an account that everybody knows opens nothing outside a demonstration."""
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demonstration)

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous:
            return set()
        if not hasattr(user_obj, "_posting_permissions"):
            user_obj._posting_permissions = set().union(*(permissions_of(role) for role in user_obj.scope.roles))
        return user_obj._posting_permissions

    def get_user_permissions(self, user_obj, obj=None):
        return self.get_all_permissions(user_obj, obj)

    def get_group_permissions(self, user_obj, obj=None):
        return set()

    def has_perm(self, user_obj, perm, obj=None):
        return user_obj.is_active and perm in self.get_all_permissions(user_obj)

    def has_module_perms(self, user_obj, app_label):
        return any(p.partition(".")[0] == app_label for p in self.get_all_permissions(user_obj))
