"""The files that background work leaves: sealed, each for its owner, kept for a day, whole or absent."""

import json
import re
import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from reintegration.ground import sealed
from reintegration.ground.errors import Refused
from reintegration.ground.files import write_whole
from reintegration.ground.jobs.models import Job

KEPT_FOR = timedelta(hours=24)
ABANDONED_AFTER = KEPT_FOR + timedelta(hours=1)
"""Older files are no job's: no worker leaves one for so long without naming it, and no job keeps one longer."""

OURS = re.compile(r"\.?\d+-[0-9a-f]{32}(\.|$)")
"""Names of results, and of what becomes one: whatever else lies in the folder is left alone."""


def store(job, body):
    """Write `body` with what its owner saw when it was made; returns the name of the file."""
    name = f"{job.pk}-{secrets.token_hex(16)}"
    settings.RESULTS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(_path(name), sealed.seal_bytes(_reach(job.owner) + b"\n" + body))
    return name


def fetch(job):
    """The bytes of a job's file. Raises `Refused` when it is gone, or its owner does not see all of it any more."""
    gone = Refused(_("The file is not kept any more. Ask for it again."))
    if not job.has_result:
        raise gone
    try:
        reach, _line, body = sealed.unseal_bytes(_path(job.result_file).read_bytes()).partition(b"\n")
    except (FileNotFoundError, sealed.SealError) as error:
        raise gone from error
    if not job.is_allowed or reach != _reach(job.owner):
        raise Refused(_("Your postings have changed since this file was made. Ask for it again."))
    return body


def discard(name):
    _path(name).unlink(missing_ok=True)


def discard_others(job, *, than):
    """Delete what attempts that were killed left of a job, whole files and halves; `than` stays."""
    for file in settings.RESULTS_DIR.iterdir():
        if OURS.match(file.name) and file.name.lstrip(".").startswith(f"{job.pk}-") and file.name != than:
            file.unlink(missing_ok=True)


def remove_expired(*, now=None):
    """Delete the files that were kept long enough, and those that no job names; returns how many."""
    now = now or timezone.now()
    expired = list(Job.objects.exclude(result_file="").filter(expires_at__lte=now))
    for job in expired:
        Job.objects.filter(pk=job.pk).update(result_file="")
        discard(job.result_file)
    return len(expired) + _remove_abandoned(before=(now - ABANDONED_AFTER).timestamp())


def _remove_abandoned(*, before):
    folder = settings.RESULTS_DIR
    ours = [file for file in folder.iterdir() if OURS.match(file.name)] if folder.is_dir() else []
    abandoned = [file for file in ours if file.stat().st_mtime < before]
    for file in abandoned:
        file.unlink(missing_ok=True)
    return len(abandoned)


def _path(name):
    return settings.RESULTS_DIR / Path(name).name


def _reach(user):
    """Whose files a user sees, in bytes."""
    return json.dumps([user.scope.is_national, sorted(user.scope.centre_ids)] if user else None).encode()
