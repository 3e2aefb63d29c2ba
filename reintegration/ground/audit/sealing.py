"""Chains the trail's entries and proves the chain.

The sealer runs apart from business, so that no two acts wait for each other.
This module issues raw SQL: the lock that lets one sealer work at a time.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from reintegration.ground import protections
from reintegration.ground.audit.digests import entry_digest, link_digest
from reintegration.ground.audit.models import AuditEntry, AuditLink, AuditSeal

ADVISORY_LOCK = 20_190_513
"""The number of the sealer's lock on PostgreSQL; any constant that no other lock uses."""
BATCH = 1000
LAG_MAX = timedelta(minutes=5)
"""How long an entry may wait for the chain."""


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the trail: a code word, the entry or position it was found at, and a sentence."""

    code: str
    where: str
    text: str

    def __str__(self):
        return f"{self.code} {self.where}: {self.text}".strip()


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
        head = link_digest(head, position, entry.pk, entry.digest)
        links.append(AuditLink(entry=entry, position=position, digest=head))
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


def verify(*, now=None, noted_head=None):
    """Everything that is wrong with the trail, in the order of the chain; an empty list proves it whole.

    Measures how far the sealer lags, seals what is pending, then reads the whole chain once (one row in memory at a
    time). `noted_head` is (position, digest) written down earlier: it alone shows that the chain's end was cut off.
    """
    findings = _lag(now or timezone.now()) + _unprotected()
    seal_pending()
    findings += list(_broken_links(noted_head)) + list(_broken_seals())
    return findings


def head():
    """The chain's end, (position, digest), to be written down outside the database; None if empty."""
    last = AuditLink.objects.order_by("-position").first()
    return (last.position, last.digest) if last else None


def _lag(now):
    oldest = AuditEntry.objects.unsealed().first()
    if oldest is None or now - oldest.at <= LAG_MAX:
        return []
    waited = int((now - oldest.at).total_seconds())
    return [Finding("lag", f"entry {oldest.pk}", f"has waited {waited} s for the chain: is the sealer running?")]


def _unprotected():
    return [
        Finding("unprotected", name, "this trigger is missing or altered") for name in protections.missing(connection)
    ]


def _broken_links(noted_head):
    """Walk the chain; each entry and each link is recomputed."""
    expected, before = 1, ""
    noted_position, noted_digest = noted_head or (0, "")
    links = AuditLink.objects.order_by("position").select_related("entry")
    for link in links.iterator(chunk_size=BATCH):
        if link.position != expected:
            yield Finding("gap", f"position {expected}", f"the chain continues at position {link.position}")
        yield from _broken_link(link, before)
        if link.position == noted_position and link.digest != noted_digest:
            yield Finding("rewritten", f"position {link.position}", "the chain differs from the head noted earlier")
        expected, before = link.position + 1, link.digest
    if noted_position >= expected:
        yield Finding("cut", f"position {expected}", f"the chain once reached position {noted_position}")


def _broken_link(link, before):
    entry = link.entry
    where = f"entry {entry.pk}"
    if entry.digest != entry_digest(entry):
        yield Finding(
            "altered", where, f"“{entry}” of {entry.at:%Y-%m-%d %H:%M:%S} by {entry.actor} is not as it was written"
        )
    if link.digest != link_digest(before, link.position, entry.pk, entry.digest):
        yield Finding(
            "unchained", where, f"does not follow from position {link.position - 1}: removed, swapped or inserted"
        )


def _broken_seals():
    # Read before the seals: a sealer at work meanwhile can then only have added seals that reach further.
    last = head()
    expected = 1
    held = AuditLink.objects.filter(position=OuterRef("last_position")).values("digest")
    for seal in AuditSeal.objects.annotate(held=Subquery(held)).order_by("last_position").iterator(chunk_size=BATCH):
        if seal.first_position != expected or seal.held != seal.head:
            yield Finding("seal", f"seal {seal.pk}", f"positions {seal} do not agree with the chain")
        expected = seal.last_position + 1
    if last and last[0] >= expected:
        yield Finding("seal", f"position {expected}", "the chain goes on after its last seal")
