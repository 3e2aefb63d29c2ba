"""The shape and colour of each status: one table, so that the same word looks the same everywhere.

A status always shows its word; shape and colour only repeat it. Models know nothing of this.
"""

DRAFT, PROGRESS, WAIT, BACK = "draft", "progress", "wait", "back"
GOOD, GIVEN, BAD, LATE, PAUSE = "good", "given", "bad", "late", "pause"

TONES = {
    DRAFT: ("", "st-draft"),
    PROGRESS: ("status--info", "st-progress"),
    WAIT: ("status--wait", "st-wait"),
    BACK: ("status--wait", "st-back"),
    GOOD: ("status--good", "st-good"),
    GIVEN: ("status--good", "st-given"),
    BAD: ("status--bad", "st-bad"),
    LATE: ("status--bad", "st-late"),
    PAUSE: ("", "st-pause"),
}
"""Tone → (class of the badge, icon)."""

STATUSES = {
    "draft": DRAFT,
    "expected": DRAFT,
    "planned": DRAFT,
    "prepared": PROGRESS,
    "committed": PROGRESS,
    "placed": PROGRESS,
    "ordered": PROGRESS,
    "locked": PROGRESS,
    "running": PROGRESS,
    "sent": PROGRESS,
    "queued": WAIT,
    "open": WAIT,
    "submitted": WAIT,
    "checked": WAIT,
    "waiting": WAIT,
    "postponed": WAIT,
    "partly": WAIT,
    "returned": BACK,
    "replaced": BACK,
    "refunded": BACK,
    "approved": GOOD,
    "received": GOOD,
    "valid": GOOD,
    "done": GOOD,
    "cleared": GOOD,
    "paid": GIVEN,
    "handed": GIVEN,
    "delivered": GIVEN,
    "proxy": GIVEN,
    "rejected": BAD,
    "refused": BAD,
    "absent": BAD,
    "failed": BAD,
    "same": GOOD,
    "different": PAUSE,
    "cancelled": PAUSE,
    "closed": PAUSE,
    "withdrawn": PAUSE,
    "renounced": PAUSE,
}
"""Stored status → tone. A status that means something else on one model is listed as `app.model.status`."""


def tone_of(obj):
    """The tone of an object's `status` field; a plain dash for a status this table does not know."""
    own = STATUSES.get(f"{obj._meta.label_lower}.{obj.status}")
    return own or STATUSES.get(obj.status, PAUSE)
