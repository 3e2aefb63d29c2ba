"""How often something may be tried, counted in the database and so by all processes together."""

import time

from allauth.core.internal import ratelimit
from django.contrib import admin
from django.core.cache import cache
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

RATES = {
    # Wrong ones alone count: by the name typed in, whether there is such an account or not, and by the user.
    "password": "30/m/ip,5/5m/key",
    "code": "30/m/ip,5/5m/key",
    "password_change": "5/5m/key",
    # Mails asked for by who forgot the password; the key is the address typed in.
    "forgotten": "10/h/ip,3/h/key",
    # People registered at the desk: a saving says whether another centre may know the person.
    "intake": "100/d/key",
    # Wrong PINs of a ceremony pass, and codes of certificates that nobody knows.
    "pass": "5/10m/key,15/d/key,10/10m/ip",
    "verify": "30/10m/ip",
}
"""What may be tried how often: amount/time/of whom. In the words of django-allauth."""


def take(request, action, key=""):
    """Count one try; returns it, to be taken back (`rollback`) where only failures count, or None when it is too much.

    A try beyond the limit is not counted, so whoever waits gets in again.
    """
    return ratelimit.consume(request, app="accounts", action=action, config=RATES, key=str(key), limit_get=True)


def allow(request, action, key=""):
    """Count one try and say whether it is allowed."""
    return take(request, action, key) is not None


def is_left(request, action, key=""):
    """Whether one more try would be allowed; counts none and only reads, where `take` also writes."""
    return all(_is_left(request, action, rate, str(key)) for rate in ratelimit.parse_rates(RATES[action]))


def too_many(request, exception=None):
    """The answer to whoever tries too often: it says nothing but that."""
    context = {"site_header": _("The Foundation"), "site_title": admin.site.site_title}
    return TemplateResponse(request, "accounts/too_many.html", context, status=429).render()


def _is_left(request, action, rate, key):
    tries = cache.get(ratelimit.get_cache_key(request, app="accounts", action=action, rate=rate, key=key), [])
    return ratelimit.apply_rate(tries, time.time(), rate, dry_run=True)[0]
