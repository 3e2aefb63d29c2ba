"""How the list of people is narrowed: where they live, whether they are accompanied, where they come from."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.models import Beneficiary, Episode, FollowUpVisit, LifeProject, Residence
from reintegration.ground.territory.models import Province


class ProvinceOfResidence(admin.SimpleListFilter):
    title = _("province of residence")
    parameter_name = "province"

    def lookups(self, request, model_admin):
        return [(str(province.pk), province.name) for province in Province.objects.all()]

    def queryset(self, request, queryset):
        if not (self.value() or "").isdecimal():
            return queryset
        living = Residence.objects.filter(ends_on__isnull=True, province=self.value())
        return queryset.filter(pk__in=living.values("beneficiary"))


class EpisodeState(admin.SimpleListFilter):
    title = _("accompaniment")
    parameter_name = "episode"

    def lookups(self, request, model_admin):
        return [
            ("open", _("In accompaniment")),
            ("project", _("Life project in preparation")),
            ("late", _("Visit late")),
            ("closed", pgettext_lazy("state of a file", "Closed")),
        ]

    def queryset(self, request, queryset):
        # As questions about each person, which a page of fifty stops asking soon, not as lists of everybody.
        running = Exists(Episode.objects.open().filter(beneficiary=OuterRef("pk")))
        begun = LifeProject.objects.in_preparation().filter(episode__beneficiary=OuterRef("pk"))
        late = FollowUpVisit.objects.overdue(on=timezone.localdate())
        narrowed = {
            "open": running,
            "project": Exists(begun),
            "late": Q(pk__in=late.values("project__episode__beneficiary")),
            "closed": ~running,
        }
        return queryset.filter(narrowed[self.value()]) if self.value() in narrowed else queryset


class Origin(admin.SimpleListFilter):
    title = _("origin")
    parameter_name = "origin"
    fields = ("is_ex_prisoner", "is_former_protection_resident", "has_alternative_sentence")

    def lookups(self, request, model_admin):
        return [(name, Beneficiary._meta.get_field(name).verbose_name) for name in self.fields]

    def queryset(self, request, queryset):
        return queryset.filter(**{self.value(): True}) if self.value() in self.fields else queryset
