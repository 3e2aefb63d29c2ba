"""Gives each request an identifier that its audit entries and its answer carry."""

import uuid

from reintegration.ground.audit.context import current_request_id


class RequestId:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Never taken from the caller's headers: the trail must not repeat what an outsider chose.
        request.id = uuid.uuid4().hex
        token = current_request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            current_request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response
