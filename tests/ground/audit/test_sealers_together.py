"""Several sealers at once make one chain; without their lock they collide. Commits are real, on a private database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from reintegration.ground.audit import sealing, trail, verifying
from reintegration.ground.audit.models import AuditEntry, AuditLink, AuditSeal
from reintegration.ground.reference.models import Sector

SEALERS = 4


def seal_together():
    """Let every sealer start at one moment; returns how many entries each chained, or the error that stopped it."""
    start = Barrier(SEALERS)

    def seal(_number):
        try:
            start.wait(timeout=20)
            return sealing.seal_pending()
        except IntegrityError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(SEALERS) as pool:
        return list(pool.map(seal, range(SEALERS)))


@pytest.fixture
def pending(committed_database, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    for number in range(100):
        trail.record(action=f"step-{number}", subject=Sector, by=None)


def test_sealers_at_once_chain_every_entry_exactly_once(pending):
    assert sum(seal_together()) == 100
    assert AuditLink.objects.count() == 100 == AuditSeal.objects.last().last_position
    assert verifying.verify() == []


def test_sealers_without_their_lock_collide_on_postgresql_and_still_leave_a_whole_chain(pending, monkeypatch):
    monkeypatch.setattr(sealing, "_one_sealer_at_a_time", lambda: None)
    outcomes = seal_together()
    collided = [outcome for outcome in outcomes if isinstance(outcome, IntegrityError)]
    # SQLite has one writer at a time whatever we do.
    assert bool(collided) == (connection.vendor == "postgresql")
    assert verifying.verify() == []
    assert AuditEntry.objects.unsealed().count() == 0
