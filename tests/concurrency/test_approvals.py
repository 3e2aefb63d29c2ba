"""Twenty approvals at once, in processes of their own, against a line that can pay ten."""

import multiprocessing
import traceback
import warnings

import pytest
from django.db import connection, transaction
from django.db.models import Q

from programs.models import Application, FundingLine
from programs.models.funding import FundingLineQuerySet
from programs.services import decisions, ledger
from reintegration.ground.errors import Refused
from reintegration.ground.money import LARGEST
from tests.databases import reconnect
from tests.factories import make_coordinator, make_user, reread
from tests.programs.factories import cost, make_application, make_line

PROCESSES, PAYABLE = 20, 10
PATIENCE = 60


def approve(number, line, driss, barrier, answers):
    """Run in a child, with a connection of its own."""
    reconnect()
    try:
        file = Application.objects.get(pk=number)
        barrier.wait(PATIENCE)
        decisions.approve(application=file, by=driss, line=line)
        answers.put("approved")
    except Refused as refusal:
        answers.put(refusal.text)
    except Exception:
        answers.put(traceback.format_exc())


@pytest.fixture
def season(committed_database):
    """A line with 1,000.00 MAD for each of ten, and twenty checked files that ask for that much."""
    with transaction.atomic():
        line, souad, nadia = make_line(amount="10000"), make_coordinator(), make_user("programme_officer")
        shared = {"by": souad, "officer": nadia, "program": line.program, "items": cost("1000")}
        files = [make_application(status="checked", **shared) for _ in range(PROCESSES)]
        driss = make_user("approver")
    return line, driss, [file.pk for file in files]


def approve_all(season):
    """Let every file be approved by a process of its own at the same moment; return what each answered."""
    line, driss, files = season
    # Forked children would share the parent's connection.
    connection.close()
    fork = multiprocessing.get_context("fork")
    barrier, answers = fork.Barrier(PROCESSES), fork.Queue()
    children = [fork.Process(target=approve, args=(pk, line, driss, barrier, answers)) for pk in files]
    with warnings.catch_warnings():
        # Python 3.12 warns of forking beside threads; the children use nothing of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        for child in children:
            child.start()
    found = [answers.get(timeout=PATIENCE) for _ in children]
    for child in children:
        child.join(PATIENCE)
    return found


def test_twenty_approvers_at_once_spend_what_ten_files_cost(season):
    found = approve_all(season)
    line = reread(season[0])
    assert found.count("approved") == PAYABLE, found
    assert all("short by 1000.00" in answer for answer in found if answer != "approved"), found
    assert (line.reserved, line.free) == (10000, 0)
    assert Application.objects.approved().count() == PAYABLE
    assert ledger.differences() == []


def test_control_without_condition_and_constraint_the_line_is_overspent(season, monkeypatch):
    monkeypatch.setattr(ledger, "_enough", lambda source, amount: Q())
    monkeypatch.setattr(FundingLineQuerySet, "free_in", lambda rows, program: LARGEST)
    kept = [c for c in FundingLine._meta.constraints if c.name != "line_within_allocated"]
    (dropped,) = [c for c in FundingLine._meta.constraints if c not in kept]
    # SQLite remakes the table with the constraints that the model has then.
    monkeypatch.setattr(FundingLine._meta, "constraints", kept)
    with connection.schema_editor() as editor:
        editor.remove_constraint(FundingLine, dropped)
    found = approve_all(season)
    assert found.count("approved") == PROCESSES, found
    assert reread(season[0]).reserved == 2 * reread(season[0]).allocated
