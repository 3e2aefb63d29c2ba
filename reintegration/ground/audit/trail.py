"""The one way into the audit trail: services record here what they did, in their own transaction."""

import dataclasses
import getpass
import os
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal

from django.db.models import DecimalField, FileField
from django.utils import timezone
from django.utils.functional import cached_property

from reintegration.ground.audit.context import current_request_id, gathered_rows
from reintegration.ground.audit.digests import entry_digest, newest_key_id, row_digest, rows_digest, values_digest
from reintegration.ground.audit.models import COVERS, ROWS_DIGEST, AuditEntry, AuditRow, StatusChange
from reintegration.ground.classes import class_of, owner_of
from reintegration.ground.keys import owned
from reintegration.ground.sealed import SealedTextField

UNRECORDED = frozenset({"id", "version", "created_at", "updated_at", "last_entry"})
"""Bookkeeping columns: the entry itself says when and which."""
STRANGER = "unknown"
"""The actor of what somebody did who is not signed in."""
LABELS = ("audit_label", "file_number", "number", "code", "slug", "username")


@dataclasses.dataclass(frozen=True)
class Act:
    """What one entry tells; the fields are the arguments of `record`."""

    action: str
    subject: object
    changes: dict = dataclasses.field(default_factory=dict)
    on_behalf_of: object = None
    note: str = ""
    covering: object = None

    @cached_property
    def owner(self):
        return owner_of(self.subject)

    @property
    def seals_something(self):
        pairs = (pair for name, pair in self.changes.items() if _is_sealed(self.subject, name))
        return bool(self.note) or any(value not in (None, "") for pair in pairs for value in pair)


def record(*, action, subject, by, changes=None, on_behalf_of=None, note="", actor="", covering=None):
    """Write one audit entry and return it. One insert, in the caller's transaction; touches no shared row.

    `subject` is the record, or a model class for acts on many (export, list). `by` is the user, or None for a command
    (or for whom `actor` names).
    `changes` is {field: [before, after]} in plain values, as `differences` gives them: personal ones are sealed here,
    and so is `note`, with the key of the person whom the subject is about; the class of each column says which are.
    `covering` is an append-only row that says the same, as a change of status: the entry proves it too.
    Inside `as_one` it gathers a line of that entry instead, and returns the line.
    """
    (entry,) = record_all([Act(action, subject, changes or {}, on_behalf_of, note, covering)], by=by, actor=actor)
    return entry


def record_all(acts, *, by, actor=""):
    """Write an entry for each `Act`, in their order and whole as `record` writes it; returns the entries (or lines).

    One query for the keys of the persons whom they are about (three when some have none yet), then one insert.
    """
    gathered = gathered_rows.get()
    if gathered is not None and not any(act.covering or isinstance(act.subject, type) for act in acts):
        lines = [row(action=act.action, subject=act.subject, changes=act.changes) for act in acts]
        gathered.extend(lines)
        return lines
    seals = owned.seals(act.owner for act in acts if act.seals_something)
    return AuditEntry.objects.bulk_create([_entry(act, seals, by, actor) for act in acts])


def _entry(act, seals, by, actor):
    def seal(text):
        return seals[act.owner](text) if text else ""

    subject = act.subject
    entry = AuditEntry(
        at=timezone.now(),
        by=by,
        actor=by.get_username() if by else actor or console_actor(),
        on_behalf_of=act.on_behalf_of,
        action=act.action,
        subject_type=subject._meta.label_lower,
        subject_id="" if isinstance(subject, type) else str(subject.pk),
        label=_label(subject),
        changes=_sealed(subject, act.changes, seal) | ({COVERS: [None, cover(act.covering)]} if act.covering else {}),
        sealed_note=seal(str(act.note)),
        request_id=current_request_id.get(),
        key_id=newest_key_id(),
    )
    entry.digest = entry_digest(entry)
    return entry


@contextmanager
def as_one(*, action, model, by, changes):
    """Make all that is recorded inside one entry about `model`, as `record_many` does: an import is one act."""
    rows = []
    token = gathered_rows.set(rows)
    try:
        yield
    finally:
        gathered_rows.reset(token)
    record_many(action=action, model=model, by=by, rows=rows, changes=changes)


def record_many(*, action, model, by, rows, changes):
    """Write one entry for many records, and its `rows` (made by `row`); returns the entry.

    The entry covers how many they are and their digest, each row's digest the values as they were written.
    """
    for number, line in enumerate(rows, start=1):
        line.number = number
    about_rows = {"rows": [None, len(rows)], ROWS_DIGEST: [None, rows_digest(rows)]}
    entry = record(action=action, subject=model, by=by, changes={**changes, **about_rows})
    for line in rows:
        line.entry = entry
    AuditRow.objects.bulk_create(rows, batch_size=1000)
    return entry


