"""/livez answers without a database; /readyz says of each thing the application stands on whether it is in place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from reintegration.ground import health, production, protections
from reintegration.ground.access.models import User
from reintegration.ground.audit import sealing, trail
from reintegration.ground.jobs.models import Worker

PARTS = ["database", *health.PARTS]


@pytest.fixture
def readyz(monkeypatch):
    """Ask /readyz of a process that has compared nothing yet; what is not well, by name."""
    monkeypatch.setattr(health, "ASKED_AGAIN", 0)

    def ask():
        answer = Client().get("/readyz")
        assert list(answer.json()) == PARTS
        assert answer.status_code == (200 if set(answer.json().values()) == {"ok"} else 503)
        assert not answer.cookies
        return [name for name, state in answer.json().items() if state == "failed"]

    return ask


@pytest.fixture
def worker(db):
    return Worker.objects.create(name="one")


def test_a_process_lives_without_a_database(client):
    # No mark: whoever asks the database fails here.
    answer = client.get("/livez")

    assert (answer.status_code, answer.content, len(answer.cookies)) == (200, b"ok", 0)
    assert client.post("/livez").status_code == 405


def test_all_in_place_is_ready(worker, readyz):
    assert readyz() == []


def test_without_its_database_nothing_else_is_asked(monkeypatch, client):
    monkeypatch.setattr(health, "_answers", lambda: False)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["database"], answer.json()["worker"]) == (503, "failed", "unknown")


def test_what_is_dear_is_asked_once_a_minute(worker, client, django_assert_num_queries):
    client.get("/readyz")

    with django_assert_num_queries(5):
        client.get("/readyz")


def test_a_migration_that_did_not_run_is_seen(worker, readyz):
    MigrationRecorder(connection).record_unapplied("audit", dict(health._newest_migrations())["audit"])

    assert readyz() == ["migrations"]


def test_a_lifted_protection_is_seen_at_once_and_its_return_too(worker, readyz):
    protections.lift(connection, {"audit_auditentry_no_update"})
    assert readyz() == ["protections"]

    protections.install(connection)
    assert readyz() == []


def test_a_worker_that_fell_silent_is_seen(worker, readyz):
    worker.seen_at = timezone.now() - health.SILENCE_MAX - timedelta(seconds=1)
    worker.save()

    assert readyz() == ["worker"]


def test_a_sealer_that_stopped_is_seen(worker, readyz, monkeypatch):
    trail.record(action="export", subject=User, by=None)
    assert readyz() == []

    monkeypatch.setattr(sealing, "LAG_MAX", timedelta(0))
    assert readyz() == ["sealer"]

    sealing.seal_pending()
    assert readyz() == []


def test_limits_that_nobody_can_count_are_seen(committed_database, readyz):
    Worker.objects.create(name="one")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE shared_cache")

    assert readyz() == ["limits"]


def test_demonstration_accounts_in_real_work_are_seen_and_end_a_server(worker, readyz, settings, monkeypatch, capsys):
    monkeypatch.setattr(production.connections, "close_all", lambda: None)
    User.objects.create(username="known", is_demonstration=True)
    assert readyz() == []
    production.refuse_demonstration_accounts()

    settings.DEMO = False
    assert readyz() == ["accounts"]
    with pytest.raises(SystemExit) as ended:
        production.refuse_demonstration_accounts()
    assert ended.value.code == production.STATUS
    assert capsys.readouterr().err.startswith("Not started: the database holds demonstration accounts")
