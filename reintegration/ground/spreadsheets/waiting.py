"""Uploads that wait for their confirmation: kept sealed, named by chance, gone after an hour."""

import base64
import re
import time
from uuid import uuid4

from django.conf import settings

from reintegration.ground.sealed import seal, unseal

WAITING_SECONDS = 60 * 60


def _folder():
    folder = settings.VAR_DIR / "waiting"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _path(name):
    if not re.fullmatch("[0-9a-f]{32}", name):
        raise ValueError("An upload is named by 32 hex digits.")
    return _folder() / name


def keep(data: bytes) -> str:
    """Seal the bytes into a file and return its name; files that nobody came back for are removed."""
    _sweep()
    name = uuid4().hex
    path = _path(name)
    path.touch(mode=0o600)
    path.write_text(seal(base64.b64encode(data).decode()))
    return name


def take(name: str) -> bytes | None:
    """Return the bytes kept under `name` and keep them no longer: of two who take, one gets None."""
    taken = _path(uuid4().hex)
    try:
        _path(name).rename(taken)
    except FileNotFoundError:
        return None
    try:
        return base64.b64decode(unseal(taken.read_text()))
    finally:
        taken.unlink(missing_ok=True)


def _sweep():
    oldest = time.time() - WAITING_SECONDS
    for path in _folder().iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
