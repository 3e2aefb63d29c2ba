"""The import pages: send a file, look at what becomes of its rows, confirm."""

from dataclasses import dataclass

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from import_export.admin import ImportMixin

from beneficiaries.forms import ConfirmForm, UploadForm
from beneficiaries.services import importing
from reintegration.ground.access.models import Centre
from reintegration.ground.errors import Refused
from reintegration.ground.spreadsheets import waiting
from reintegration.ground.spreadsheets.errors import EncodingUnclear

SALT = "beneficiaries.import"


@dataclass
class PreviewRow:
    number: int
    import_type: str
    diff: list
    field_specific_errors: dict
    non_field_specific_errors: list

    @property
    def values(self):
        return self.diff


class Preview:
    """A report as the import page shows it."""

    has_errors = False

    def __init__(self, report):
        self.diff_headers = list(report.lines[0].cells)
        rows = [self._row(line) for line in report.lines]
        self.valid_rows = [row for row in rows if not row.field_specific_errors]
        self.invalid_rows = [row for row in rows if row.field_specific_errors]
        self.has_validation_errors = bool(self.invalid_rows)

    @staticmethod
    def _row(line):
        faults = {}
        for fault in line.faults:
            faults.setdefault(str(fault.column), []).append(fault.reason)
        import_type = "new" if line.outcome == "new" else "skip"
        return PreviewRow(line.number, import_type, list(line.cells.values()), faults, [])


class ImportsPeople(ImportMixin):
    def import_action(self, request, **kwargs):
        self._require_import(request)
        form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
        context = {"form": form}
        if request.method == "POST" and form.is_valid():
            context |= self._looked_at(request, form)
        return self._import_page(request, context)

    def _looked_at(self, request, form):
        data = form.cleaned_data["import_file"].read()
        try:
            report = importing.preview(data=data, by=request.user, **form.facts)
        except EncodingUnclear as error:
            form.ask_if_readable(error)
            return {}
        except Refused as refusal:
            form.add_error("import_file", refusal)
            return {}
        if report.faults:
            return {"result": Preview(report)}
        ticket = {
            "name": waiting.keep(data),
            "user": request.user.pk,
            "centre": form.facts["centre"].pk,
            "encoding": form.facts["encoding"],
        }
        confirm = ConfirmForm(initial={"upload": signing.dumps(ticket, salt=SALT)})
        return {"result": Preview(report), "confirm_form": confirm}

    def process_import(self, request, **kwargs):
        self._require_import(request)
        ticket = self._ticket(request)
        data = waiting.take(ticket["name"]) if ticket else None
        if data is None:
            messages.error(request, _("This file is not waiting any more: send it again."))
            return HttpResponseRedirect(reverse("admin:beneficiaries_beneficiary_import"))
        try:
            centre = Centre.objects.get(pk=ticket["centre"])
            report = importing.register_all(data=data, centre=centre, by=request.user, encoding=ticket["encoding"])
        except Refused as refusal:
            messages.error(request, refusal.text)
            return HttpResponseRedirect(reverse("admin:beneficiaries_beneficiary_import"))
        new, same = report.count("new"), report.count("same")
        messages.success(
            request,
            ngettext("%(new)d person registered.", "%(new)d people registered.", new) % {"new": new}
            + " "
            + ngettext("%(same)d row was known.", "%(same)d rows were known.", same) % {"same": same},
        )
        return HttpResponseRedirect(reverse("admin:beneficiaries_beneficiary_changelist"))

    @staticmethod
    def _ticket(request):
        try:
            ticket = signing.loads(request.POST.get("upload", ""), salt=SALT, max_age=waiting.WAITING_SECONDS)
        except signing.BadSignature:
            return None
        return ticket if ticket["user"] == request.user.pk else None

    def _require_import(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _import_page(self, request, context):
        page = {**self.admin_site.each_context(request), "title": _("Import"), "opts": self.opts, "media": self.media}
        return TemplateResponse(request, [self.import_template_name], {**page, **context})
