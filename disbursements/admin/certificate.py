"""Certificates: read, printed one by one, replaced when a record was corrected; what outsiders are shown of them."""

from django.contrib import admin
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from beneficiaries.admin.choosing import FindsPeople
from disbursements.admin.shared import ButtonVerbs, paper_links, paper_view
from disbursements.models import Certificate
from disbursements.workflow import CERTIFICATE, PRINT
from reintegration.ground.admin import ReadOnlyAdmin

PAPER = "disbursements_certificate_pdf"
NOT_IN_FORCE = _("This certificate is not in force any more: it is not printed again.")


@admin.register(Certificate)
class CertificateAdmin(ButtonVerbs, FindsPeople, ReadOnlyAdmin):
    workflow = CERTIFICATE
    buttons = ("replace",)
    person_path = "handover__application__beneficiary__"
    list_display = ["number", "who", "ceremony", "status", "handed_on"]
    list_filter = ["status"]
    list_select_related = ["handover__application__beneficiary", "handover__ceremony"]
    fields = ["number", "handover", "code", "replaces"]

    search_help_text = _("Number or code of the certificate; name, file number, phone or identity card number")

    def get_search_results(self, request, queryset, search_term):
        named = queryset.named(search_term)
        return (named, False) if named.exists() else super().get_search_results(request, queryset, search_term)

    @admin.display(description=_("ceremony"))
    def ceremony(self, certificate):
        return certificate.handover.ceremony

    @admin.display(description=_("handed over on"))
    def handed_on(self, certificate):
        return certificate.handover.handed_on

    def get_urls(self):
        view = self.admin_site.admin_view(paper_view("certificate_pdf"))
        return [path("<int:object_id>/certificate.<slug:language>.pdf", view, name=PAPER), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= {"object_panel": "disbursements/_certificate_panel.html", **self._paper(request, obj)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _paper(self, request, certificate):
        """What the page says of the paper: how it is printed, or why not any more, and which one took its place."""
        newer = Certificate.objects.filter(replaces=certificate).first()
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[newer.pk]) if newer else ""
        shown = {"newer": newer, "newer_url": url}
        if not request.user.has_perm(PRINT):
            return shown
        if certificate.status in Certificate.LIVE:
            return shown | {"certificate_links": paper_links(PAPER, certificate)}
        return shown | {"why_not_printed": NOT_IN_FORCE}
