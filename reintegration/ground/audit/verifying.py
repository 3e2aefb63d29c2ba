"""Proves the audit trail, or names everything that is wrong with it; it writes only the links of what is pending."""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Max, Min, OuterRef, Q, Subquery

from reintegration.ground import protections
from reintegration.ground.audit import sealing
from reintegration.ground.audit.digests import MissingKey, entry_digest, link_digest, rows_digest
from reintegration.ground.audit.models import COVERS, ROWS_DIGEST, AuditEntry, AuditLink, AuditRow, AuditSeal
from reintegration.ground.audit.trail import cover

CHUNK = 1000
COVERED = ("audit.statuschange",)
"""The models of which each row is covered by the entry of its act."""


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
    at a time). `noted_head` is (position, digest) written down earlier, beside the one of AUDIT_HEAD_FILE: a noted head
    alone shows that the chain's end was cut.
    """
    lagging = _lag(now)
    noted, unreadable = _noted(noted_head)
    stuck = _stuck()
    chain = Chain(noted)
    return [*chain.findings(), *_strange_rows(), *_broken_seals(), *stuck, *unreadable, *_unprotected(), *lagging]


class Chain:
    """One walk along the chain. It recomputes each link, each entry and what the entry covers."""

    def __init__(self, noted):
        self.noted = noted
        self.reached = 0
        self.missing_keys = set()
        self.covered = {label: set() for label in COVERED}

    def findings(self):
        try:
            yield from self._links()
        except ValueError as error:
            # SQLite holds any text in any column.
            yield Finding("unreadable", f"position {self.reached + 1}", f"or one soon after: {error}")
        for position in sorted(self.noted):
            if position > self.reached:
                yield Finding("cut", f"position {self.reached + 1}", f"the chain once reached position {position}")
        yield from self._uncovered()

    def _links(self):
        before, chunk = "", []
        links = AuditLink.objects.order_by("position").select_related("entry")
        for link in links.iterator(chunk_size=CHUNK):
            if link.position != self.reached + 1:
                yield Finding("gap", f"position {self.reached + 1}", f"the chain continues at position {link.position}")
            yield from self._entry(link.entry)
            yield from self._link(link, before)
            self.reached, before = link.position, link.digest
            chunk.append(link.entry)
            if len(chunk) == CHUNK:
                yield from self._covers(chunk)
                chunk = []
        yield from self._covers(chunk)

    def _entry(self, entry):
        where = f"entry {entry.pk}"
        try:
            whole = entry.digest == entry_digest(entry)
        except MissingKey as error:
            yield from self._missing(error, where)
        else:
            if not whole:
                told = f"“{entry}” of {str(entry.at)[:19]} by {entry.actor}"
                yield Finding("altered", where, f"{told} is not as it was written")
        if told := _proof(entry, ROWS_DIGEST):
            rows = entry.rows.order_by("number")
            if told != rows_digest(rows.iterator(chunk_size=CHUNK)):
                yield Finding("rows", where, f"its {rows.count()} rows are not as they were written")

    def _link(self, link, before):
        where = f"entry {link.entry_id}"
        try:
            whole = link.digest == link_digest(before, link)
        except MissingKey as error:
            yield from self._missing(error, where)
        else:
            if not whole:
                text = f"does not follow from position {link.position - 1}: removed, swapped or inserted"
                yield Finding("unchained", where, text)
        if self.noted.get(link.position, link.digest) != link.digest:
            yield Finding("rewritten", f"position {link.position}", "the chain differs from the head noted earlier")

    def _missing(self, error, where):
        """One finding for a missing key, not one for each entry that it signed."""
        if error.key_id not in self.missing_keys:
            self.missing_keys.add(error.key_id)
            yield Finding("key", where, str(error))

    def _covers(self, entries):
        """Compare the rows that a chunk of entries covers; one query for each model."""
        said = {entry.pk: text for entry in entries if (text := _proof(entry, COVERS))}
        found = {}
        for label in COVERED:
            pks = {text.split(":")[1] for text in said.values() if text.startswith(f"{label}:")}
            found |= {cover(row): row.pk for row in _rows_of(label, pks)}
        for pk, text in said.items():
            label, _, rest = text.partition(":")
            if text in found:
                self.covered[label].add(found[text])
            else:
                number = rest.partition(":")[0]
                yield Finding("history", f"entry {pk}", f"{label} {number} is not as it was written with it")

    def _uncovered(self):
        for label in COVERED:
            for pk in apps.get_model(label).objects.order_by("pk").values_list("pk", flat=True).iterator():
                if pk not in self.covered[label] and not self._is_newer(label, pk):
                    yield Finding("history", f"{label} {pk}", "no entry tells of it")

    def _is_newer(self, label, pk):
        """Whether the row came with an entry that the walk did not reach: business goes on meanwhile."""
        later = AuditEntry.objects.filter(Q(link__isnull=True) | Q(link__position__gt=self.reached))
        return any(later.filter(changes__covers=[None, cover(row)]).exists() for row in _rows_of(label, [str(pk)]))


def _proof(entry, name):
    """What the entry's changes hold under `name`; "" for nothing, or what nobody but a forger writes."""
    pair = entry.changes.get(name) if isinstance(entry.changes, dict) else None
    return pair[1] if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], str) else ""


