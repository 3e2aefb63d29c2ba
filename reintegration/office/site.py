"""Django's admin site as the foundation's office: its menu, its search, its own pages behind the same door."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from reintegration.ground.accounts import factors, limits
from reintegration.ground.accounts.ending import end_sessions
from reintegration.ground.accounts.views import SignIn
from reintegration.ground.admin.choosing import choice_label
from reintegration.ground.audit import trail
from reintegration.office import navigation
from reintegration.office.search import KINDS
from reintegration.office.today import work_for
from reintegration.office.urls import own_pages

LANGUAGES = [("ar", "العربية"), ("fr", "Français"), ("en", "English")]
"""Each language in its own words: whoever can't read this page finds theirs."""


class Choices(AutocompleteJsonView):
    """What an autocomplete offers, called as the chosen record is."""

    def serialize_result(self, obj, to_field_name):
        return super().serialize_result(obj, to_field_name) | {"text": choice_label(obj)}


class OfficeSite(admin.AdminSite):
    site_title = _("The Foundation")
    site_header = _("Mohammed VI Foundation for the Reintegration of Prisoners")
    index_title = _("Today")
    site_url = None
    empty_value_display = "—"
    enable_nav_sidebar = True

    def has_permission(self, request):
        """Whoever passed the second step and holds a posting today; Django's staff flag says nothing here."""
        user = request.user
        return user.is_authenticated and user.is_active and factors.passed(request) and bool(user.scope.roles)

    def get_urls(self):
        """Our own pages first: Django's last pattern catches every address. Logging out is open to everybody."""
        leaving = path("logout/", self.logout, name="logout")
        return [leaving, *(self._guarded(page) for page in own_pages), *super().get_urls()]

    def logout(self, request, extra_context=None):
        """What the browser kept of a form while it was offline goes too."""
        response = super().logout(request, extra_context)
        response.headers["Clear-Site-Data"] = '"storage"'
        return response

    def login(self, request, extra_context=None):
        return SignIn.as_view()(request)

    def _guarded(self, page):
        return URLPattern(page.pattern, self.admin_view(page.callback), page.default_args, page.name)

    def autocomplete_view(self, request):
        return Choices.as_view(admin_site=self)(request)

    def each_context(self, request):
        context = super().each_context(request)
        return {
            **context,
            # Asked for by the pages that show it; the part of a page that is fetched alone does not.
            "nav": SimpleLazyObject(lambda: self._navigation(request, context)),
            "languages": LANGUAGES,
            "search_url": self._search_url(context["available_apps"]),
        }

    def index(self, request, extra_context=None):
        today = work_for(request.user, on=timezone.localdate())
        return super().index(request, {"today": today, **(extra_context or {})})

    @transaction.atomic
    def password_change(self, request, extra_context=None):
        """Ends the user's other sessions. An account of a demonstration keeps its password: everybody uses it."""
        user = request.user
        if user.is_demonstration:
            raise PermissionDenied
        if request.method == "POST" and not limits.allow(request, "password_change", user.pk):
            return limits.too_many(request)
        response = super().password_change(request, extra_context)
        if response.status_code == 302:
            trail.record(action="set-password", subject=user, by=user)
            end_sessions(user=user, by=user, keep=request.session.session_key)
        return response

    def get_log_entries(self, request):
        """Nothing: Django's panel of recent actions names records of other centres; the audit trail answers instead."""
        return LogEntry.objects.none()

    @staticmethod
    def _navigation(request, context):
        return navigation.for_request(request, context["available_apps"]) if context["has_permission"] else []

    @staticmethod
    def _search_url(available_apps):
        """The search, for whoever sees something that it finds."""
        seen = {listed["model"] for app in available_apps for listed in app["models"]}
        return reverse("admin:search") if any(kind.model in seen for kind in KINDS) else ""
