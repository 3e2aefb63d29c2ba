"""The scoped admin: every list, choice, filter, form and history is limited to `visible_to(user)`.

Overriding `get_queryset` alone leaves forged foreign keys, side bars, lookups and history open; each is closed here.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import get_fields_from_path, unquote
from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from reintegration.ground.admin.batches import BatchesMixin
from reintegration.ground.admin.filters import CappedPaginator, ScopedRelatedFilter
from reintegration.ground.admin.repeat import REDIRECTS, OncePerKey
from reintegration.ground.admin.verbs import VerbsMixin
from reintegration.ground.admin.writing import ServiceWriting
from reintegration.ground.audit import trail
from reintegration.ground.drafts import keeping
from reintegration.ground.errors import Refused
from reintegration.ground.forms import HIDDEN_FIELDS, GuardFields, RecordForm, check_version

LONGEST_SEARCH = 200
LOOKUPS = frozenset({"", "exact", "id__exact", "in", "isnull", "gte", "gt", "lte", "lt", "pk__exact"})


class ScopedModelAdmin(VerbsMixin, BatchesMixin, OncePerKey, ServiceWriting, admin.ModelAdmin):
    form = RecordForm
    list_per_page = 50
    show_full_result_count = False
    paginator = CappedPaginator
    save_on_top = False
    counts_chips = False
    """Whether the choices of the first filter show their numbers: an index leads to the rows of each."""
    object_history_template = "admin/object_history.html"
    # Of Django's scripts the one of the lists: no page opens windows over a form, and ours do the rest.
    media = forms.Media(js=["admin/js/actions.js"])

    # --- rows

    def get_queryset(self, request):
        rows = self.model._default_manager.get_queryset().visible_to(request.user)
        # Named even when it is the model's own: an annotation that groups would drop that.
        return rows.order_by(*(self.get_ordering(request) or self.opts.ordering or ["-pk"]))

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Another centre's record does not exist, and says so as any unknown address does."""
        raise Http404

    def get_changelist_instance(self, request):
        page = super().get_changelist_instance(request)
        page.result_list = list(page.result_list)
        self.prepare_rows(request, page.result_list)
        return page

    def prepare_rows(self, request, rows):
        """Give the rows of one page of the list what its columns show, at once for all of them."""

    def get_list_display(self, request):
        """Whoever serves one centre sees its rows alone: a column that says so tells nothing."""
        columns = super().get_list_display(request)
        scope = request.user.scope
        has_many = scope.is_national or len(scope.centre_ids) > 1
        return [name for name in columns if has_many or name != "centre"]

    def get_list_filter(self, request):
        return [self._scoped(entry) for entry in super().get_list_filter(request)]

    def _scoped(self, entry):
        if not isinstance(entry, str):
            return entry
        is_related = get_fields_from_path(self.model, entry)[-1].is_relation
        return (entry, ScopedRelatedFilter) if is_related else entry

    def lookup_allowed(self, lookup, value, request=None):
        """Only what the list offers as a filter: any other `?field__lookup=` would ask about hidden fields.

        And only what a database can be asked: PostgreSQL takes no NUL.
        """
        if "\0" in value:
            return False
        names = [entry[0] if isinstance(entry, tuple) else entry for entry in self.list_filter]
        if lookup in {getattr(entry, "parameter_name", None) for entry in names}:
            return True
        names = [name for name in names if isinstance(name, str)]
        return any(
            lookup == name or (lookup.startswith(f"{name}__") and lookup[len(name) + 2 :] in LOOKUPS) for name in names
        )

    def get_search_results(self, request, queryset, search_term):
        """By the words of the list's columns, each of them a condition: SQLite takes no thousand of those."""
        return super().get_search_results(request, queryset, search_term[:LONGEST_SEARCH])

    # --- forms

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        form.user = request.user
        return form

    def get_fields(self, request, obj=None):
        return [name for name in super().get_fields(request, obj) if name not in HIDDEN_FIELDS]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Save once per idempotency key; a refusal by a service comes back as an error on the same form."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        if "_saveasnew" in request.POST:
            # No page offers it, and Django would take it all the same.
            raise BadRequest("_saveasnew")
        try:
            response = self.once(
                request,
                lambda: self._save_or_show(request, object_id, form_url, extra_context),
                forms=lambda: self._forms_as_sent(request, object_id),
            )
            if response.status_code in REDIRECTS:
                keeping.forget(user=request.user, form=self._form_name(object_id))
            return response
        except Refused as refusal:
            request.refusal = refusal
        except IntegrityError:
            request.refusal = Refused(
                _("Somebody saved the same record at this moment. Check the list, then save again.")
            )
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _form_name(self, object_id):
        return keeping.form_of(self.model, object_id and self.opts.pk.to_python(unquote(object_id)))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """A form that can be changed is kept as a draft while one types."""
        if self.has_change_permission(request, obj) if obj else add:
            context["draft"] = keeping.form_of(self.model, obj and obj.pk)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _save_or_show(self, request, object_id, form_url, extra_context):
        with transaction.atomic():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _forms_as_sent(self, request, object_id):
        record = self.get_object(request, unquote(object_id)) if object_id else None
        form = self.get_form(request, record, change=bool(record))(request.POST, request.FILES, instance=record)
        formsets, _inlines = self._create_formsets(request, form.instance, change=bool(record))
        return [form, *(row for formset in formsets for row in formset.forms)]

    def save_model(self, request, obj, form, change):
        self.store(obj, by=request.user)

    def save_formset(self, request, form, formset, change):
        writer = next(i for i in self.get_inline_instances(request, form.instance) if i.model is formset.model)
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            writer.discard(row, by=request.user)
        for row in rows:
            writer.store(row, by=request.user)
        formset.save_m2m()

    def delete_view(self, request, object_id, extra_context=None):
        """Delete, or come back to the record with what the service said against it."""
        if request.method == "POST":
            return self.once(request, lambda: self._delete(request, object_id, extra_context), forms=list)
        return self._delete(request, object_id, extra_context)

    def _delete(self, request, object_id, extra_context):
        record = self.get_object(request, unquote(object_id))
        if record is None:
            # Another centre's record does not exist, before it is forbidden.
            raise Http404
        guard = GuardFields(request.POST or None, initial={"version": getattr(record, "version", None)})
        try:
            with transaction.atomic():
                if request.method == "POST" and hasattr(record, "version"):
                    guard.full_clean()
                    check_version(record, guard.cleaned_data.get("version"))
                return super().delete_view(request, object_id, {"guard": guard, **(extra_context or {})})
        except Refused as refusal:
            messages.error(request, refusal.text)
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
            )

    def delete_model(self, request, obj):
        self.discard(obj, by=request.user)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or self.may_delete(request, obj))

    def may_delete(self, request, obj):
        """Which of the visible records can still go; drafts, usually."""
        return True

    # --- history: the audit trail is the log

    def log_addition(self, request, obj, message):
        """The service has written the audit entry."""

    log_change = log_addition

    def log_deletions(self, request, queryset):
        """The service has written the audit entries."""

    def history_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        self._require_view(request, record)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % record,
            "entries": trail.entries_of(record)[:200],
            "object": record,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)


class ReadOnlyAdmin(ScopedModelAdmin):
    """Records that services alone write: nobody adds, changes or deletes them here."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
