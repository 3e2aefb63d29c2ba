"""Equipment on its way: planned, ordered, received in the store, handed to the person. `on` is the business day."""

from django.db import transaction

from disbursements.workflow import GOODS


@transaction.atomic
def plan(*, line, by, on=None):
    return GOODS.start("plan", line, by=by, on=on)


@transaction.atomic
def order(*, line, by, on=None):
    return _move("order", line, by=by, on=on)


@transaction.atomic
def unorder(*, line, by, on=None):
    return _move("unorder", line, by=by, on=on)


@transaction.atomic
def receive(*, line, by, on=None):
    return _move("receive", line, by=by, on=on)


@transaction.atomic
def hand(*, line, by, on=None):
    return _move("hand", line, by=by, on=on)


@transaction.atomic
def take_back(*, line, by, reason=""):
    return _move("take_back", line, by=by, reason=reason)


def _move(name, line, *, by, reason="", on=None):
    with GOODS.taking(name, line, by=by, reason=reason, on=on):
        pass
    return line
