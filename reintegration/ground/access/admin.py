"""Users with their postings, and centres with their territory."""

from django.contrib import admin
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reintegration.ground.access import postings, users
from reintegration.ground.access.leaving import held_by
from reintegration.ground.access.models import Centre, CentreProvince, Posting, User
from reintegration.ground.access.steps import POSTING, USER
from reintegration.ground.accounts.invitations import is_settled
from reintegration.ground.accounts.mails import folder
from reintegration.ground.accounts.models import Invitation
from reintegration.ground.accounts.recent import must_be_recent
from reintegration.ground.admin import ScopedModelAdmin, ScopedTabularInline, ShownInline, WaitsForMe
from reintegration.ground.admin.choosing import FoundBySpelling
from reintegration.ground.markup import isolated, listed


class AsksForProof:
    """Before rights are given or taken, whoever is at the keyboard proves once more who they are."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if (object_id is None or request.method == "POST") and self.has_change_permission(request):
            must_be_recent(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def verb_view(self, request, object_id, verb):
        must_be_recent(request)
        return super().verb_view(request, object_id, verb)


class PostingInline(ShownInline):
    model = Posting
    fk_name = "user"
    fields = ["starts_on", "ends_on", "status"]
    show_change_link = True


class InvitationInline(ShownInline):
    model = Invitation
    fk_name = "user"
    fields = ["status", "asked_by", "sent_at"]
    show_change_link = True


@admin.register(User)
class UserAdmin(FoundBySpelling, AsksForProof, ScopedModelAdmin):
    fields = ["username", "full_name_ar", "full_name_latin", "email", "language", "is_active"]
    list_display = ["username", "full_name_ar", "full_name_latin", "roles", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["username", "full_name_ar", "full_name_latin"]
    ordering = ["username"]
    inlines = [PostingInline, InvitationInline]
    workflow = USER

    def store(self, record, *, by):
        users.save(user=record, by=by)

    def get_readonly_fields(self, request, obj=None):
        """What an invitation alone changes."""
        held = {"email": obj and is_settled(obj), "is_active": obj is None or not obj.is_active}
        return [name for name, is_held in held.items() if is_held]

    def get_queryset(self, request):
        now = Posting.objects.on(timezone.localdate()).select_related("centre")
        return super().get_queryset(request).prefetch_related(Prefetch("postings", now, to_attr="held_now"))

    @admin.display(description=_("postings"))
    def roles(self, user):
        return listed(user.held_now) or None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and request.user.has_perm("access.add_posting"):
            url = f"{reverse('admin:access_posting_add')}?user={obj.pk}"
            context["object_tools"] = [{"url": url, "label": _("Give a posting"), "icon": "add"}]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def facts(self, request, user, transition):
        if transition.name == "invite":
            return [(_("Mails of the demonstration"), isolated(folder()))] if folder() else []
        held = held_by(user)
        return [(capfirst(f"{h.label} – {h.centre}" if h.centre else h.label), h.count) for h in held]


class TerritoryInline(ScopedTabularInline):
    model = CentreProvince
    fields = ["province", "starts_on", "ends_on"]
    autocomplete_fields = ["province"]


@admin.register(Centre)
class CentreAdmin(FoundBySpelling, ScopedModelAdmin):
    list_display = ["code", "name_ar", "name_fr", "phone", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["code", "name_ar", "name_fr"]
    fields = ["code", "name_ar", "name_fr", "phone", "is_active"]
    inlines = [TerritoryInline]


class StateOfPosting(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return Posting.Status.choices

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == Posting.Status.WAITING:
            return queryset.waiting()
        narrowed = {
            Posting.Status.PLANNED: Q(confirmed_at__isnull=False, starts_on__gt=today),
            Posting.Status.CLOSED: Q(confirmed_at__isnull=False, ends_on__lt=today),
        }
        if self.value() == Posting.Status.VALID:
            return queryset.on(today)
        return queryset.filter(narrowed.get(self.value(), Q()))


@admin.register(Posting)
class PostingAdmin(FoundBySpelling, AsksForProof, ScopedModelAdmin):
    workflow = POSTING
    list_display = ["user", "role", "centre", "starts_on", "ends_on", "on_behalf_of", "status"]
    list_filter = [StateOfPosting, WaitsForMe, "role", "centre"]
    list_select_related = ["user", "centre", "on_behalf_of"]
    search_fields = ["user__username", "user__full_name_ar", "user__full_name_latin"]
    autocomplete_fields = ["user", "centre", "on_behalf_of"]
    fields = ["user", "role", "centre", "starts_on", "ends_on", "on_behalf_of"]
    signatures = ["asked_by", "confirmed_by", "confirmed_at"]

    def store(self, record, *, by):
        postings.ask(posting=record, by=by)

    def get_fields(self, request, obj=None):
        return [*self.fields, *self.signatures] if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        return self.signatures

    def has_change_permission(self, request, obj=None):
        """What is confirmed only ends, by its button."""
        return super().has_change_permission(request, obj) and (obj is None or obj.confirmed_at is None)

    def facts(self, request, posting, transition):
        names = ["role", "centre", "starts_on", "ends_on", "on_behalf_of", "asked_by"]
        who = f"{posting.user} – {posting.user.email}" if posting.user.email else posting.user
        return [(_("User"), who), *self.shown(posting, names)]
