"""Dividing an approved amount into disbursements: equipment to order, cheques to sign."""

from django.db import transaction
from django.db.models import F, Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from disbursements.models import Cheque, Disbursement, EquipmentLine
from disbursements.services import goods, orders
from disbursements.workflow import DISBURSEMENT
from programs.eligibility import OF_PAST
from programs.models import Allocation, Application
from programs.services.applications import ITEM_FACTS
from reintegration.ground import records
from reintegration.ground.access.scope import must_see
from reintegration.ground.errors import Refused
from reintegration.ground.locks import lock
from reintegration.ground.money import ZERO, MoneyField, amount_in_text, money, total


def remaining(application):
    """What of the approved amount stands in no live disbursement yet, in MAD. One query."""
    taken = Disbursement.objects.live().filter(application=application).aggregate(sum=total("amount"))["sum"]
    return application.amount_approved - taken


def to_disburse(applications):
    """The approved ones with money left, each with `disbursed` and `left` in MAD."""
    live = Disbursement.objects.live().filter(application=OuterRef("pk")).order_by().values("application")
    taken = Subquery(live.annotate(sum=Sum("amount")).values("sum"), output_field=MoneyField())
    disbursed = Coalesce(taken, money(ZERO))
    rows = applications.approved().filter(is_imported=False).annotate(disbursed=disbursed)
    return rows.annotate(left=F("amount_approved") - F("disbursed")).filter(amount_approved__gt=F("disbursed"))


def items_left(application):
    """The items of an application that no live equipment disbursement holds. One query when evaluated."""
    taken = EquipmentLine.objects.filter(disbursement__in=Disbursement.objects.live().filter(application=application))
    return application.items.exclude(pk__in=taken.values("item"))


@transaction.atomic
def prepare_equipment(*, application, items, by, order=None, on=None):
    """Prepare the disbursement of chosen items (application items) and put it on a purchase order, if one is given."""
    application = _approved(application, by)
    items = list(items)
    left = {item.pk for item in items_left(application)}
    if not items:
        raise Refused({"items": _("Choose at least one item.")})
    if any(item.pk not in left for item in items):
        raise Refused({"items": _("An item is on another disbursement already, or is not of this application.")})
    amount = sum((item.total for item in items), ZERO)
    disbursement = _prepare(application, Disbursement.Kind.EQUIPMENT, amount, by=by, field="items", on=on)
    for item in items:
        copied = {name: getattr(item, name) for name in ITEM_FACTS}
        goods.plan(line=EquipmentLine(disbursement=disbursement, item=item, **copied), by=by, on=on)
    if order is not None:
        orders.add(order=order, disbursements=[disbursement], by=by)
    return disbursement


@transaction.atomic
def prepare_cheque(*, application, amount, account, number, issued_on, by, on=None):
    """Prepare a cheque of `amount` MAD to the person, with its number in the register of the account."""
    application = _approved(application, by)
    if not account.is_active:
        raise Refused({"account": _("This account is closed.")})
    disbursement = _prepare(application, Disbursement.Kind.CHEQUE, amount, by=by, field="amount", on=on)
    person = application.beneficiary
    cheque = Cheque(
        disbursement=disbursement,
        account=account,
        number=number,
        issued_on=issued_on,
        payee_ar=person.name_ar,
        payee_latin=person.name_latin,
    )
    records.store(cheque, by=by)
    return disbursement


def _approved(application, by):
    """Lock the application, and refuse one that is not approved any more."""
    must_see(by, application.beneficiary.centre_id)
    (application,) = lock(Application, [application.pk])
    if application.status != Application.Status.APPROVED:
        raise Refused(_("Only approved applications are disbursed."))
    if application.is_imported:
        raise Refused(OF_PAST)
    return application


def _prepare(application, kind, amount, *, by, field, on):
    rest = remaining(application)
    if amount > rest:
        text = _("Short by %(amount)s of what was approved.")
        raise Refused({field: text % {"amount": amount_in_text(amount - rest)}})
    latest = application.disbursements.aggregate(latest=Max("number"))["latest"] or 0
    disbursement = Disbursement(
        application=application,
        allocation=_allocation(application, amount, field),
        number=latest + 1,
        kind=kind,
        amount=amount,
    )
    return DISBURSEMENT.start("prepare", disbursement, by=by, on=on)


def _allocation(application, amount, field):
    """The allocation that can carry `amount` and has least left, so that larger ones stay whole."""
    left = allocations_left(application)
    fitting = [(rest, allocation.pk, allocation) for allocation, rest in left.items() if rest >= amount]
    if fitting:
        return min(fitting)[2]
    most = max(left.values(), default=ZERO)
    message = _("No single funding line has this much left: prepare it in parts of %(amount)s at most.")
    raise Refused({field: message % {"amount": amount_in_text(most)}})


def allocations_left(application):
    """What each allocation of the application can still carry: {allocation: MAD}. Two queries."""
    rows = Allocation.objects.filter(decision__application=application, decision__outcome="approve").order_by("pk")
    live = Disbursement.objects.live().filter(application=application).values_list("allocation", "amount")
    taken = {}
    for allocation, amount in live:
        taken[allocation] = taken.get(allocation, ZERO) + amount
    return {row: row.amount - taken.get(row.pk, ZERO) for row in rows.select_related("line")}
