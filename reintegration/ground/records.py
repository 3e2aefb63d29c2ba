"""Rows that people edit: when they were made and changed, and a version that a stale form cannot overwrite."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused, naming
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
    if record._state.adding:
        return store_all([record], by=by, action=action or "add", on_behalf_of=on_behalf_of)[0]
    if validate:
        checked(record)
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
def store_all(rows, *, by, action="add", on_behalf_of=None):
    """Write new records of one model with an audit entry each, all or none; returns them, in their order.

    As `store`, but columns are checked in memory, and what only the database knows (constraints, unique values) when
    it refuses the insert: the rows are then tried one by one to say which one is at fault. Queries: one for each
    foreign key given by number alone, one insert, the audit's two.
    """
    rows = insert_all(list(rows))
    acts = [trail.Act(action, row, trail.differences({}, row), on_behalf_of) for row in rows]
    trail.record_all(acts, by=by)
    return rows


def insert_all(rows):
    """Check and insert new rows of one model, as `store_all` says, inside a transaction; returns them.

    The caller tells the trail.
    """
    if not rows:
        return rows
    model = type(rows[0])
    known = [field.name for field in model._meta.concrete_fields if field.is_relation and _all_known(field, rows)]
    for row in rows:
        with naming(row, rows):
            _check_columns(row, known)
    try:
        with transaction.atomic():
            model._base_manager.bulk_create(rows)
    except IntegrityError:
        _name_fault(rows)
        raise
    inserted(*rows)
    return rows


def _all_known(field, rows):
    """Whether a foreign key of all rows leads somewhere; `clean_fields` would ask for each row anew.

    What a row points to by an object in memory is known: the database's own rule stands behind it.
    """
    if field.editable and not field.blank and any(getattr(row, field.attname) is None for row in rows):
        return False
    keys = {getattr(row, field.attname) for row in rows if not field.is_cached(row)} - {None}
    choices = field.related_model._base_manager.complex_filter(field.get_limit_choices_to())
    return not keys or choices.filter(**{f"{field.target_field.name}__in": keys}).count() == len(keys)


def _check_columns(row, known):
    try:
        row.clean_fields(exclude=known)
        row.clean()
    except ValidationError:
        # Everything that is wrong with it, as for a row alone.
        checked(row)
        raise


def _name_fault(rows):
    """Insert rows one by one, each checked, until one is refused. The caller raises, so nothing of them stays."""
    given = [row.pk for row in rows]
    try:
        for row in rows:
            with naming(row, rows):
                checked(row).save(force_insert=True)
    finally:
        for row, pk in zip(rows, given, strict=True):
            row.pk, row._state.adding = pk, True


@transaction.atomic
def remove(record, *, by):
    """Delete a record with its audit entry. Callers decide what may be deleted."""
    held = {name: [value, None] for name, (_nothing, value) in trail.differences({}, record).items()}
    trail.record(action="delete", subject=record, by=by, changes=held)
    record.delete()
