"""The keyed digests of the trail: what exactly is covered, byte for byte. Pure; the key never enters the database."""

import hashlib
import hmac
import json
from datetime import UTC

from django.conf import settings

COVERED = (
    "token at by_id actor on_behalf_of_id action subject_type subject_id label changes sealed_note request_id".split()
)


def entry_digest(entry):
    """HMAC-SHA256 (64 hex digits) over the canonical JSON of every column of an entry but its id and digest."""
    values = {name: getattr(entry, name) for name in COVERED}
    values["token"] = str(entry.token)
    values["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _keyed(json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def link_digest(before, position, entry_id, digest_of_entry):
    """The chain's digest at `position`; `before` is the digest at the position before, or "" at the start."""
    return _keyed(f"{before}|{position}|{entry_id}|{digest_of_entry}")


def _keyed(text):
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
