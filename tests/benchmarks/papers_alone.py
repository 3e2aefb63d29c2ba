"""Prints papers in a process of its own and says what that cost: python -m tests.benchmarks.papers_alone HOW COUNT.

`each` prints one file a certificate, `batch` a ceremony's certificates together, `list` its handover list, all Arabic.
"""

import json
import resource
import sys
import time

import django

from disbursements import papers
from tests.disbursements.paper_samples import certificate_paper, handover_list_paper


def usage():
    """CPU seconds of this process and those it has ended, and the largest peak of memory among them in MB."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used), max(one.ru_maxrss for one in used) / 1024


def print_papers(how, count):
    if how == "list":
        papers.handover_list(handover_list_paper(count), "ar")
        return
    sheets = [certificate_paper(n) for n in range(1, count + 1)]
    for part in [sheets] if how == "batch" else [[sheet] for sheet in sheets]:
        papers.certificates(part, "ar")


if __name__ == "__main__":
    django.setup()
    (before, _), began = usage(), time.monotonic()
    print_papers(sys.argv[1], int(sys.argv[2]))
    after, peak = usage()
    print(json.dumps({"cpu": after - before, "seconds": time.monotonic() - began, "mb": peak}))
