"""Keys during a request: each is asked for once, and one that is missing or wrong becomes a page that says so."""

import logging

from django.http import HttpResponse
from django.template import loader

from reintegration.ground.keys import owned
from reintegration.ground.sealed import SealError

logger = logging.getLogger(__name__)


class KeysOfRequest:
    """Answer 503 in the user's language where a protected value cannot be opened; its text is never shown."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with owned.held():
            return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, SealError):
            return None
        logger.error("On %s: %s", request.path, exception)
        # No request and so no queries: whatever the shell shows could be sealed with the same key.
        return HttpResponse(loader.render_to_string("503.html", {"why": str(exception)}), status=503)
