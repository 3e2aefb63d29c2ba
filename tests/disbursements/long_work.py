"""Background work for tests of workers in processes of their own, and the settings under which these know it."""

import itertools
import os

from disbursements import papers
from reintegration.ground.jobs.kinds import Kind
from tests.disbursements.paper_samples import handover_list_paper
from tests.settings import *  # noqa: F403

ROWS = int(os.environ.get("LONG_LIST", 150))
JOB_KINDS = "tests.disbursements.long_work.KINDS"
KINDS = {
    "long_list": Kind("Long list", f"{__name__}.print_list"),
    "endless": Kind("Endless", f"{__name__}.go_on"),
}


def print_list(progress, *, by):
    """The list of an invented ceremony, in parts."""

    def tell(done, total):
        progress.advance(done, total=total)

    progress.keep("list.pdf", papers.handover_list(handover_list_paper(ROWS), "ar", on_progress=tell))


def go_on(progress, *, by):
    for step in itertools.count():
        progress.advance(step)
