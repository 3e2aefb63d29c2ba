"""Invitations, which services alone write. What django-allauth registers of its own stays out of the office."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin

from reintegration.ground.access.admin import AsksForProof
from reintegration.ground.accounts.models import Invitation
from reintegration.ground.accounts.steps import INVITATION
from reintegration.ground.admin import ReadOnlyAdmin, WaitsForMe

admin.site.unregister([EmailAddress, Authenticator])


@admin.register(Invitation)
class InvitationAdmin(AsksForProof, ReadOnlyAdmin):
    workflow = INVITATION
    list_display = ["user", "email", "status", "asked_by", "asked_at", "confirmed_by", "sent_at"]
    list_filter = [WaitsForMe]
    list_select_related = ["user", "asked_by", "confirmed_by"]
    search_fields = ["user__username", "user__full_name_ar", "user__full_name_latin"]
    fields = ["user", "email", "asked_by", "asked_at", "confirmed_by", "sent_at", "ended_at"]

    def facts(self, request, invitation, transition):
        names = ["user", "email", "asked_by", "asked_at"]
        return self.shown(invitation, names)
