"""The one way to lock rows: inside a transaction, model after model and id after id, in the order of the house.

Two transactions that take their locks in one order never wait for each other in a circle. `settings.LOCK_ORDER` names
the order; a model that it leaves out is only locked under the lock of a row that it belongs to, so at any time.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils.module_loading import import_string


class LockOrderError(TransactionManagementError):
    """A mistake of the program: it locks outside a transaction, or out of order."""


@dataclass(frozen=True)
class Held:
    """Rows that are locked, kept among the commit hooks: they vanish when the database gives the locks back."""

    period: str | None
    rank: int
    ids: frozenset
    is_new: bool = False

    def __call__(self):
        """Do nothing at commit."""


def lock(rows, ids):
    """Lock the rows with these ids, of a model or a queryset, until the transaction ends; return them by id.

    What this transaction holds already may be locked again, to read it anew. Raises `LockOrderError` outside a
    transaction, and when a row of a later model, or a later row of the same model, is held already. One query.
    """
    queryset = rows._base_manager.all() if isinstance(rows, type) else rows
    ids = frozenset(ids)
    period = _period()
    rank = _rank(queryset.model)
    if rank is not None:
        _keep_order(queryset.model, rank, ids, period)
    # FOR NO KEY UPDATE excludes every other locker and writer, not those who merely point a foreign key at the row.
    return list(queryset.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True))


def inserted(*rows):
    """Note that this transaction has just written rows of one model: nobody else can wait for them.

    So they are locked at any time.
    """
    rank = _rank(rows[0])
    if rank is not None:
        connection.on_commit(Held(_period(), rank, frozenset(row.pk for row in rows), is_new=True))


def _rank(model):
    order = import_string(settings.LOCK_ORDER)
    return order.index(model._meta.label_lower) if model._meta.label_lower in order else None


def _period():
    """What tells this transaction from the one before: nothing, except in a test, whose verbs are savepoints of it."""
    blocks = connection.atomic_blocks
    own = next((number for number, block in enumerate(blocks) if not block._from_testcase), None)
    if own is None:
        raise LockOrderError("Rows are locked inside a transaction.")
    return connection.savepoint_ids[own - 1] if own else None


def _keep_order(model, rank, ids, period):
    hooks = (hook for _savepoints, hook, _robust in connection.run_on_commit)
    held = [hook for hook in hooks if isinstance(hook, Held) and hook.period == period]
    new = ids.difference(*(one.ids for one in held if one.rank == rank))
    if not new:
        return
    for one in held:
        if not one.is_new and (one.rank, max(one.ids)) > (rank, min(new)):
            later = f"{import_string(settings.LOCK_ORDER)[one.rank]} {max(one.ids)}"
            raise LockOrderError(f"{model._meta.label_lower} {min(new)} is locked too late: {later} is held already.")
    connection.on_commit(Held(period, rank, new))
