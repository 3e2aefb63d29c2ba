"""What is kept inside a person's page."""

from django import forms
from django.db import models

from beneficiaries.models import Consent, Detention, Episode, Placement, Residence, Training
from beneficiaries.services import particulars, people
from reintegration.ground.admin import ScopedStackedInline, ScopedTabularInline
from reintegration.ground.forms import RowForm


class ParticularInline(ScopedTabularInline):
    """Rows that stay: they end, are withdrawn or corrected."""

    def store(self, record, *, by):
        particulars.save(record=record, by=by)

    def has_delete_permission(self, request, obj=None):
        return False


class EpisodeInline(ParticularInline):
    """For reading: an episode has a page of its own."""

    model = Episode
    fields = readonly_fields = ["centre", "worker", "intake", "opened_on", "closed_on", "exit"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("centre", "worker", "beneficiary")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class ResidenceRow(RowForm):
    def validate_constraints(self):
        """Nothing yet: a new residence ends the current one, and the service checks after that."""


class ResidenceInline(ParticularInline):
    model = Residence
    form = ResidenceRow
    fields = ["province", "address", "starts_on", "ends_on"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("province")

    def store(self, record, *, by):
        if record._state.adding and record.ends_on is None:
            where = {"province": record.province, "address": record.address}
            people.move(beneficiary=record.beneficiary, on=record.starts_on, by=by, **where)
        else:
            super().store(record, by=by)


class TrainingInline(ParticularInline):
    model = Training
    fields = ["title_ar", "title_fr", "provider", "in_detention", "started_on", "ended_on", "is_certified"]


class PlacementInline(ParticularInline):
    model = Placement
    fields = ["employer", "position", "started_on", "ended_on"]


class ConsentInline(ParticularInline):
    model = Consent
    fields = ["purpose", "given_on", "withdrawn_on"]


class DetentionInline(ScopedStackedInline):
    """Protected: Django leaves it out for whoever lacks the permission, and each opening is recorded."""

    model = Detention
    fields = [
        "establishment",
        "prisoner_number",
        ("entered_on", "expected_release_on", "released_on"),
        ("release_ground", "is_moussalaha"),
    ]
    formfield_overrides = {models.TextField: {"widget": forms.TextInput(attrs={"dir": "ltr"})}}

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("establishment")

    def store(self, record, *, by):
        particulars.save(record=record, by=by)

    def has_delete_permission(self, request, obj=None):
        return False
