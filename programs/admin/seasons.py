"""Programs: texts and dates, what was published, the criteria, and an overview of the money."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models import Criterion, FundingLine, Partner, Program, PublishedFigure, ReportPeriod
from programs.moves import BALANCES
from programs.services import criteria
from reintegration.ground.admin import ScopedModelAdmin, ScopedTabularInline, ShownInline
from reintegration.ground.admin.choosing import FoundBySpelling
from reintegration.ground.markup import Word, dirhams


class LineInline(ShownInline):
    model = FundingLine
    fields = [*BALANCES, "free"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("tranche__agreement")

    @admin.display(description=_("free"))
    def free(self, line):
        return dirhams(line.free)


class CriterionInline(ScopedTabularInline):
    model = Criterion
    fields = ["name_ar", "name_fr", "max_points"]

    def store(self, record, *, by):
        criteria.save(criterion=record, by=by)


class FigureInline(ScopedTabularInline):
    model = PublishedFigure
    fields = ["indicator", "qualifier", "value", "as_printed", "source", "published_on", "as_of", "is_shown"]


class PeriodInline(ScopedTabularInline):
    model = ReportPeriod
    fields = ["indicator", "key", "starts_on", "ends_on"]


class PartnerInline(ScopedTabularInline):
    model = Partner
    fields = ["name_ar", "name_fr"]


@admin.register(Program)
class ProgramAdmin(FoundBySpelling, ScopedModelAdmin):
    list_display = ["__str__", "state", "opens_on", "closes_on", "launched_on"]
    search_fields = ["name_ar", "name_fr"]
    fieldsets = [
        (None, {"fields": [("name_ar", "name_fr"), "slug"]}),
        (_("Dates"), {"fields": [("opens_on", "closes_on", "launched_on"), "previous"]}),
        (_("On papers that people show outside"), {"fields": [("short_name_ar", "short_name_fr")]}),
    ]
    inlines = [LineInline, CriterionInline, FigureInline, PeriodInline, PartnerInline]

    @admin.display(description=_("state"))
    def state(self, program):
        today = timezone.localdate()
        if program.is_open_on(today):
            return Word(_("Takes applications"), "progress")
        return Word(_("Begins later"), "draft") if program.opens_on > today else Word(_("Over"), "pause")

    state.is_status = True

    def get_readonly_fields(self, request, obj=None):
        """An address that was given out stays."""
        return ["slug"] if obj else []
