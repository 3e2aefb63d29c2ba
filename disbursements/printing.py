"""The papers of ceremonies as files: gathered for a user, printed at once or as background work.

Imported when the first paper is asked for: WeasyPrint takes a second.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from disbursements import documents, papers
from disbursements.models import Ceremony
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.paper_batch import ONE_DOCUMENT
from reintegration.ground.pdf import PaperError


@dataclass(frozen=True)
class Batch:
    """A paper that is ready to be drawn, by `draw(language, on_progress=…)`; `name` is its number."""

    draw: Callable
    name: str
    lines: int

    @property
    def is_long(self):
        """More than one request should wait for."""
        return self.lines > ONE_DOCUMENT


def handover_list(ceremony, *, user):
    """The list, its lines limited to what the user may see."""
    paper = documents.handover_list_paper(ceremony, user=user)
    return Batch(partial(papers.handover_list, paper), paper.number, len(paper.rows))


def certificates(ceremony, *, user):
    """The certificates that the user may see, in one file."""
    sheets = documents.ceremony_certificates(ceremony, user=user)
    return Batch(partial(papers.certificates, sheets), f"{ceremony.list_number}-ATT", len(sheets))


def certificate(certificate, *, user):
    """One certificate; whoever has it in hand may print it."""
    paper = documents.certificate_paper(certificate)
    return Batch(partial(papers.certificates, [paper]), paper.number, 1)


BATCHES = {"handover_list": handover_list, "certificates": certificates, "certificate": certificate}


def print_in_background(progress, *, by, pk, language):
    """A long paper of a ceremony. Printed again it has the same bytes: locking the list gave all its numbers."""
    ceremony = Ceremony.objects.visible_to(by).get(pk=pk)
    paper = progress.job.kind
    batch = BATCHES[paper](ceremony, user=by)
    progress.advance(0, total=batch.lines)
    try:
        body = batch.draw(language, on_progress=lambda done, total: progress.advance(done))
    except PaperError as error:
        raise Refused(_("The paper was not printed. Try again in a minute.")) from error
    progress.keep(f"{batch.name}-{language}.pdf", body)
    record_print(ceremony, paper, language, by=by)


def record_print(record, paper, language, *, by):
    """Write into the audit trail that a paper of this record was printed."""
    changes = {"paper": [None, paper], "language": [None, language]}
    trail.record(action="print", subject=record, by=by, changes=changes)
