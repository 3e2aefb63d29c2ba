"""Django's admin site as the foundation's office: its menu, its search, its own pages behind the same door."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.forms import AuthenticationForm
from django.db import transaction
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reintegration.ground.audit import trail
from reintegration.office import navigation
from reintegration.office.today import work_for
from reintegration.office.urls import own_pages

LANGUAGES = [("ar", "العربية"), ("fr", "Français"), ("en", "English")]
"""Each language in its own words: whoever can't read this page finds theirs."""


class Choices(AutocompleteJsonView):
    """What an autocomplete offers: two people of one name differ by their `choice_label`."""

    def serialize_result(self, obj, to_field_name):
        return super().serialize_result(obj, to_field_name) | {"text": getattr(obj, "choice_label", str(obj))}


class OfficeSite(admin.AdminSite):
    site_title = _("The Foundation")
    site_header = _("Mohammed VI Foundation for the Reintegration of Prisoners")
    index_title = _("Today")
    site_url = None
    empty_value_display = "—"
    enable_nav_sidebar = True

    login_form = AuthenticationForm

    def has_permission(self, request):
        """Whoever holds a posting today; Django's staff flag says nothing here."""
        return request.user.is_authenticated and request.user.is_active and bool(request.user.scope.roles)

    def get_urls(self):
        """Our own pages first: Django's last pattern catches every address."""
        return [self._guarded(page) for page in own_pages] + super().get_urls()

    def _guarded(self, page):
        return URLPattern(page.pattern, self.admin_view(page.callback), page.default_args, page.name)

    def autocomplete_view(self, request):
        return Choices.as_view(admin_site=self)(request)

    def each_context(self, request):
        context = super().each_context(request)
        nav = navigation.for_request(request, context["available_apps"]) if context["has_permission"] else []
        return {
            **context,
            "nav": nav,
            "languages": LANGUAGES,
            "search_url": self._people_list(context["available_apps"]),
        }

    def index(self, request, extra_context=None):
        today = work_for(request.user, on=timezone.localdate())
        return super().index(request, {"today": today, **(extra_context or {})})

    @transaction.atomic
    def password_change(self, request, extra_context=None):
        response = super().password_change(request, extra_context)
        if response.status_code == 302:
            trail.record(action="set-password", subject=request.user, by=request.user)
        return response

    def get_log_entries(self, request):
        """Nothing: Django's panel of recent actions names records of other centres; the audit trail answers instead."""
        return LogEntry.objects.none()

    @staticmethod
    def _people_list(available_apps):
        lists = {m["model"]._meta.label_lower: m["admin_url"] for app in available_apps for m in app["models"]}
        return lists.get("beneficiaries.beneficiary")
