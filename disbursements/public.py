"""The public page: what the code on a certificate says to whoever was shown the paper. It asks for no account."""

import json
from dataclasses import dataclass
from datetime import date
from functools import wraps

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from disbursements.codes import LETTERS, SHORT, as_written, number_as_written
from disbursements.models import Certificate
from disbursements.services.freezing import SEASON
from reintegration.ground import dates
from reintegration.ground.accounts import limits
from reintegration.ground.reference.models import OfficialText

LANGUAGES = [("ar", "rtl"), ("fr", "ltr")]
POLICY = {name: [SELF] for name in ("style-src", "font-src", "img-src", "form-action")} | {
    name: [NONE] for name in ("default-src", "base-uri", "frame-ancestors")
}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Language": "ar, fr",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True)
class Verdict:
    """What the page says about one state: its colour, its shape and its words."""

    tone: str
    icon: str
    title: str
    says: str = ""


VERDICTS = {
    Certificate.Status.VALID: Verdict("good", "st-good", _("Valid certificate")),
    Certificate.Status.PREPARED: Verdict(
        "info",
        "st-progress",
        _("Certificate prepared"),
        _("Its handover is not recorded yet: it becomes valid then."),
    ),
    Certificate.Status.REPLACED: Verdict(
        "wait",
        "st-back",
        _("Certificate replaced"),
        _("A new certificate was issued in place of this paper. Ask its holder for the newer one."),
    ),
    Certificate.Status.CANCELLED: Verdict(
        "bad", "st-bad", _("Certificate cancelled"), _("This paper is not valid: its handover did not take place.")
    ),
}
UNKNOWN = Verdict(
    "idle", "help", _("No certificate found"), _("Compare what you typed with the paper, letter by letter.")
)
TOO_MANY = Verdict(
    "wait",
    "st-late",
    _("Too many codes that nobody knows"),
    _("Wait ten minutes, then type the code letter by letter."),
)
QUESTION = Verdict(
    "idle", "search", _("Verify a certificate"), _("Type the number of the certificate and the code under its square.")
)
FIELDS = [
    {"name": "number", "label": _("Number of the certificate"), "like": "ATT-2021-00001"},
    {"name": "code", "label": _("Code under the square"), "like": "X278-XC2K"},
]


def public(view):
    """A page for everybody: only read, without scripts or frames, kept by no cache, listed by no search."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        response = require_safe(view)(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return csrf_exempt(csp_replace(POLICY)(answered))


@public
def verify(request, code=""):
    """Answer the whole code of an address, or the number and short code typed from a paper; ask when there is none.

    Whoever tries many codes that nobody knows is answered none for a while, not even right ones.
    """
    code = code or request.GET.get("code", "")
    number = request.GET.get("number", "")
    if not code and not number:
        return _page(QUESTION, fields=FIELDS)
    certificate = certificate_of(code=code, number=number) if limits.is_left(request, "verify") else None
    if certificate is None and not limits.allow(request, "verify"):
        return _page(TOO_MANY, status=429)
    return _answer(certificate)


@public
def not_found(request, exception=None):
    """Whatever else is asked on the papers' own host: the answer of a code that nobody knows."""
    return _answer(certificate_of(code=""))


def certificate_of(*, code, number=""):
    """The certificate of a whole code, or of a number and its short code; None when they fit none. One query."""
    letters = as_written(code)
    if len(letters) == SHORT:
        return Certificate.objects.filter(number=number_as_written(number), code__startswith=letters).first()
    return Certificate.objects.filter(code=letters if len(letters) == LETTERS else "").first()


def _answer(certificate):
    if certificate is None:
        return _page(UNKNOWN, fields=FIELDS, status=404)
    return _page(VERDICTS[certificate.status], certificate=certificate, facts=facts_of(certificate))


def _page(verdict, *, certificate=None, facts=None, fields=(), status=200):
    halves = [{"language": language, "dir": direction} for language, direction in LANGUAGES]
    for half, said in zip(halves, facts or (), strict=False):
        half |= said
    context = {"verdict": verdict, "certificate": certificate, "halves": halves, "fields": fields}
    context |= {"title": QUESTION.title, "issuer": OfficialText.objects.as_dict()["issuer_short"]}
    # Without the request: what it carries, its cookies first, is no part of the answer.
    return HttpResponse(render_to_string("public/verify.html", context), status=status)


def facts_of(certificate):
    """What the certificate froze, as little as proves the paper, in each language; nothing once its key is gone."""
    if getattr(certificate.content, "is_gone", False):
        return None
    frozen = json.loads(certificate.content)
    day = date.fromisoformat(frozen["day"])
    return [
        {
            "season": season.removeprefix(word).strip(),
            "day": dates.in_words(day, language),
            "initials": initials(name),
        }
        for (language, _dir), season, word, name in zip(
            LANGUAGES, frozen["season"], SEASON, frozen["name"], strict=True
        )
    ]


def initials(name):
    """The first letters of the first and the last word of a name: إ. ز. for إسماعيل الزياني."""
    words = [word.removeprefix("ال") or word for word in name.split()]
    return " ".join(f"{word[0]}." for word in [*words[:1], *words[1:][-1:]])
