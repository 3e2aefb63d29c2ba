"""The door of a ceremony pass, which asks for its PIN, and who may go on: the list and papers are `pass_papers`.

The holder of a pass has a session of its own, under a cookie of its own: whoever is signed in to the office stays so.
"""

from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disbursements.models import CeremonyPass
from disbursements.services import passes
from reintegration.ground.accounts import limits
from reintegration.ground.accounts.models import Session, digest
from reintegration.ground.reference.models import OfficialText

COOKIE = "ceremony_pass"
STAY = timedelta(hours=12)
SAID = {
    "closed": (
        _("No list is open here"),
        _("Open the link of your pass again. It works from the day before the ceremony to the day after."),
    ),
    "too_many": (_("Too many wrong PINs"), _("The pass is closed for a while. Ask who gave it to you.")),
    "left": (_("You have left the list"), _("To come back, open the link of your pass again.")),
    "not_printed": (_("The paper was not printed"), _("Go back and try again in a minute.")),
}
"""What a page says that shows nothing else: its heading and a sentence."""
private = cache_control(private=True, no_store=True)


class PassSession(SessionStore):
    """The stay of a pass's holder. It is signed for this alone: the office takes no such session, nor the reverse."""

    @classmethod
    def get_model_class(cls):
        return Session


@private
@require_http_methods(["GET", "HEAD", "POST"])
def door(request, token):
    """Ask for the PIN: nothing is looked up before one is sent. Every wrong link, day or PIN gets the same answer."""
    if request.method != "POST":
        return page(request, "door")
    attempt = limits.take(request, "pass", digest(token))
    if attempt is None:
        return say(request, "too_many", status=429)
    opened = passes.enter(token=token, pin=request.POST.get("pin", ""), on=timezone.localdate())
    if opened is None:
        return page(request, "door", status=403, is_wrong=True)
    attempt.rollback()
    return _entered(opened)


@private
@require_POST
def leave(request):
    """End the stay on this device."""
    PassSession(request.COOKIES.get(COOKIE)).flush()
    return _gone(say(request, "left"))


def with_pass(view):
    """Give `view` the pass that this browser came in with; out at once when it is withdrawn or over. Two queries."""

    @wraps(view)
    def admitted(request, *args, **kwargs):
        pk = PassSession(request.COOKIES.get(COOKIE)).get(COOKIE)
        opened = CeremonyPass.objects.in_force(timezone.localdate()).select_related("ceremony").filter(pk=pk).first()
        if opened is None:
            return _gone(say(request, "closed", status=403))
        return view(request, opened, *args, **kwargs)

    return private(require_safe(admitted))


def page(request, name, *, status=200, **context):
    """One page of a pass, in Arabic and French: it leaves the house, and carries the short name of the issuer."""
    context |= {"title": _("Ceremony pass"), "issuer": OfficialText.objects.as_dict()["issuer_short"]}
    return render(request, f"public/pass_{name}.html", context, status=status)


def say(request, name, *, status=200):
    heading, sentence = SAID[name]
    return page(request, "says", status=status, heading=heading, sentence=sentence)


def _entered(opened):
    session = PassSession()
    session[COOKIE] = opened.pk
    session.set_expiry(STAY)
    session.create()
    response = HttpResponseRedirect(reverse("pass_list"))
    response.set_cookie(
        COOKIE,
        session.session_key,
        max_age=STAY,
        path=reverse("pass_list"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _gone(response):
    response.delete_cookie(COOKIE, path=reverse("pass_list"), samesite="Lax")
    return response
