"""Life projects with their items."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from beneficiaries.admin.choosing import FindsPeople, file_link
from beneficiaries.models import LifeProject, ProjectItem
from beneficiaries.services import projects
from reintegration.ground.admin import ScopedModelAdmin, ScopedTabularInline, WaitsForMe
from reintegration.ground.markup import StatusOf, Word, dirhams


class ItemInline(ScopedTabularInline):
    model = ProjectItem
    fields = ["kind", "name_ar", "name_fr", "quantity", "unit_price", "total", "quote"]
    readonly_fields = ["total"]

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 2

    @admin.display(description=_("total"))
    def total(self, item):
        return dirhams(item.total) if item.pk else self.get_empty_value_display()

    def store(self, record, *, by):
        projects.save_item(item=record, by=by)

    def discard(self, record, *, by):
        projects.remove_item(item=record, by=by)


@admin.register(LifeProject)
class LifeProjectAdmin(FindsPeople, ScopedModelAdmin):
    person_path = "episode__beneficiary__"
    title_path = "search"
    list_display = ["title", "who", "sector", "province", "cost_shown", "requested_shown", "state"]
    list_filter = [WaitsForMe, "exit", "sector", "episode__beneficiary__centre"]
    autocomplete_fields = ["episode", "province"]
    inlines = [ItemInline]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("episode__beneficiary", "sector", "province")
        return rows.prefetch_related("items", "applications")

    @admin.display(description=_("activity"))
    def title(self, project):
        return project.title

    @admin.display(description=_("beneficiary"))
    def person(self, project):
        return project.beneficiary

    @admin.display(description=_("file number"))
    def file(self, project):
        return file_link(project.beneficiary)

    @admin.display(description=_("status"))
    def state(self, project):
        """How its newest application stands."""
        newest = max(project.applications.all(), key=lambda one: one.pk, default=None)
        return StatusOf(newest) if newest else Word(_("In preparation"), "draft")

    state.is_status = True

    @admin.display(description=_("cost"))
    def cost_shown(self, project):
        return dirhams(project.cost)

    cost_shown.is_numeric = True

    @admin.display(description=_("requested"))
    def requested_shown(self, project):
        return dirhams(project.requested)

    requested_shown.is_numeric = True

    def get_fieldsets(self, request, obj=None):
        who = [("person", "file")] if obj else ["episode"]
        money = [("expected_monthly_income", "own_contribution")]
        return [
            (_("Who"), {"fields": who}),
            (_("Activity"), {"fields": ["exit", ("title_ar", "title_fr"), ("sector", "province"), "market"]}),
            (_("Money"), {"fields": [*money, ("cost_shown", "requested_shown")] if obj else money}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return ["person", "file", "cost_shown", "requested_shown"] if obj else []

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["object_panel"] = "beneficiaries/_project_panel.html"
        return super().render_change_form(request, context, add, change, form_url, obj)

    def store(self, record, *, by):
        projects.save(project=record, by=by)

    def discard(self, record, *, by):
        projects.discard(project=record, by=by)
