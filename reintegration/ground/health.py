"""Whether this process answers (/livez), and whether everything it stands on is in place (/readyz).

Machines ask both, many times a minute and without signing in: constant words, no cookie, nothing of the office.
"""

import time
from datetime import timedelta
from functools import cache

from django.core.cache import cache as shared_cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from reintegration.ground import production, protections
from reintegration.ground.audit import sealing
from reintegration.ground.jobs.models import Worker

SILENCE_MAX = timedelta(seconds=60)
"""How long ago a worker's last sign of life may be."""
ASKED_AGAIN = 60
"""After how many seconds a process compares anew what is dear to compare."""


@require_safe
def livez(request):
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request):
    parts = states()
    return JsonResponse(parts, status=200 if set(parts.values()) == {"ok"} else 503)


def states():
    """{part: "ok", "failed", or "unknown" without a database}. Six queries at most, three more once a minute."""
    found = {"database": _state(_answers)}
    is_there = found["database"] == "ok"
    return found | {name: _state(is_well) if is_there else "unknown" for name, is_well in PARTS.items()}


def _state(is_well):
    try:
        return "ok" if is_well() else "failed"
    except DatabaseError:
        return "failed"


def _answers():
    connection.ensure_connection()
    return connection.is_usable()


def _is_migrated():
    return _newest_migrations() <= MigrationRecorder(connection).applied_migrations().keys()


@cache
def _newest_migrations():
    return set(MigrationLoader(None).graph.leaf_nodes())


def _is_protected():
    return not protections.missing_triggers(connection)


def _has_worker():
    return Worker.objects.filter(seen_at__gt=timezone.now() - SILENCE_MAX).exists()


def _shares():
    shared_cache.get("readyz")
    return True


def _once_a_minute(is_well):
    """What was well is asked again only after a minute, what was not at once."""
    well_at = None

    def remembered():
        nonlocal well_at
        now = time.monotonic()
        if well_at is None or now - well_at >= ASKED_AGAIN:
            well_at = now if is_well() else None
        return well_at is not None

    return remembered


PARTS = {
    "migrations": _is_migrated,
    "protections": _once_a_minute(_is_protected),
    "worker": _has_worker,
    "sealer": sealing.keeps_up,
    "limits": _shares,
    "accounts": lambda: not production.has_demonstration_accounts(),
}

health_pages = [path("livez", livez, name="livez"), path("readyz", readyz, name="readyz")]
