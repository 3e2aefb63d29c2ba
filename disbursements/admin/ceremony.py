"""Ceremonies: planned, their list built and locked, printed, marked on the check-in page, closed."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disbursements.admin.check_in import check_in_rows, counts_of
from disbursements.admin.passes import GivesPasses
from disbursements.admin.shared import ButtonVerbs, FoundByWords, paper_links, paper_view
from disbursements.models import Ceremony, Handover
from disbursements.services import ceremonies
from disbursements.workflow import CEREMONY, MARK, PLAN, PRINT
from reintegration.ground.admin import ScopedModelAdmin, ScopedTabularInline, WaitsForMe
from reintegration.ground.markup import dirhams, isolated
from reintegration.ground.money import ZERO

PAPERS = {"handover-list": "disbursements_ceremony_list_pdf", "certificates": "disbursements_ceremony_certificates_pdf"}


class LineInline(ScopedTabularInline):
    model = Handover
    fields = readonly_fields = ["seat", "file", "amount", "status", "handed_on"]
    verbose_name_plural = _("people on the list")
    ordering = ["seat"]
    show_change_link = True

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("application__beneficiary")
        return rows.prefetch_related("disbursements")

    @admin.display(description=_("file number"))
    def file(self, line):
        return isolated(line.application.beneficiary.file_number)

    @admin.display(description=_("amount"))
    def amount(self, line):
        """What stands on the line; before the list is locked nothing does."""
        return dirhams(sum((row.amount for row in line.disbursements.all()), ZERO)) if line.pk else None

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return obj is not None and obj.status == Ceremony.Status.DRAFT and request.user.has_perm(PLAN)

    def discard(self, record, *, by):
        ceremonies.remove(handover=record, by=by)


@admin.register(Ceremony)
class CeremonyAdmin(GivesPasses, ButtonVerbs, FoundByWords, ScopedModelAdmin):
    workflow = CEREMONY
    buttons = ("invite", "lock", "close", "reopen", "cancel")
    inlines = [LineInline]
    list_display = ["name", "held_on", "centre", "province", "people", "status", "list_number"]
    list_filter = ["status", WaitsForMe, "centre"]
    counts_chips = True
    list_select_related = ["centre", "province"]
    search_help_text = _("Name, place or list number")
    fieldsets = [
        (None, {"fields": [("name_ar", "name_fr"), ("centre", "held_on"), "province", ("place_ar", "place_fr")]}),
        (
            _("Who signs"),
            {
                "fields": [
                    ("presided_by_ar", "presided_by_fr"),
                    ("president_title_ar", "president_title_fr"),
                    "coordinator",
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_lines(request.user)

    @admin.display(description=_("people"))
    def people(self, ceremony):
        return ceremony.lines

    people.is_numeric = True

    def get_urls(self):
        wrap = self.admin_site.admin_view
        papers = [
            path(f"<int:object_id>/{paper}.<slug:language>.pdf", wrap(paper_view(f"{view}_pdf")), name=PAPERS[paper])
            for paper, view in (("handover-list", "handover_list"), ("certificates", "ceremony_certificates"))
        ]
        desk = path("<int:object_id>/check-in/", wrap(self.check_in), name="disbursements_ceremony_check_in")
        return [*papers, desk, *super().get_urls()]

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj) and request.user.has_perm(PLAN)
        is_own = obj is None or request.user.scope.reaches(obj.centre_id)
        return may and is_own and (obj is None or obj.status == Ceremony.Status.DRAFT)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.user.has_perm(PLAN)

    def has_delete_permission(self, request, obj=None):
        """Cancelled, not deleted."""
        return False

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def store(self, record, *, by):
        ceremonies.save(ceremony=record, by=by)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.list_number:
            may_print = request.user.has_perm(PRINT)
            context |= {
                "object_panel": "disbursements/_ceremony_panel.html",
                "list_links": paper_links(PAPERS["handover-list"], obj) if may_print else [],
                "certificate_links": paper_links(PAPERS["certificates"], obj) if may_print else [],
                "check_in_url": reverse("admin:disbursements_ceremony_check_in", args=[obj.pk]),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def check_in(self, request, object_id):
        """The list as a desk: one row a seat, marked with one press."""
        ceremony = self.get_object(request, str(object_id))
        if ceremony is None:
            raise Http404
        if not request.user.has_perm("disbursements.view_handover"):
            raise PermissionDenied
        rows = check_in_rows(ceremony, request.user)
        has_come = ceremony.held_on <= timezone.localdate()
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Check-in"),
            "opts": self.opts,
            "ceremony": ceremony,
            "rows": rows,
            "counts": counts_of(rows),
            "is_too_early": not has_come,
            "may_mark": has_come and request.user.has_perm(MARK) and ceremony.status == Ceremony.Status.LOCKED,
        }
        return TemplateResponse(request, "disbursements/check_in.html", context)
