"""Sealing of protected text and the keyed look-up of identifiers; who may read them is decided elsewhere."""

import hashlib
import hmac
import re
import unicodedata
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.utils.translation import gettext_lazy as _

PREFIX = "s1"


class SealError(Exception):
    """A sealed value cannot be opened; names the key, never the value."""

    def __init__(self, message, *, key_id=""):
        super().__init__(message)
        self.key_id = key_id


def key_id(key: str) -> str:
    """Return eight hex digits that name a sealing key without telling anything about it."""
    return hashlib.sha256(b"key id:" + key.encode()).hexdigest()[:8]


@lru_cache(maxsize=8)
def _ring(keys: tuple[str, ...]) -> dict[str, Fernet]:
    if not keys:
        raise SealError(_("There is no sealing key: set SEALING_KEYS."))
    return {key_id(key): Fernet(key) for key in keys}


def seal(text: str) -> str:
    """Return `text` sealed with the newest key; the empty string stays empty."""
    return seal_bytes(text.encode()).decode() if text else ""


def seal_bytes(body: bytes) -> bytes:
    """Return `body`, such as a file, sealed with the newest key."""
    name, fernet = next(iter(_ring(tuple(settings.SEALING_KEYS)).items()))
    return f"{PREFIX}:{name}:".encode() + fernet.encrypt(body)


def unseal(token: str) -> str:
    """Open a value made by `seal`; raises SealError if its key is missing or the value was altered."""
    return unseal_bytes(token.encode()).decode() if token else ""


def unseal_bytes(token: bytes) -> bytes:
    """Open what `seal_bytes` sealed; raises SealError as `unseal` does."""
    prefix, _colon, rest = token.partition(b":")
    key, colon, body = rest.partition(b":")
    name = key.decode(errors="replace")
    if prefix != PREFIX.encode() or not colon or not re.fullmatch("[0-9a-f]{8}", name):
        raise SealError(_("A protected value is not sealed."))
    fernet = _ring(tuple(settings.SEALING_KEYS)).get(name)
    if fernet is None:
        message = _("The key %(key)s that sealed a protected value is not among SEALING_KEYS.")
        raise SealError(message % {"key": name}, key_id=name)
    try:
        return fernet.decrypt(body)
    except InvalidToken:
        # The library's error would carry the sealed text into logs by way of its frames.
        message = _("A protected value sealed with the key %(key)s was altered.")
        raise SealError(message % {"key": name}, key_id=name) from None


def key_ids() -> list[str]:
    """Return the ids of the sealing keys, newest first."""
    return list(_ring(tuple(settings.SEALING_KEYS)))


def beginning(key_id: str) -> str:
    """Return how every token begins that the key sealed."""
    return f"{PREFIX}:{key_id}:"


class SealedTextField(models.TextField):
    """Text that is readable in Python and sealed in the database; find it by a column of `lookup_key`."""

    description = _("Sealed text")

    def get_db_prep_value(self, value, connection, prepared=False):
        value = super().get_db_prep_value(value, connection, prepared)
        return value if value is None else seal(value)

    def from_db_value(self, value, expression, connection):
        return value if value is None else unseal(value)

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(f"'{self.name}' is sealed and can't be searched: filter on its key column (lookup_key).")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name):
        raise FieldError(f"'{self.name}' is sealed and can't be searched: filter on its key column (lookup_key).")


def _letters_and_digits(value: str) -> str:
    """Return upper-case letters and digits only, Arabic digits as 0-9."""
    folded = unicodedata.normalize("NFKC", value).upper()
    return "".join(str(unicodedata.digit(sign, sign)) for sign in folded if sign.isalnum())


def normalise_cin(value: str) -> str:
    """Return a national identity card number in its one spelling, such as 'BE123456'."""
    return _letters_and_digits(value)


def looks_like_cin(value: str) -> bool:
    """Say whether `value` is one or two letters and then digits; a doubt to show, never a refusal."""
    return re.fullmatch("[A-Z]{1,2}[0-9]{1,7}", normalise_cin(value)) is not None


NORMALISERS = {"cin": normalise_cin, "prisoner_number": _letters_and_digits}


def lookup_keys(kind: str, value: str) -> list[str]:
    """
    Return what a column of `lookup_key` may hold for an identifier: by the newest key, and by those before it.

    Empty for no identifier. Filter with `__in`: while keys are changed, rows of both stand side by side.
    """
    normalised = NORMALISERS[kind](value)
    if not normalised:
        return []
    text = f"{kind}:{normalised}".encode()
    return [hmac.new(key.encode(), text, hashlib.sha256).hexdigest() for key in settings.LOOKUP_KEYS]


def lookup_key(kind: str, value: str) -> str:
    """
    Return 64 hex digits that are equal for equal identifiers of one `kind` ("cin", "prisoner_number"), "" for none.

    Made with the newest key. Keyed because the space of CINs is small: without one all can be tried in minutes.
    """
    return next(iter(lookup_keys(kind, value)), "")


@checks.register(checks.Tags.security)
def sealing_keys_are_usable(app_configs, **kwargs):
    """Check that every sealing key is a Fernet key, and that there is a look-up key and no empty one."""
    errors = []
    try:
        _ring(tuple(settings.SEALING_KEYS))
    except (SealError, ValueError):
        hint = (
            "Make one with: python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
        )
        errors.append(checks.Error("SEALING_KEYS holds no usable key.", hint=hint, id="sealed.E001"))
    if not settings.LOOKUP_KEYS or not all(settings.LOOKUP_KEYS):
        errors.append(checks.Error("LOOKUP_KEYS is empty or holds an empty key.", id="sealed.E002"))
    return errors
