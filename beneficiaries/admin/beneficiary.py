"""The people of a centre: finding them, entering them, keeping their file."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beneficiaries import acts
from beneficiaries.admin.choosing import FindsPeople
from beneficiaries.admin.importing import ImportsPeople
from beneficiaries.admin.people_list import ListsPeople
from beneficiaries.admin.person_filters import EpisodeState, Origin, ProvinceOfResidence
from beneficiaries.admin.person_inlines import (
    ConsentInline,
    DetentionInline,
    EpisodeInline,
    PlacementInline,
    ResidenceInline,
    TrainingInline,
)
from beneficiaries.forms import PersonForm
from beneficiaries.models import Beneficiary
from beneficiaries.resources import BeneficiaryResource
from beneficiaries.services import particulars, people
from reintegration.ground.admin import ExportAdmin
from reintegration.ground.markup import isolated
from reintegration.ground.sealed import looks_like_cin

WHO = [
    ("given_name_ar", "family_name_ar"),
    ("given_name_latin", "family_name_latin"),
    ("father_name_ar", "father_name_latin"),
    "sex",
]
BIRTH = (_("Birth"), {"fields": [("birth_date", "birth_year"), "birth_place"]})
CARD = (_("Identity card"), {"fields": ["cin"]})
FAMILY = (_("Family and schooling"), {"fields": [("family_situation", "dependants"), "schooling", "guardian_name"]})
ORIGIN = (
    _("Origin and vulnerability"),
    {
        "fields": [
            ("is_ex_prisoner", "is_former_protection_resident", "has_alternative_sentence"),
            "is_vulnerable",
            "vulnerability_note",
        ]
    },
)


@admin.register(Beneficiary)
class BeneficiaryAdmin(ListsPeople, FindsPeople, ImportsPeople, ExportAdmin):
    workflow = acts.PERSON
    form = PersonForm
    resource_classes = [BeneficiaryResource]
    list_filter = [EpisodeState, "centre", ProvinceOfResidence, "sex", Origin]
    counts_chips = True
    list_select_related = ["centre"]
    add_label = _("Register a person")
    inlines = [EpisodeInline, ResidenceInline, TrainingInline, PlacementInline, ConsentInline, DetentionInline]

    @admin.display(description=_("file number"))
    def file(self, person):
        return isolated(person.file_number)

    # --- the forms

    def add_view(self, request, form_url="", extra_context=None):
        """A person comes in by the intake page: who may have a file already shows there."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:intake"))

    def get_readonly_fields(self, request, obj=None):
        return ["file", "centre"]

    def get_fieldsets(self, request, obj=None):
        contact = (_("Contact"), {"fields": ["phone"]})
        return [(_("Who"), {"fields": [("file", "centre"), *WHO]}), BIRTH, CARD, contact, FAMILY, ORIGIN]

    def save_model(self, request, obj, form, change):
        people.save(person=obj, by=request.user)
        if obj.cin and not looks_like_cin(obj.cin) and "cin" in form.changed_data:
            messages.warning(request, _("Saved, but this identity card number looks unusual: please compare it."))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may_read = obj is not None and request.user.has_perm("beneficiaries.view_detention")
        if may_read and obj.detentions.exists():
            particulars.note_reading(record=obj, by=request.user)
        if obj is not None:
            context["object_panel"] = "beneficiaries/_person_panel.html"
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_post_save_change(self, request, obj):
        """Back to where one came from: the list as it was narrowed, else the case file."""
        if "_changelist_filters" in request.GET:
            return super().response_post_save_change(request, obj)
        return HttpResponseRedirect(reverse("admin:case", args=[obj.file_number]))

    def has_delete_permission(self, request, obj=None):
        """A file is closed, never deleted."""
        return False
