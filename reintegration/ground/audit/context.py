"""The request, command or job in which the current thread works, by its identifier."""

from contextvars import ContextVar

current_request_id = ContextVar("current_request_id", default="")