def row(*, action, subject, changes):
    """One record's line of an act on many, not written yet; the arguments as for `record`."""
    line = AuditRow(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    plain = {name: [_json(value) for value in pair] for name, pair in changes.items()}
    line.digest = row_digest(line, action, plain, newest_key_id())
    return line


def cover(row):
    """What an entry holds of a row that it covers: its model, its id and the digest of its columns."""
    values = {field.attname: _plain(field, field.value_from_object(row)) for field in row._meta.concrete_fields}
    return f"{row._meta.label_lower}:{row.pk}:{values_digest(values)}"


def differences(before, after):
    """What changed, {field: [before, after]}: `before` is a dict of field or column names, {} for a new record.

    Compares only the names that `before` has; with {} every filled field of the new record counts. Values are plain
    JSON (decimals, dates as text; keys of other records as they are). Bookkeeping columns are left out.
    """
    fields = [after._meta.get_field(name) for name in before] if before else after._meta.concrete_fields
    changes = {}
    for field in fields:
        if field.name in UNRECORDED:
            continue
        old = before.get(field.attname, before.get(field.name))
        pair = [_plain(field, old), _plain(field, field.value_from_object(after))]
        if pair[0] != pair[1] and (before or pair[1] not in ("", [], {})):
            changes[field.name] = pair if class_of(after, field.name).recorded else ["***", "***"]
    return changes


def snapshot(subject):
    """The columns of a record as `differences` wants them before a change. No query."""
    return {field.attname: field.value_from_object(subject) for field in subject._meta.concrete_fields}


@dataclasses.dataclass(frozen=True)
class Step:
    """One step of a record's process; `on` is the day it happened: Friday's ceremony is entered on Monday."""

    subject: object
    from_status: str
    to_status: str
    reason: str = ""
    on: date | None = None


def status_changed(*, subject, from_status, to_status, verb, by, on_behalf_of=None, reason="", on=None):
    """Write one step of a record's process and return it. The engine calls this, and `record` beside it.

    `on` is the day it happened, today unless given.
    """
    step = Step(subject, from_status, to_status, reason, on)
    return statuses_changed([step], verb=verb, by=by, on_behalf_of=on_behalf_of)[0]


def statuses_changed(steps, *, verb, by, on_behalf_of=None):
    """Write a `Step` of each of many records, in their order, with one insert; returns the rows."""
    owners = [owner_of(step.subject) if step.reason else None for step in steps]
    seals = owned.seals(owner for owner in owners if owner is not None)
    return StatusChange.objects.bulk_create(
        StatusChange(
            subject_type=step.subject._meta.label_lower,
            subject_id=str(step.subject.pk),
            from_status=step.from_status,
            to_status=step.to_status,
            verb=verb,
            on=step.on or timezone.localdate(),
            by=by,
            on_behalf_of=on_behalf_of,
            sealed_reason=seals[owner](str(step.reason)) if step.reason else "",
        )
        for step, owner in zip(steps, owners, strict=True)
    )


def entries_of(subject):
    """The entries about a record, newest first, also those about many that hold a row of it. One query, then lazy.

    With a model class those about its records and about the class itself. Lazy.
    """
    entries = AuditEntry.objects.about(subject)
    if not isinstance(subject, type):
        # By their keys: a subquery would make the database read the whole trail.
        entries |= AuditEntry.objects.filter(
            pk__in=list(AuditRow.objects.about(subject).values_list("entry", flat=True))
        )
    return entries.select_related("by", "on_behalf_of")


def status_changes_of(subject):
    """The steps of a record, newest first. Lazy."""
    return StatusChange.objects.about(subject).select_related("by", "on_behalf_of")


def console_actor():
    """The name under which a command acts when nobody signed in: console:<user of the machine>."""
    try:
        return f"console:{getpass.getuser()}"
    except (KeyError, OSError):
        # A container's numeric user has no name.
        return f"console:{os.getuid()}"


def _sealed(subject, changes, seal):
    return {
        name: [_seal_value(v, seal) for v in pair] if _is_sealed(subject, name) else [_json(v) for v in pair]
        for name, pair in changes.items()
    }


def _is_sealed(subject, name):
    data_class = class_of(subject, name)
    return data_class is not None and data_class.sealed_in_trail


def _seal_value(value, seal):
    return value if value is None else {"sealed": seal(str(_json(value)))}


def _plain(field, value):
    if isinstance(field, FileField):
        return str(value or "")
    if isinstance(field, SealedTextField) or value is None:
        return value
    # What the column would hold: a form's or a test's value may still be text, or have fewer decimals.
    value = field.to_python(value) if not field.is_relation else value
    if isinstance(field, DecimalField):
        value = value.quantize(Decimal(1).scaleb(-field.decimal_places))
    return _json(value)


def _json(value):
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = value.astimezone(UTC)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return str(value)


def _label(subject):
    if isinstance(subject, type):
        return ""
    for name in LABELS:
        if text := getattr(subject, name, ""):
            return str(text)[:100]
    return ""
