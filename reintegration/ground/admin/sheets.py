"""Export of a scoped list by django-import-export: permission-checked, logged, and safe to open in a spreadsheet."""

from import_export.admin import ExportMixin

from reintegration.ground.accounts.recent import must_be_recent
from reintegration.ground.admin.scoped import ScopedModelAdmin
from reintegration.ground.audit import trail
from reintegration.ground.spreadsheets.formats import SafeCSV, SafeXLSX


class ExportAdmin(ExportMixin, ScopedModelAdmin):
    """A list with an export button for those who may; exports what the list shows, which is what the user may see."""

    export_form_class = ExportMixin.export_form_class
    change_list_template = "admin/change_list.html"

    def get_export_formats(self):
        return [SafeXLSX, SafeCSV]

    def export_action(self, request):
        if self.has_export_permission(request):
            must_be_recent(request)
        return super().export_action(request)

    def init_request_context_data(self, request, form):
        """A workbook unless another kind is chosen, with as many rows as the list shows, narrowed and searched."""
        form.initial.setdefault("format", "0")
        rows = self.get_export_queryset(request).order_by()
        return super().init_request_context_data(request, form) | {"rows": rows.count()}

    def get_export_data(self, file_format, request, queryset, **kwargs):
        data = super().get_export_data(file_format, request, queryset, **kwargs)
        trail.record(action="export", subject=self.model, by=request.user, changes={"rows": [None, queryset.count()]})
        return data
