"""What stands on an application's page below its facts."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from programs.models import ApplicationItem, Criterion, Decision, Duty, Score
from programs.services import scores
from reintegration.ground.admin import ScopedTabularInline, ShownInline
from reintegration.ground.markup import dirhams, listed


def acting(user, principal):
    """Who acted, and for whom if by a delegation."""
    return str(user) if principal is None else _("%(who)s on behalf of %(whom)s") % {"who": user, "whom": principal}


class ItemInline(ShownInline):
    model = ApplicationItem
    fields = ["kind", "name", "quantity", "unit_price", "total"]

    @admin.display(description=_("item"))
    def name(self, item):
        return item.name

    @admin.display(description=_("total"))
    def total(self, item):
        return dirhams(item.total)


class ScoreInline(ScopedTabularInline):
    """The points of the file; an officer finds a row ready for every criterion that has none."""

    model = Score
    fields = ["criterion", "points", "officer"]
    readonly_fields = ["officer"]
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("criterion", "by")

    def get_field_queryset(self, db, db_field, request):
        """The criteria of this file's program only."""
        criteria = super().get_field_queryset(db, db_field, request)
        return criteria.filter(program__applications=request.resolver_match.kwargs.get("object_id"))

    def blank_rows(self, application):
        """What a new row begins with, one for each criterion without points."""
        criteria = Criterion.objects.filter(program=application.program_id)
        missing = criteria.exclude(pk__in=application.scores.values("criterion"))
        return [{"criterion": pk} for pk in missing.values_list("pk", flat=True)]

    def get_extra(self, request, obj=None, **kwargs):
        return len(self.blank_rows(obj)) if obj and self.has_add_permission(request, obj) else 0

    def get_max_num(self, request, obj=None, **kwargs):
        return Criterion.objects.filter(program=obj.program_id).count() if obj else 0

    @admin.display(description=_("by"))
    def officer(self, score):
        return str(score.by) if score.pk else "—"

    def store(self, record, *, by):
        scores.give(application=record.application, criterion=record.criterion, points=record.points, by=by)


class DecisionInline(ShownInline):
    model = Decision
    fields = ["decided_on", "outcome", "amount", "lines", "approver", "reason"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("by", "duty__on_behalf_of")
        return rows.prefetch_related("allocations__line")

    @admin.display(description=_("funding lines"))
    def lines(self, decision):
        return listed(allocation.line for allocation in decision.allocations.all()) or "—"

    @admin.display(description=_("by"))
    def approver(self, decision):
        return acting(decision.by, decision.duty.on_behalf_of)


class DutyInline(ShownInline):
    """Who did what: one duty for each person."""

    model = Duty
    fields = ["kind", "holder", "at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "on_behalf_of")

    def has_view_permission(self, request, obj=None):
        """Who sees the decisions sees whose duty they were."""
        return request.user.has_perm("programs.view_decision")

    @admin.display(description=_("user"))
    def holder(self, duty):
        return acting(duty.user, duty.on_behalf_of)
