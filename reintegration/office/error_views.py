"""The pages for what was not found, not allowed or went wrong; none of them says whether a record exists."""

import logging
import secrets

from django.contrib import admin
from django.http import HttpResponseServerError
from django.template import loader
from django.template.response import TemplateResponse

logger = logging.getLogger(__name__)


def not_found(request, exception=None):
    return _in_shell(request, "404.html", 404)


def bad_request(request, exception=None):
    """An address with a filter or a host that we do not serve."""
    return _in_shell(request, "404.html", 400)


def forbidden(request, exception=None):
    return _in_shell(request, "403.html", 403)


def server_error(request):
    """Touches neither the database nor the session: either may be what failed."""
    incident = secrets.token_hex(4).upper()
    logger.error("Incident %s on %s", incident, request.path)
    return HttpResponseServerError(loader.render_to_string("500.html", {"incident": f"{incident[:4]}-{incident[4:]}"}))


def _in_shell(request, template, status):
    user = getattr(request, "user", None)
    context = admin.site.each_context(request) if user is not None and user.is_authenticated else {}
    return TemplateResponse(request, template, context, status=status).render()
