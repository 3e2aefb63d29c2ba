"""Changing keys while people work: everything is sealed anew with the newest key, batch by batch, each committed.

Stopped at any point, it is simply run again: what is sealed with the newest key is passed over. Rows that never change
hold values sealed with the keys of their owners, of which only the wrapping is renewed.
"""

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from reintegration.ground import sealed
from reintegration.ground.classes import SECRET, registry
from reintegration.ground.keys.fields import OwnedTextField
from reintegration.ground.keys.models import DataKey
from reintegration.ground.locks import lock
from reintegration.ground.sealed import SealedTextField, lookup_key, lookup_keys

BATCH = 500


def rotate():
    """Seal and key everything anew, yielding a line after each batch and at the end one for each old key.

    Raises `SealError` for a value whose key is missing. Commits each batch: not to be called inside a transaction.
    """
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedTextField):
                yield from _reseal(model._base_manager.all(), field.name, _sealed_anew)
    yield from _reseal(DataKey.objects.all(), "wrapped", _wrapped_anew)
    yield from _reseal(Authenticator.objects.filter(type=Authenticator.Type.TOTP), "data", _factors_anew)
    for label, entry in registry().items():
        for column, (kind, path) in entry.keyed.items():
            if "__" not in path:
                yield from _rekey(apps.get_model(label), column, kind, path)
    yield from old_keys()


def old_keys():
    """One line for each key that is not the newest: whether it may be removed, or what still needs it."""
    for name in sealed.key_ids()[1:]:
        count = sum(_holding(model, field, name) for model, field in _tokens())
        state = f"must stay, {count} rows are sealed with it" if count else "may be removed"
        yield f"SEALING_KEYS: {name} {state}."
    for key in settings.LOOKUP_KEYS[1:]:
        yield f"LOOKUP_KEYS: {sealed.key_id(key)} may be removed."


def _reseal(held, name, anew):
    model, newest, count = held.model, sealed.beginning(sealed.key_ids()[0]), 0
    old = _with_token(held, name).filter(as_held__gt="").exclude(as_held__contains=newest).order_by("pk")
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            rows = lock(model._base_manager.only("pk", name), ids)
            model._base_manager.bulk_update(anew(rows), [name])
        count += len(ids)
        yield f"{model._meta.label}.{name}: {count}"


def _sealed_anew(rows):
    # Reading opened them; writing seals with the newest key.
    return rows


def _wrapped_anew(keys):
    for key in keys:
        key.wrapped = sealed.seal(sealed.unseal(key.wrapped))
    return keys


def _factors_anew(factors):
    # allauth keeps what its adapter sealed inside a JSON column.
    for factor in factors:
        factor.data["secret"] = sealed.seal(sealed.unseal(factor.data["secret"]))
    return factors


def _rekey(model, column, kind, path):
    """Key a column anew, and in the same transaction its copies in other models: a rule compares the two."""
    copies = list(_copies(model, path))
    last, count = 0, 0
    while ids := list(model._base_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            for copying, _column, way in copies:
                lock(copying, copying._base_manager.filter(**{f"{way}__in": ids}).values_list("pk", flat=True))
            rows = lock(model._base_manager.only("pk", column, path), ids)
            changed = [row for row in rows if getattr(row, column) != lookup_key(kind, getattr(row, path))]
            for row in changed:
                _rekey_row(row, column, lookup_keys(kind, getattr(row, path)), copies)
        last, count = ids[-1], count + len(changed)
        if changed:
            yield f"{model._meta.label}.{column}: {count}"


def _rekey_row(row, column, keys, copies):
    newest = keys[0] if keys else ""
    type(row)._base_manager.filter(pk=row.pk).update(**{column: newest})
    for model, copied, way in copies:
        # A copy of an earlier, since corrected number is no key of this one: it stays as it was made.
        model._base_manager.filter(**{way: row.pk, f"{copied}__in": keys[1:]}).update(**{copied: newest})


def _copies(model, path):
    """The columns of other models that copy the key of this model's column: (model, column, way to the row)."""
    for label, entry in registry().items():
        for column, (_kind, copied) in entry.keyed.items():
            way, _sep, last = copied.rpartition("__")
            if way and last == path and apps.get_model(label)._meta.get_field(way).related_model is model:
                yield apps.get_model(label), column, way


def _tokens():
    """Every column that may name a sealing key, also in rows that are never changed."""
    for model in apps.get_models():
        entry = registry().get(model._meta.label_lower)
        for field in model._meta.concrete_fields:
            is_secret = entry is not None and entry.classes.get(field.name) == SECRET
            if is_secret or isinstance(field, SealedTextField | OwnedTextField):
                yield model, field
    yield Authenticator, Authenticator._meta.get_field("data")


def _holding(model, field, name):
    return _with_token(model._base_manager.all(), field.name).filter(as_held__contains=sealed.beginning(name)).count()


def _with_token(rows, name):
    """The rows with the column as the database holds it."""
    return rows.annotate(as_held=Cast(name, TextField()))
