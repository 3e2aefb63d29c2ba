"""Papers as PDF answers: scoped to what the user may see, audited as printed, never kept by a cache.

Imported when the first paper is asked for: WeasyPrint takes a second.
"""

import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from disbursements import printing
from disbursements.models import Ceremony, Certificate
from disbursements.workflow import PRINT
from reintegration.ground.errors import Refused
from reintegration.ground.jobs.following import follow
from reintegration.ground.jobs.queueing import queue
from reintegration.ground.pdf import LANGUAGES, PaperError

logger = logging.getLogger(__name__)


def handover_list_pdf(request, object_id, language):
    """The list of a ceremony, its lines limited to what the user may see."""
    return _printed(request, Ceremony, object_id, language, "handover_list")


def ceremony_certificates_pdf(request, object_id, language):
    """The certificates of a ceremony in one file."""
    return _printed(request, Ceremony, object_id, language, "certificates")


def certificate_pdf(request, object_id, language):
    """One certificate."""
    return _printed(request, Certificate, object_id, language, "certificate")


def _printed(request, model, object_id, language, paper):
    record = get_object_or_404(model.objects.visible_to(request.user), pk=object_id)
    if not request.user.has_perm(PRINT):
        raise PermissionDenied
    if language not in LANGUAGES:
        raise Http404
    try:
        batch = printing.BATCHES[paper](record, user=request.user)
        if batch.is_long:
            return _in_background(request, record, language, paper)
        body = batch.draw(language)
    except Refused as refusal:
        return _back(request, record, refusal.text)
    except PaperError:
        logger.exception("The paper %s of %s %s was not printed.", paper, model._meta.model_name, record.pk)
        return _back(request, record, _("The paper was not printed. Try again in a minute."))
    printing.record_print(record, paper, language, by=request.user)
    return HttpResponse(
        body,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{batch.name}-{language}.pdf"',
            "Cache-Control": "no-store",
        },
    )


def _in_background(request, ceremony, language, paper):
    arguments = {"pk": ceremony.pk, "language": language}
    return follow(request, queue(kind=paper, by=request.user, arguments=arguments, key=f"{ceremony.pk}-{language}"))


def _back(request, record, message):
    messages.error(request, message)
    return HttpResponseRedirect(reverse(f"admin:disbursements_{record._meta.model_name}_change", args=[record.pk]))
