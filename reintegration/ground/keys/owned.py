"""Seals text with the key of one owner, and destroys that key: what it sealed then reads "anonymised" for ever.

For rows that are never changed (the trail, histories, frozen papers). The owner is "app.model:id" of the person, or ""
for what is about nobody. Each key lies in its row sealed with the newest of SEALING_KEYS.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from cryptography.fernet import Fernet, InvalidToken
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from reintegration.ground import sealed
from reintegration.ground.keys.models import DataKey
from reintegration.ground.sealed import SealError

PREFIX = "p1"
HOUSE = ""
"""The owner of what is about nobody; its key is made when the table is, and never destroyed."""

_held = ContextVar("held_keys", default=None)


class Opened(str):
    """A text that was opened, with the token it came from; `is_gone` when its key was destroyed."""

    __slots__ = ("is_gone", "token")

    def __new__(cls, text, *, token, is_gone=False):
        opened = super().__new__(cls, text)
        opened.token, opened.is_gone = token, is_gone
        return opened


class Seal:
    """Seals for one owner, given as a function that names it: owner and key are asked for once, at the first text.

    Or with a key that was asked for already.
    """

    def __init__(self, owner=None, *, key=None):
        self._owner = owner
        if key is not None:
            self._key = key

    def __call__(self, text):
        """Return `text` sealed; the empty string stays empty, and for a destroyed key nothing of the text is kept."""
        if text == "":
            return ""
        body = self._fernet.encrypt(text.encode()).decode() if self._fernet else ""
        return f"{PREFIX}:{self._key.pk}:{body}"

    @cached_property
    def _key(self):
        # Two at once: the second one's insert fails on the unique owner, and it takes the first one's key.
        return DataKey.objects.get_or_create(owner=self._owner(), defaults={"wrapped": new_key})[0]

    @cached_property
    def _fernet(self):
        return None if self._key.destroyed_at else Fernet(sealed.unseal(self._key.wrapped))


def seal(text, *, owner=HOUSE):
    """Return `text` sealed with the owner's key, which is made if there is none. One query."""
    return Seal(lambda: owner)(text)


def seals(owners):
    """A `Seal` for each of many owners, {owner: Seal}: one query for their keys, two more when some are made."""
    owners = set(owners)
    if not owners:
        return {}
    keys = _keys_of(owners)
    if missing := sorted(owners - keys.keys()):
        # Two at once: the second one's insert is passed over, and it takes the first one's keys.
        new = [DataKey(owner=owner, wrapped=new_key()) for owner in missing]
        DataKey.objects.bulk_create(new, ignore_conflicts=True)
        keys |= _keys_of(missing)
    return {owner: Seal(key=key) for owner, key in keys.items()}


def _keys_of(owners):
    return {key.owner: key for key in DataKey.objects.filter(owner__in=owners)}


def new_key():
    """A key as its row holds it: sealed with the newest of SEALING_KEYS."""
    return sealed.seal(Fernet.generate_key().decode())


def unseal(token):
    """Open what `seal` made, or `sealed.seal` before there were keys of owners; `Opened`, also for a destroyed key.

    Raises `SealError` when the key of the key is missing or the text was altered. One query, none inside `held` for a
    key that was asked for already.
    """
    if not token.startswith(f"{PREFIX}:"):
        return Opened(sealed.unseal(token), token=token)
    pk, body = _parts(token)
    key = _find([pk]).get(pk)
    if key is None:
        raise SealError(_("The key of a protected value is missing."))
    if key.destroyed_at or not body:
        return Opened(_("anonymised"), token=token, is_gone=True)
    try:
        text = Fernet(sealed.unseal(key.wrapped)).decrypt(body.encode()).decode()
    except InvalidToken:
        raise SealError(_("A protected value was altered.")) from None
    return Opened(text, token=token)


def destroy(*, owner):
    """Destroy an owner's key for good: no text that it sealed is ever read again, and no new one is kept."""
    if owner == HOUSE:
        raise ValueError("The key of what is about nobody is not destroyed.")
    key, _made = DataKey.objects.get_or_create(owner=owner, defaults={"wrapped": new_key})
    if key.destroyed_at is None:
        key.wrapped, key.destroyed_at = "", timezone.now()
        key.save(update_fields=["wrapped", "destroyed_at"])
    (_held.get() or {}).pop(key.pk, None)
    return key


@contextmanager
def held():
    """Ask for each key once inside: for the length of a request or of one paper, so that a destroyed key is gone."""
    if _held.get() is not None:
        yield
        return
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def hold(tokens):
    """Inside `held`: ask for the keys of many tokens with one query."""
    _find({_parts(token)[0] for token in tokens if token.startswith(f"{PREFIX}:")})


def _parts(token):
    pk, colon, body = token.removeprefix(f"{PREFIX}:").partition(":")
    if not colon or not pk.isdecimal():
        raise SealError(_("A protected value is not sealed."))
    return int(pk), body


def _find(pks):
    known = _held.get()
    known = {} if known is None else known
    known.update(DataKey.objects.in_bulk([pk for pk in pks if pk not in known]))
    return known
