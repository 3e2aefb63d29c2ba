"""The keyed digests of the trail: what exactly is covered, byte for byte. Pure; the keys never enter the database."""

import hashlib
import hmac
import json
from datetime import UTC
from functools import lru_cache

from django.conf import settings
from django.core import checks

from reintegration.ground.sealed import key_id

COVERED = (
    "token at by_id actor on_behalf_of_id action subject_type subject_id label changes sealed_note request_id".split()
)


class MissingKey(Exception):
    """A digest cannot be computed: AUDIT_KEYS does not hold the key that it names."""

    def __init__(self, key):
        super().__init__(f"the key {key} is missing from AUDIT_KEYS")
        self.key_id = key


def newest_key_id():
    """The id of the key that digests are made with now."""
    return next(iter(_ring(tuple(settings.AUDIT_KEYS))))


def entry_digest(entry):
    """HMAC-SHA256 (64 hex digits) over the canonical JSON of every column of an entry but its id and digest.

    Raises `MissingKey`.
    """
    values = {name: getattr(entry, name) for name in COVERED}
    values["token"] = str(entry.token)
    # SQLite holds any text as a moment; one that is none reads as None.
    values["at"] = entry.at and entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _keyed(entry.key_id, _canonical(values))


def link_digest(before, link):
    """The chain's digest at a link's position; `before` is that of the position before, or "" at the start.

    Raises `MissingKey`.
    """
    return _keyed(link.key_id, f"{before}|{link.position}|{link.entry_id}|{link.entry.digest}")


def row_digest(row, action, changes, key_id):
    """HMAC over one record of an act on many and what was written, {field: [before, after]} in plain values.

    Keyed, because the values are few enough to be guessed.
    """
    return _keyed(key_id, _canonical([row.subject_type, row.subject_id, action, changes]))


def rows_digest(rows):
    """SHA-256 over the lines of an act on many, in their order; the entry that holds it covers it."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.number}|{row.subject_type}|{row.subject_id}|{row.digest}\n".encode())
    return digest.hexdigest()


def values_digest(values):
    """SHA-256 over a row's columns in plain values; the entry that holds it covers it."""
    return hashlib.sha256(_canonical(values).encode()).hexdigest()


def _canonical(values):
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _keyed(name, text):
    ring = _ring(tuple(settings.AUDIT_KEYS))
    if not name:
        # From before keys had names, so the oldest.
        return _hmac(list(ring.values())[-1], text)
    if name not in ring:
        raise MissingKey(name)
    return _hmac(ring[name], f"{name}|{text}")


def _hmac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=8)
def _ring(keys):
    return {key_id(key): key.encode() for key in keys}


@checks.register(checks.Tags.security)
def audit_keys_are_set(app_configs, **kwargs):
    """Check that there is a key, and no empty one: an empty key is one that everybody has."""
    if settings.AUDIT_KEYS and all(settings.AUDIT_KEYS):
        return []
    return [checks.Error("AUDIT_KEYS is empty or holds an empty key.", id="audit.E002")]
