"""Rows that people edit: when they were made and changed, and a version that a stale form cannot overwrite."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.locks import inserted, lock


class Record(models.Model):
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


def checked(record):
    """Return the record if its fields and constraints hold; raises `Refused` naming the fields. Queries if unique."""
    try:
        record.full_clean()
    except ValidationError as error:
        raise Refused(error) from error
    return record


@transaction.atomic
def store(record, *, by, action=None, validate=True, on_behalf_of=None):
    """Write a new or changed record with its audit entry, in one transaction.

    Raises `Refused` when a field or constraint says no, or when somebody else has written the row since it was read
    (its version moved on). A change that changes nothing writes nothing. Queries: one read, one write, one audit
    insert.
    """
    if validate:
        checked(record)
    if record._state.adding:
        record.save(force_insert=True)
        inserted(record)
        changes = trail.differences({}, record)
        trail.record(action=action or "add", subject=record, by=by, changes=changes, on_behalf_of=on_behalf_of)
        return record
    (before,) = lock(type(record)._base_manager.values(), [record.pk])
    changes = trail.differences(before, record)
    if not changes:
        return record
    if "version" in before and before["version"] != record.version:
        raise Refused(
            _("Somebody else changed this record while you had it open. Reload it and enter your changes again.")
        )
    if "version" in before:
        record.version += 1
    record.save(force_update=True)
    trail.record(action=action or "change", subject=record, by=by, changes=changes, on_behalf_of=on_behalf_of)
    return record


@transaction.atomic
def remove(record, *, by):
    """Delete a record with its audit entry. Callers decide what may be deleted."""
    held = {name: [value, None] for name, (_nothing, value) in trail.differences({}, record).items()}
    trail.record(action="delete", subject=record, by=by, changes=held)
    record.delete()
