"""What a pass opens: the locked list of one ceremony on a phone, and its papers. Each is told on the ceremony.

Imported when the first of them is asked for: WeasyPrint takes a second.
"""

import logging

from django.http import Http404, HttpResponse

from disbursements import documents, papers
from disbursements.models import Certificate, Handover
from disbursements.pass_views import page, say, with_pass
from disbursements.services import passes
from reintegration.ground.errors import Refused
from reintegration.ground.paper_batch import ONE_DOCUMENT
from reintegration.ground.pdf import LANGUAGES, PaperError

PART = ONE_DOCUMENT
"""So many certificates make one file: it is printed while the official waits."""
LANGUAGES_IN_WORDS = [("ar", "العربية"), ("fr", "Français"), ("bi", "العربية + Français")]
logger = logging.getLogger(__name__)


@with_pass
def ceremony_list(request, opened):
    """Seat, name, what is handed over and what came of it; no number, and nothing else about anybody."""
    ceremony = opened.ceremony
    passes.used(opened, action="open_list")
    if ceremony.status not in documents.PRINTABLE:
        return page(request, "list", opened=opened, ceremony=ceremony)
    rows = _rows(ceremony)
    live = Certificate.objects.live().filter(handover__ceremony=ceremony).count()
    shown = {
        "is_locked": True,
        "rows": rows,
        "received": sum(line.is_received for _row, line in rows),
        "parts": [(first, min(first + PART - 1, live)) for first in range(1, live + 1, PART)],
        "languages": LANGUAGES_IN_WORDS,
    }
    return page(request, "list", opened=opened, ceremony=ceremony, **shown)


@with_pass
def list_pdf(request, opened, language):
    """The handover list as the office prints it."""

    def draw(ceremony):
        paper = documents.handover_list_paper(ceremony)
        return papers.handover_list(paper, language), paper.number

    return _printed(request, opened, language, "handover_list", draw)


@with_pass
def certificates_pdf(request, opened, first, language):
    """The certificates from the `first` on, as many as one file holds."""

    def draw(ceremony):
        sheets = documents.ceremony_certificates(ceremony)[first - 1 :][:PART] if first else []
        if not sheets:
            raise Http404
        return papers.certificates(sheets, language), f"{ceremony.list_number}-ATT-{first}"

    return _printed(request, opened, language, "certificates", draw)


def _rows(ceremony):
    """[(what the locked list says of a seat, its line as it is now)], by seat; nobody anonymised is among them."""
    lines = {line.seat: line for line in Handover.objects.filter(ceremony=ceremony)}
    try:
        return [(row, lines[row.seat]) for row in documents.handover_list_paper(ceremony).rows]
    except Refused:
        return []


def _printed(request, opened, language, paper, draw):
    if language not in LANGUAGES:
        raise Http404
    try:
        body, name = draw(opened.ceremony)
    except Refused:
        return page(request, "list", status=409, opened=opened, ceremony=opened.ceremony)
    except PaperError:
        logger.exception("The paper %s of ceremony %s was not printed.", paper, opened.ceremony_id)
        return say(request, "not_printed", status=503)
    passes.used(opened, action="print", paper=paper, language=language)
    disposition = f'inline; filename="{name}-{language}.pdf"'
    return HttpResponse(body, content_type="application/pdf", headers={"Content-Disposition": disposition})
