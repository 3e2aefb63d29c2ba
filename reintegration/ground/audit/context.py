"""In what the current thread works: the request, command or job by its identifier, and an act on many records."""

from contextvars import ContextVar

current_request_id = ContextVar("current_request_id", default="")
gathered_rows = ContextVar("gathered_rows", default=None)
"""The lines of the one entry that is being gathered (`trail.as_one`), else None."""
