"""Users with their postings, and centres with their territory."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reintegration.ground.access import postings
from reintegration.ground.access.models import Centre, CentreProvince, Posting, User
from reintegration.ground.admin import ScopedModelAdmin, ScopedTabularInline
from reintegration.ground.audit import trail
from reintegration.ground.forms import RecordForm


class GivesRights:
    def store(self, record, *, by):
        postings.save(posting=record, by=by)


class PostingInline(GivesRights, ScopedTabularInline):
    model = Posting
    fk_name = "user"
    fields = ["role", "centre", "starts_on", "ends_on", "on_behalf_of"]
    autocomplete_fields = ["on_behalf_of"]
    extra = 0

    def has_delete_permission(self, request, obj=None):
        """A posting is ended by its date; it stays for the papers and decisions of its time."""
        return False


@admin.register(User)
class UserAdmin(ScopedModelAdmin, DjangoUserAdmin):
    form = add_form = RecordForm
    fieldsets = add_fieldsets = [
        (None, {"fields": ["username", "full_name_ar", "full_name_latin", "email", "language", "is_active"]}),
    ]
    list_display = ["username", "full_name_ar", "full_name_latin", "roles", "is_active"]
    list_filter = ["is_active"]
    filter_horizontal = []
    search_fields = ["username", "full_name_ar", "full_name_latin"]
    ordering = ["username"]
    inlines = [PostingInline]
    change_user_password_template = "admin/auth/user/change_password.html"

    def get_queryset(self, request):
        now = Posting.objects.on(timezone.localdate()).select_related("centre")
        return super().get_queryset(request).prefetch_related(Prefetch("postings", now, to_attr="held_now"))

    def get_inlines(self, request, obj):
        return self.inlines

    @admin.display(description=_("postings"))
    def roles(self, user):
        return "، ".join(str(posting) for posting in user.held_now) or None

    @transaction.atomic
    def user_change_password(self, request, id, form_url=""):
        response = super().user_change_password(request, id, form_url)
        if response.status_code == 302:
            trail.record(action="set-password", subject=self.get_object(request, id), by=request.user)
        return response


class TerritoryInline(ScopedTabularInline):
    model = CentreProvince
    fields = ["province", "starts_on", "ends_on"]
    autocomplete_fields = ["province"]


@admin.register(Centre)
class CentreAdmin(ScopedModelAdmin):
    list_display = ["code", "name_ar", "name_fr", "phone", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["code", "name_ar", "name_fr"]
    fields = ["code", "name_ar", "name_fr", "phone", "is_active"]
    inlines = [TerritoryInline]


@admin.register(Posting)
class PostingAdmin(GivesRights, ScopedModelAdmin):
    list_display = ["user", "role", "centre", "starts_on", "ends_on", "on_behalf_of"]
    list_filter = ["role", "centre"]
    list_select_related = ["user", "centre", "on_behalf_of"]
    search_fields = ["user__username", "user__full_name_ar", "user__full_name_latin"]
    autocomplete_fields = ["user", "centre", "on_behalf_of"]
    fields = ["user", "role", "centre", "starts_on", "ends_on", "on_behalf_of"]
