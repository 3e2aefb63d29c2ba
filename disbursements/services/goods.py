"""Equipment on its way: planned, ordered, received in the store, handed to the person. `on` is the business day."""

from django.db import transaction

from disbursements.workflow import GOODS


@transaction.atomic
def plan(*, line, by, on=None):
    return GOODS.start("plan", line, by=by, on=on)


@transaction.atomic
def order(*, line, by, on=None):
    return GOODS.take("order", line, by=by, on=on)


@transaction.atomic
def unorder(*, line, by, on=None):
    return GOODS.take("unorder", line, by=by, on=on)


@transaction.atomic
def receive(*, line, by, on=None):
    return GOODS.take("receive", line, by=by, on=on)


@transaction.atomic
def hand(*, line, by, on=None):
    return GOODS.take("hand", line, by=by, on=on)


@transaction.atomic
def take_back(*, line, by, reason=""):
    return GOODS.take("take_back", line, by=by, reason=reason)
