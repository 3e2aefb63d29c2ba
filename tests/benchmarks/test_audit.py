"""What the audit trail costs: twenty writers with it and without it in the same run, and the proof of a long chain.

Run with `bin/test --full -s -k audit_costs` or `-k long_chain`. Nothing asserts a time: ratio, CPU seconds and
megabytes are printed.
"""

import multiprocessing
import os
import resource
import statistics
import time
import traceback
import warnings
from contextlib import suppress

from django.db import OperationalError, connection, transaction

from beneficiaries.models import Beneficiary
from beneficiaries.services import people
from reintegration.ground.audit import digests, sealing, trail, verifying
from reintegration.ground.audit.models import AuditEntry
from tests.databases import reconnect
from tests.factories import make_coordinator, make_person

WRITERS, ACTS, TURNS = 20, int(os.environ.get("BENCHMARK_ACTS", 25)), 3
ENTRIES = int(os.environ.get("BENCHMARK_ENTRIES", 100_000))
PATIENCE = 300
FORK = multiprocessing.get_context("fork")


def change_phone(number, user, audited, barrier, answers):
    """One writer: a coordinator who changes one person again and again, each time in a transaction of its own."""
    reconnect()
    if not audited:
        trail.record = lambda **_act: None
    try:
        barrier.wait(PATIENCE)
        for act in range(ACTS):
            person = Beneficiary.objects.get(pk=number)
            person.phone = f"06{act:04d}{time.monotonic_ns() % 10_000:04d}"
            people.save(person=person, by=user)
        answers.put("")
    except Exception:
        answers.put(traceback.format_exc())


def seal_meanwhile(stop):
    reconnect()
    while not stop.wait(1):
        # Twenty writers can keep SQLite's one lock from it for as long as it waits; the next run takes up what is left.
        with suppress(OperationalError):
            sealing.seal_pending()


def in_children(target, tasks, *shared):
    """Start a process for each task; they share the parent's database, not its connection."""
    connection.close()
    children = [FORK.Process(target=target, args=(*task, *shared)) for task in tasks]
    with warnings.catch_warnings():
        # Python 3.12 warns of forking beside threads; the children use nothing of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        for child in children:
            child.start()
    return children


def seconds(files, souad, *, audited):
    """How long the writers take, from the moment that all are ready; a sealer works beside them as in production."""
    barrier, answers, stop = FORK.Barrier(WRITERS + 1), FORK.Queue(), FORK.Event()
    sealer = in_children(seal_meanwhile, [(stop,)])
    writers = in_children(change_phone, [(pk,) for pk in files], souad, audited, barrier, answers)
    barrier.wait(PATIENCE)
    began = time.perf_counter()
    failures = [answer for answer in (answers.get(timeout=PATIENCE) for _writer in writers) if answer]
    spent = time.perf_counter() - began
    stop.set()
    for child in [*writers, *sealer]:
        child.join(PATIENCE)
    assert failures == []
    return spent


def test_audit_costs_twenty_writers_little(committed_database):
    with transaction.atomic():
        souad = make_coordinator()
        files = [make_person(by=souad, cin=f"BE{100_000 + n}").pk for n in range(WRITERS)]
    seconds(files, souad, audited=True)
    before = AuditEntry.objects.count()
    turns = [(seconds(files, souad, audited=False), seconds(files, souad, audited=True)) for _turn in range(TURNS)]
    assert AuditEntry.objects.count() == before + TURNS * WRITERS * ACTS
    assert verifying.verify() == []
    ratio = statistics.median(with_audit / without for without, with_audit in turns)
    without, with_audit = (WRITERS * ACTS / statistics.median(column) for column in zip(*turns, strict=True))
    print(
        f"\n{connection.vendor}: {without:.0f} acts/s without, {with_audit:.0f} with the trail: ×{ratio:.2f} the time"
    )


def fill(souad):
    """Entries as services write them, in bulk."""
    changes = {"status": ["draft", "submitted"], "amount": [None, "25000.00"]}
    shared = {"by_id": souad.pk, "actor": souad.username, "subject_type": "programs.application"}
    for start in range(0, ENTRIES, 5000):
        rows = [
            AuditEntry(action="submit", subject_id=str(n), changes=changes, key_id=digests.newest_key_id(), **shared)
            for n in range(start, start + 5000)
        ]
        for row in rows:
            row.digest = digests.entry_digest(row)
        AuditEntry.objects.bulk_create(rows)


def prove(answers):
    reconnect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    count = sealing.seal_pending()
    sealed = time.process_time()
    findings = verifying.verify()
    proved = time.process_time()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    answers.put((count, [str(f) for f in findings[:3]], sealed - began, proved - sealed, grown / 1024))


def test_long_chain_is_proved_in_little_memory(committed_database):
    fill(make_coordinator())
    answers = FORK.Queue()
    (child,) = in_children(prove, [(answers,)])
    count, findings, sealed, proved, grown = answers.get(timeout=PATIENCE)
    child.join(PATIENCE)
    assert (count >= ENTRIES, findings) == (True, [])
    print(
        f"\n{connection.vendor}: {count} entries chained in {sealed:.1f} s, proved in {proved:.1f} s, +{grown:.0f} MB"
    )
