"""Certificates: read, printed one by one, replaced when a record was corrected."""

from django.contrib import admin
from django.urls import path
from django.utils.translation import gettext_lazy as _

from beneficiaries.admin.choosing import FindsPeople
from disbursements.admin.shared import ButtonVerbs, paper_links, paper_view
from disbursements.models import Certificate
from disbursements.workflow import CERTIFICATE, PRINT
from reintegration.ground.admin import ReadOnlyAdmin

PAPER = "disbursements_certificate_pdf"


@admin.register(Certificate)
class CertificateAdmin(ButtonVerbs, FindsPeople, ReadOnlyAdmin):
    workflow = CERTIFICATE
    buttons = ("replace",)
    person_path = "handover__application__beneficiary__"
    list_display = ["number", "person", "ceremony", "status", "handed_on"]
    list_filter = ["status"]
    list_select_related = ["handover__application__beneficiary", "handover__ceremony"]
    fields = ["number", "handover", "code", "replaces"]

    @admin.display(description=_("beneficiary"))
    def person(self, certificate):
        return certificate.handover.application.beneficiary

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
        if obj is not None and obj.status in Certificate.LIVE and request.user.has_perm(PRINT):
            context |= {
                "object_panel": "disbursements/_certificate_panel.html",
                "certificate_links": paper_links(PAPER, obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)
