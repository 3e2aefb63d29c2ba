"""Equipment on its way: planned, ordered, received in the store, handed to the person."""

from django.db import transaction

from disbursements.workflow import GOODS


@transaction.atomic
def plan(*, line, by):
    return GOODS.start("plan", line, by=by)


@transaction.atomic
def order(*, line, by):
    return _move("order", line, by=by)


@transaction.atomic
def unorder(*, line, by):
    return _move("unorder", line, by=by)


@transaction.atomic
def receive(*, line, by):
    return _move("receive", line, by=by)


@transaction.atomic
def hand(*, line, by):
    return _move("hand", line, by=by)


@transaction.atomic
def take_back(*, line, by, reason=""):
    return _move("take_back", line, by=by, reason=reason)


def _move(name, line, *, by, reason=""):
    with GOODS.taking(name, line, by=by, reason=reason):
        pass
    return line
