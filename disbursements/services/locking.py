"""Locks in the order of the house: applications by id first, then the rows that hang on them."""

from django.db import transaction

from programs.models import Application, FundingLine, Tranche


def lock_applications(ids):
    """Lock and return the applications with these ids, by id: two transactions never wait in a circle for them."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Applications are locked inside a transaction.")
    return list(Application._base_manager.select_for_update().filter(pk__in=set(ids)).order_by("pk"))


def lock_funding(disbursements):
    """Lock the funding lines of several disbursements by id, then their tranches, before the first posting."""
    lines = FundingLine._base_manager.select_for_update().filter(
        pk__in={row.allocation.line_id for row in disbursements}
    )
    tranches = {line.tranche_id for line in lines.order_by("pk") if line.tranche_id}
    list(Tranche._base_manager.select_for_update().filter(pk__in=tranches).order_by("pk"))
