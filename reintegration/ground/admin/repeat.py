"""A form sent twice is done once: the idempotency key of the form finds its first answer."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.translation import gettext as _

from reintegration.ground.admin.filters import visible_rows
from reintegration.ground.admin.typed import lines_of
from reintegration.ground.audit.models import IdempotencyKey
from reintegration.ground.forms import HIDDEN_FIELDS, valid_key

REDIRECTS = (301, 302, 303)
KEPT_FOR = timedelta(days=30)
"""No form stays open longer."""


class OncePerKey:
    def once(self, request, act, *, forms):
        """Run `act` and remember its redirect under the form's key; the same key again gets the first answer.

        The key is taken before the work, in its transaction: of two equal requests at once the second waits for the
        first. `act` names what it wrote in `request.saved_record`; `forms()` are the page's forms as sent now, for the
        labels of what differs from the first time.
        """
        key = valid_key(request.POST.get("idempotency_key"))
        if key is None:
            raise BadRequest("idempotency_key")
        with transaction.atomic():
            kept = _take(key, request)
            if kept is not None:
                response = act()
                if response.status_code in REDIRECTS:
                    _remember(kept, request, response)
                else:
                    # The page asks again: nothing was done, and the same form comes back.
                    kept.delete()
                return response
        return _first_answer(key, request, forms)

    def response_add(self, request, obj, *args, **kwargs):
        request.saved_record = obj
        return super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request, obj):
        request.saved_record = obj
        return super().response_change(request, obj)


def payload_of(request, key):
    """{field: keyed digest of what was typed}, without empty fields, buttons and what the page itself put in.

    The form's key goes into the digest, so that equal values of two forms cannot be told from each other's.
    """
    typed = {name: [value for value in values if value] for name, values in request.POST.lists()}
    digests = {name: _digest(key, name, repr(values)) for name, values in typed.items() if values and _is_typed(name)}
    for name, upload in request.FILES.items():
        digests[name] = _digest(key, name, repr(upload.name).encode() + upload.read())
        upload.seek(0)
    return digests


def forget_old_keys():
    """Delete the keys of forms that nobody sends any more; returns how many."""
    return IdempotencyKey.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()[0]


def _digest(key, name, value):
    return salted_hmac(f"idempotency:{key}:{name}", value, algorithm="sha256").hexdigest()


def _is_typed(name):
    own = ("csrfmiddlewaretoken", "row_version", *HIDDEN_FIELDS)
    if name.startswith(("_", "password")):
        # Not even a keyed digest of a password is kept beside the slow one.
        return False
    return not name.endswith("_FORMS") and name.rsplit("-", 1)[-1] not in own


def _take(key, request):
    """The key's row if nobody has it yet; waits for whoever is taking it at this moment."""
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(
                key=key, by=request.user, path=request.path[:500], payload=payload_of(request, key)
            )
    except IntegrityError:
        return None


def _remember(kept, request, response):
    # Without its query: that repeats what the list was searched for, maybe an identity card.
    kept.answer = {"url": urlsplit(response["Location"])._replace(query="").geturl()}
    record = getattr(request, "saved_record", None)
    if record is not None:
        kept.answer |= {"model": record._meta.label_lower, "pk": str(record.pk)}
    kept.save(update_fields=["answer"])


def _first_answer(key, request, forms):
    first = IdempotencyKey.objects.filter(key=key, by=request.user).first()
    if first is None:
        raise BadRequest("idempotency_key")
    known = first.payload if first.path == request.path[:500] else None
    now = payload_of(request, key)
    if known != now:
        differing = {name for name in {*(known or {}), *now} if (known or {}).get(name) != now.get(name)}
        messages.warning(request, _already_saved(first, request.user, lines_of(forms(), differing)))
    return HttpResponseRedirect(first.answer["url"])


def _already_saved(first, user, lines):
    record = _record_of(first, user)
    if record is None or not lines:
        return _("This form was saved already. What you changed afterwards is not saved: compare and enter it again.")
    head = _("Already saved as “%(record)s”. These fields differ and are NOT saved:") % {"record": record}
    return format_html("{} {}", head, lines)


def _record_of(first, user):
    if "model" not in first.answer:
        return None
    return visible_rows(apps.get_model(first.answer["model"]), user).filter(pk=first.answer["pk"]).first()
