"""Papers as PDF answers: scoped to what the user may see, audited as printed, never kept by a cache.

Imported when the first paper is asked for: WeasyPrint takes a second.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from disbursements import documents, papers
from disbursements.models import Ceremony, Certificate
from disbursements.workflow import PRINT
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.pdf import LANGUAGES


def handover_list_pdf(request, object_id, language):
    """The list of a ceremony, its lines limited to what the user may see."""

    def draw(ceremony):
        paper = documents.handover_list_paper(ceremony, user=request.user)
        return papers.handover_list(paper, language), paper.number

    return _printed(request, Ceremony, object_id, language, "handover_list", draw)


def ceremony_certificates_pdf(request, object_id, language):
    """The certificates of a ceremony in one file."""

    def draw(ceremony):
        sheets = documents.ceremony_certificates(ceremony, user=request.user)
        return papers.certificates(sheets, language), f"{ceremony.list_number}-ATT"

    return _printed(request, Ceremony, object_id, language, "certificates", draw)


def certificate_pdf(request, object_id, language):
    """One certificate."""

    def draw(certificate):
        paper = documents.certificate_paper(certificate)
        return papers.certificates([paper], language), paper.number

    return _printed(request, Certificate, object_id, language, "certificate", draw)


def _printed(request, model, object_id, language, paper, draw):
    record = get_object_or_404(model.objects.visible_to(request.user), pk=object_id)
    if not request.user.has_perm(PRINT):
        raise PermissionDenied
    if language not in LANGUAGES:
        raise Http404
    try:
        body, name = draw(record)
    except Refused as refusal:
        messages.error(request, refusal.text)
        return HttpResponseRedirect(reverse(f"admin:disbursements_{model._meta.model_name}_change", args=[record.pk]))
    changes = {"paper": [None, paper], "language": [None, language]}
    trail.record(action="print", subject=record, by=request.user, changes=changes)
    return HttpResponse(
        body,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}-{language}.pdf"',
            "Cache-Control": "no-store",
        },
    )