def _rows_of(label, pks):
    return apps.get_model(label).objects.filter(pk__in=[pk for pk in pks if pk.isdecimal()])


def _lag(now):
    waited = sealing.lag(now)
    if waited <= sealing.LAG_MAX:
        return []
    seconds = int(waited.total_seconds())
    return [Finding("lag", "", f"an entry has waited {seconds} s for the chain: is the sealer running?")]


def _stuck():
    """Seal what is pending; a forged link or seal can stand in the sealer's way."""
    try:
        sealing.seal_pending()
    except (DatabaseError, OverflowError) as error:
        return [Finding("stuck", "", f"new entries cannot be chained: {error}".strip())]
    return []


def _noted(given):
    """The noted heads, {position: digest}, and what is wrong with the file that should hold one."""
    try:
        filed = sealing.noted_head()
    except sealing.HeadLost as error:
        return dict([given] if given else []), [Finding("head", "", str(error))]
    wrong = []
    if settings.AUDIT_HEAD_FILE and filed is None and sealing.head():
        wrong = [Finding("head", settings.AUDIT_HEAD_FILE, "nobody noted the end of the chain: is the sealer running?")]
    return dict(head for head in (filed, given) if head), wrong


def _unprotected():
    return [Finding("unprotected", name, "is missing or altered") for name in protections.missing(connection)]


def _strange_rows():
    """Rows that were added to an entry that never had any."""
    strange = AuditRow.objects.filter(~Q(entry__changes__has_key=ROWS_DIGEST)).order_by("entry")
    for number in strange.values_list("entry", flat=True).distinct():
        yield Finding("rows", f"entry {number}", "it was written without the rows that it has now")


def _broken_seals():
    # Read before the seals: a sealer at work meanwhile can then only have added seals that reach further.
    last = sealing.head()
    expected = 1
    held = AuditLink.objects.filter(position=OuterRef("last_position")).values("digest")
    spans = {name: of("links__position") for name, of in (("low", Min), ("high", Max), ("count", Count))}
    seals = AuditSeal.objects.annotate(held=Subquery(held), **spans).order_by("last_position")
    for seal in seals.iterator(chunk_size=CHUNK):
        whole = (seal.low, seal.high, seal.count) == (expected, seal.last_position, seal.last_position - expected + 1)
        if seal.first_position != expected or seal.held != seal.head or not whole:
            yield Finding("seal", f"seal {seal.pk}", f"positions {seal} do not agree with the chain")
        expected = seal.last_position + 1
    if last and last[0] >= expected:
        yield Finding("seal", f"position {expected}", "the chain goes on after its last seal")
