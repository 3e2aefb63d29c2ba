"""Proves the audit trail, or names everything that is wrong with it."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from reintegration.ground import protections
from reintegration.ground.audit import sealing
from reintegration.ground.audit.digests import MissingKey, entry_digest, link_digest, rows_digest
from reintegration.ground.audit.models import AuditLink, AuditRow, AuditSeal
from reintegration.ground.audit.trail import ROWS_DIGEST

CHUNK = 1000


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the trail: a code word, the entry or position it was found at, and a sentence."""

    code: str
    where: str
    text: str

    def __str__(self):
        return f"{self.code} {self.where}: {self.text}".strip()


def verify(*, now=None, noted_head=None):
    """Everything that is wrong with the trail, what is wrong with entries first; an empty list proves it whole.

    Measures how far the sealer lags, seals what is pending, then reads the whole chain once (a chunk of rows in memory
    at a time). `noted_head` is (position, digest) written down earlier: it alone shows that the chain's end was cut.
    """
    lagging = _lag(now)
    sealing.seal_pending()
    return [*_broken_links(noted_head), *_strange_rows(), *_broken_seals(), *_unprotected(), *lagging]


def _lag(now):
    waited = sealing.lag(now)
    if waited <= sealing.LAG_MAX:
        return []
    seconds = int(waited.total_seconds())
    return [Finding("lag", "", f"an entry has waited {seconds} s for the chain: is the sealer running?")]


def _unprotected():
    return [Finding("unprotected", name, "is missing or altered") for name in protections.missing(connection)]


def _broken_links(noted_head):
    """Walk the chain; each entry and each link is recomputed."""
    expected, before, missing = 1, "", set()
    noted_position, noted_digest = noted_head or (0, "")
    links = AuditLink.objects.order_by("position").select_related("entry")
    for link in links.iterator(chunk_size=CHUNK):
        if link.position != expected:
            yield Finding("gap", f"position {expected}", f"the chain continues at position {link.position}")
        yield from _broken_entry(link.entry, missing)
        yield from _broken_rows(link.entry)
        yield from _broken_link(link, before, missing)
        if link.position == noted_position and link.digest != noted_digest:
            yield Finding("rewritten", f"position {link.position}", "the chain differs from the head noted earlier")
        expected, before = link.position + 1, link.digest
    if noted_position >= expected:
        yield Finding("cut", f"position {expected}", f"the chain once reached position {noted_position}")


def _broken_entry(entry, missing):
    try:
        whole = entry.digest == entry_digest(entry)
    except MissingKey as error:
        yield from _once(error, f"entry {entry.pk}", missing)
        return
    if not whole:
        told = f"“{entry}” of {entry.at:%Y-%m-%d %H:%M:%S} by {entry.actor}"
        yield Finding("altered", f"entry {entry.pk}", f"{told} is not as it was written")


def _broken_link(link, before, missing):
    where = f"entry {link.entry_id}"
    try:
        whole = link.digest == link_digest(before, link)
    except MissingKey as error:
        yield from _once(error, where, missing)
        return
    if not whole:
        text = f"does not follow from position {link.position - 1}: removed, swapped or inserted"
        yield Finding("unchained", where, text)


def _broken_rows(entry):
    if ROWS_DIGEST not in entry.changes:
        return
    rows = entry.rows.order_by("number")
    if entry.changes[ROWS_DIGEST] != [None, rows_digest(rows.iterator(chunk_size=CHUNK))]:
        text = f"its {rows.count()} rows are not the {entry.changes['rows'][1]} that were written"
        yield Finding("rows", f"entry {entry.pk}", text)


def _strange_rows():
    """Rows that were added to an entry that never had any."""
    strange = AuditRow.objects.filter(~Q(entry__changes__has_key=ROWS_DIGEST)).order_by("entry")
    for number in strange.values_list("entry", flat=True).distinct():
        yield Finding("rows", f"entry {number}", "it was written without the rows that it has now")


def _once(error, where, missing):
    """One finding for a missing key, not one for each entry that it signed."""
    if error.key_id not in missing:
        missing.add(error.key_id)
        yield Finding("key", where, str(error))


def _broken_seals():
    # Read before the seals: a sealer at work meanwhile can then only have added seals that reach further.
    last = sealing.head()
    expected = 1
    held = AuditLink.objects.filter(position=OuterRef("last_position")).values("digest")
    for seal in AuditSeal.objects.annotate(held=Subquery(held)).order_by("last_position").iterator(chunk_size=CHUNK):
        if seal.first_position != expected or seal.held != seal.head:
            yield Finding("seal", f"seal {seal.pk}", f"positions {seal} do not agree with the chain")
        expected = seal.last_position + 1
    if last and last[0] >= expected:
        yield Finding("seal", f"position {expected}", "the chain goes on after its last seal")
