"""A form sent twice is done once: the idempotency key of the form finds its first answer."""

import hashlib
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from reintegration.ground.audit.models import IdempotencyKey
from reintegration.ground.forms import valid_key

REDIRECTS = (301, 302, 303)


def payload_digest(request):
    """SHA-256 over what the form says, without its CSRF token and key."""
    fields = sorted(
        (name, values)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "idempotency_key")
    )
    files = sorted((name, upload.name, upload.size) for name, upload in request.FILES.items())
    return hashlib.sha256(repr((request.path, fields, files)).encode()).hexdigest()


class OncePerKey:
    def once(self, request, act):
        """Run `act` and remember its redirect under the form's key; the same key again gets the first answer.

        The key is inserted in the same transaction as the work: of two equal requests at once, one is rolled back.
        """
        key = valid_key(request.POST.get("idempotency_key"))
        if key is None:
            raise BadRequest("idempotency_key")
        first = IdempotencyKey.objects.filter(key=key).first()
        if first is not None:
            return self._first_answer(request, first)
        try:
            with transaction.atomic():
                response = act()
                if response.status_code in REDIRECTS:
                    self._remember(request, key, response)
        except IntegrityError:
            first = IdempotencyKey.objects.filter(key=key).first()
            if first is None:
                raise
            return self._first_answer(request, first)
        return response

    @staticmethod
    def _remember(request, key, response):
        IdempotencyKey.objects.create(
            key=key,
            by=request.user,
            path=request.path[:500],
            payload={"all": payload_digest(request)},
            # Without its query: that repeats what the list was searched for, maybe an identity card.
            answer={"url": urlsplit(response["Location"])._replace(query="").geturl()},
        )

    def _first_answer(self, request, first):
        if first.by_id != request.user.pk:
            raise BadRequest("idempotency_key")
        if first.payload != {"all": payload_digest(request)}:
            messages.warning(
                request,
                _("This form was saved already. What you changed afterwards is not saved: compare and enter it again."),
            )
        return HttpResponseRedirect(first.answer["url"])
