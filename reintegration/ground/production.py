"""What real work must not start with, each fault one sentence that says what to do; a demonstration is let off most.

`settings.py` asks at its end, so that no door leads past it: web server, worker or command. What only the database can
tell is asked when the web server or a worker starts.
"""

import re
import sys
import warnings
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.http.request import split_domain_port, validate_host

KEYS = ("SECRET_KEY", "SEALING_KEYS", "LOOKUP_KEYS", "AUDIT_KEYS")
KEY_MIN, SIGNS_MIN = 32, 10
"""How long a key is at least, and of how many different characters."""
PLACEHOLDER = re.compile("change|default|example|insecure|placeholder|replace|secret", re.IGNORECASE)
LOCAL = re.compile(r"(.*\.)?localhost|127\.[0-9.]+|\[::1?\]|0\.0\.0\.0", re.IGNORECASE)
EXAMPLE = re.compile(r"(.*\.)?example(\.(com|net|org))?", re.IGNORECASE)
ENGINES = {"django.db.backends.sqlite3": "SQLite", "django.db.backends.postgresql": "PostgreSQL"}
SMTP = "django.core.mail.backends.smtp.EmailBackend"
STATUS = 3
"""The status to end with: gunicorn takes it for a fault of the application, and does not start the worker again."""


def refuse(values):
    """End the process with one sentence for each fault of these settings, {name: value}."""
    if found := list(faults(values)):
        _end(found)


def faults(values):
    """The faults of these settings, {name: value}, as sentences."""
    if values["DEMO"]:
        yield from _demonstration_faults(values)
        return
    if values["DEBUG"]:
        yield "DEBUG is on and would show the program's values to strangers: set DEBUG=false."
    yield from _key_faults({name: _listed(values[name]) for name in KEYS}, values["DEMO_KEYS"])
    yield from _address_faults(values)
    yield from _database_faults(values)
    yield from _mail_faults(values)


def read(reader, name, *, default):
    """What `reader` makes of an address in the environment; {} of one that cannot be read, which `faults` then says."""
    with warnings.catch_warnings():
        # The warning would show the password in the address.
        warnings.simplefilter("error", UserWarning)
        try:
            return reader(name, default=default)
        except (ImproperlyConfigured, UserWarning, ValueError):
            return {}


def refuse_demonstration_accounts():
    """End the process when the database holds accounts whose password everybody knows, or does not answer."""
    if settings.DEMO:
        return
    try:
        found = list(_account_faults())
    finally:
        # Processes are forked from here: no two may share a connection.
        connections.close_all()
    if found:
        _end(found)


def has_demonstration_accounts():
    return not settings.DEMO and get_user_model().objects.filter(is_demonstration=True).exists()


def _end(found):
    for sentence in found:
        print(f"Not started: {sentence}", file=sys.stderr)
    raise SystemExit(STATUS)


def _account_faults():
    try:
        if has_demonstration_accounts():
            yield "the database holds demonstration accounts, whose password everybody knows: take an empty database."
    except DatabaseError:
        yield "the database does not answer or is not prepared: see DATABASE_URL, then run manage.py migrate."


def _demonstration_faults(values):
    beyond = [host for host in values["ALLOWED_HOSTS"] if not LOCAL.fullmatch(host)]
    beyond = [host for host in beyond if host not in values["PUBLIC_HOSTS"]]
    if beyond and not values["DEMO_PUBLIC"]:
        yield (
            "DEMO is on, whose keys and passwords everybody knows, and ALLOWED_HOSTS opens it to other machines:"
            " set DEMO=false for real work, or DEMO_PUBLIC=true to show the demonstration to others."
        )


def _key_faults(keys, known):
    for name, held in keys.items():
        if not held:
            yield f"{name} is missing: make it as .env.example says."
        for key in held:
            if fault := _fault_of(key, known.values()):
                yield f"{name} holds {fault}: make a new one as .env.example says."
        if name == "SEALING_KEYS" and not all(map(_can_seal, held)):
            yield "SEALING_KEYS holds a text that is no Fernet key: make one as .env.example says."
    every = [key for held in keys.values() for key in held]
    if len(set(every)) < len(every):
        yield f"the same key stands twice among {', '.join(keys)}: make one of its own for each."


def _fault_of(key, known):
    if key in known:
        return "the demonstration's key, which everybody knows"
    if len(key) < KEY_MIN:
        return f"a key of fewer than {KEY_MIN} characters"
    if len(set(key)) < SIGNS_MIN or PLACEHOLDER.search(key):
        return "a placeholder instead of a key"
    return ""


def _can_seal(key):
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def _address_faults(values):
    hosts = [host for host in values["ALLOWED_HOSTS"] if host not in values["PUBLIC_HOSTS"]]
    if "*" in hosts:
        yield "ALLOWED_HOSTS allows every host: name those of the office, separated by commas."
    elif all(LOCAL.fullmatch(host) for host in hosts):
        yield "ALLOWED_HOSTS names no host but this machine: name those of the office, separated by commas."
        return
    verify = split_domain_port(values["VERIFY_HOST"])[0]
    if not verify or LOCAL.fullmatch(verify):
        yield "VERIFY_HOST is printed on certificates and leads nowhere: name a host that everybody reaches."
    origins = values["CSRF_TRUSTED_ORIGINS"]
    names = [*hosts, verify, *(urlsplit(origin).hostname or "" for origin in origins)]
    if any(EXAMPLE.fullmatch(name.lstrip("*.")) for name in names):
        yield "ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS or VERIFY_HOST still holds the example's host: name your own."
    if not all(origin.startswith("https://") for origin in origins):
        yield "CSRF_TRUSTED_ORIGINS trusts an address without TLS: each begins with https://."
    site = urlsplit(values["SITE_URL"])
    if site.scheme != "https" or not validate_host(site.hostname or "", values["ALLOWED_HOSTS"]):
        yield "SITE_URL leads nowhere, and links in mails begin with it: write https:// and a name of ALLOWED_HOSTS."
    if not values["HTTPS"]:
        yield "HTTPS is off and passwords would travel openly: set HTTPS=true, with a proxy in front that ends TLS."


def _database_faults(values):
    database = values["DATABASES"]["default"]
    engine = ENGINES.get(database.get("ENGINE"))
    if engine is None or not database.get("NAME"):
        yield "DATABASE_URL cannot be read: write postgres://USER:PASSWORD@HOST:5432/NAME."
    elif engine == "SQLite" and not values["SINGLE_OFFICE"]:
        yield "the database is SQLite: name PostgreSQL in DATABASE_URL, or set SINGLE_OFFICE=true for one small office."


def _mail_faults(values):
    if values.get("EMAIL_BACKEND") != SMTP or not values["EMAIL_HOST"] or EXAMPLE.fullmatch(values["EMAIL_HOST"]):
        yield "EMAIL_URL names no mail server, which invitations need: write smtp+tls://USER:PASSWORD@HOST:587."
    _name, _at, domain = values["DEFAULT_FROM_EMAIL"].rstrip(">").rpartition("@")
    if not domain or LOCAL.fullmatch(domain) or EXAMPLE.fullmatch(domain):
        yield "DEFAULT_FROM_EMAIL is missing: name the address that invitations come from."


def _listed(value):
    return [key for key in ([value] if isinstance(value, str) else value) if key]
