"""Chains the trail's entries; `verifying` proves the chain.

The sealer runs apart from business, so that no two acts wait for each other.
This module issues raw SQL: the lock that lets one sealer work at a time.
"""

import re
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from reintegration.ground.audit.digests import link_digest, newest_key_id
from reintegration.ground.audit.models import AuditEntry, AuditLink, AuditSeal
from reintegration.ground.files import write_whole

ADVISORY_LOCK = 20_190_513
"""The number of the sealer's lock on PostgreSQL; any constant that no other lock uses."""
BATCH = 1000
LAG_MAX = timedelta(minutes=5)
"""How long an entry may wait for the chain."""


class HeadLost(Exception):
    """The head noted outside the database is not in the chain, or is not a head: somebody cut the chain or the file."""


def seal_pending():
    """Chain every unsealed entry in the order of the ids; returns how many. Safe with several sealers."""
    sealed = 0
    while count := _seal_batch():
        sealed += count
    return sealed


@transaction.atomic
def _seal_batch():
    _one_sealer_at_a_time()
    entries = list(AuditEntry.objects.unsealed().only("pk", "digest")[:BATCH])
    if not entries:
        return 0
    last = AuditSeal.objects.order_by("-last_position").first()
    first, head = (last.last_position + 1, last.head) if last else (1, "")
    links = []
    for position, entry in enumerate(entries, start=first):
        link = AuditLink(entry=entry, position=position, key_id=newest_key_id())
        link.digest = head = link_digest(head, link)
        links.append(link)
    seal = AuditSeal.objects.create(first_position=first, last_position=links[-1].position, head=head)
    for link in links:
        link.seal = seal
    AuditLink.objects.bulk_create(links)
    return len(links)


def _one_sealer_at_a_time():
    # SQLite's IMMEDIATE transactions already have one writer; the unique position is the backstop on both engines.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])


def head():
    """The chain's end, (position, digest), to be written down outside the database; None if empty."""
    return AuditLink.objects.order_by("-position").values_list("position", "digest").first()


def note_head():
    """Write the chain's end down in AUDIT_HEAD_FILE. Raises `HeadLost` instead when the chain lacks the noted one."""
    if not settings.AUDIT_HEAD_FILE or (found := head()) is None:
        return
    noted = noted_head()
    # Written over, the only trace of what was cut off would be lost.
    if noted and not AuditLink.objects.filter(position=noted[0], digest=noted[1]).exists():
        raise HeadLost(f"the chain does not hold position {noted[0]} as AUDIT_HEAD_FILE notes it: run verify_audit")
    if noted != found:
        write_whole(Path(settings.AUDIT_HEAD_FILE), "{}:{}\n".format(*found).encode())


def noted_head():
    """The chain's end as AUDIT_HEAD_FILE notes it; None without one. Raises `HeadLost` when it cannot be read."""
    try:
        return (
            read_head(Path(settings.AUDIT_HEAD_FILE).read_text(encoding="ascii")) if settings.AUDIT_HEAD_FILE else None
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise HeadLost(f"AUDIT_HEAD_FILE cannot be read: {error}") from error


def read_head(text):
    """The (position, digest) of a noted head, POSITION:DIGEST. Raises `ValueError`."""
    found = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", text.strip())
    if not found:
        raise ValueError("a head reads POSITION:DIGEST")
    return int(found[1]), found[2]


def lag(now=None):
    """How long the oldest entry that the chain does not hold has waited for it: a timedelta, zero if none does."""
    oldest = AuditEntry.objects.unsealed().first()
    return max((now or timezone.now()) - oldest.at, timedelta()) if oldest else timedelta()


def keeps_up(now=None):
    """Say whether the chain holds the newest entry that has had LAG_MAX to get there. One query, however long it is."""
    due = AuditEntry.objects.filter(at__lte=(now or timezone.now()) - LAG_MAX).order_by("-pk")
    return None not in due.values_list("link", flat=True)[:1]
