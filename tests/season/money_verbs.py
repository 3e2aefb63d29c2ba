"""Money: agreements, tranches, receipts and lines; orders, cheques and payments of files."""

from decimal import Decimal

from django.utils import timezone

from disbursements.models import BankAccount, Disbursement, PurchaseOrder, Supplier
from disbursements.services import money, orders, preparing
from disbursements.workflow import PAY, PREPARE
from programs.models import Agreement, Application, FundingLine, FundingSource, Program, Tranche
from programs.services import funding
from reintegration.ground.territory.models import Province
from tests.season.picking import verb

FUND = "programs.add_fundingline"


@verb(funding.sign_agreement, Agreement, permission=FUND, most=3)
def sign_agreement(pick, _none):
    return {
        "reference": pick.number(),
        "name_ar": "اتفاقية",
        "name_fr": "Convention",
        "partner_ar": "لجنة",
        "partner_fr": "Comité",
        "signed_on": timezone.localdate(),
        "amount": pick.amount(50000),
        "source": pick.row(FundingSource, kind="partner"),
        "province": pick.row(Province),
    }


@verb(funding.add_tranche, Agreement, permission=FUND)
def add_tranche(pick, agreement):
    left = agreement.amount - agreement.distributed
    number = agreement.tranches.count() + (1 if pick.is_willing else pick.one([0, 1]))
    return {"agreement": agreement, "number": number, "amount": pick.amount(min(left, Decimal(20000)))}


@verb(funding.amend, Agreement, permission=FUND)
def amend_agreement(pick, agreement):
    amount = agreement.distributed + pick.amount(agreement.amount)
    return _amendment(pick, agreement=agreement, amount=amount if pick.is_willing else pick.amount(agreement.amount))


@verb(funding.amend, Tranche, permission=FUND)
def amend_tranche(pick, tranche):
    """Up or down: to what it has given on or received, or to what its agreement has left."""
    agreement = tranche.agreement if pick.is_willing else pick.row(Agreement)
    least = max(tranche.allocated, tranche.received)
    most = tranche.amount + tranche.agreement.amount - tranche.agreement.distributed
    amount = pick.one([least, most]) if pick.is_willing else pick.amount(tranche.amount)
    return _amendment(pick, agreement=agreement, tranche=tranche, amount=amount)


def _amendment(pick, **given):
    return {"reference": pick.number(), "signed_on": timezone.localdate(), "reason": "as signed", **given}


@verb(funding.record_receipt, Tranche, permission=FUND)
def record_receipt(pick, tranche):
    left = tranche.amount - tranche.received
    return {"tranche": tranche, "amount": pick.amount(left), "received_on": pick.day(), "reference": pick.number()}


@verb(funding.open_line, FundingLine, permission=FUND, most=6)
def open_line(pick, _none):
    tranche = pick.one([None, pick.row(Tranche)])
    kind = "partner" if tranche else "foundation"
    source = tranche.agreement.source if tranche and pick.is_willing else pick.row(FundingSource, kind=kind)
    given = {"name_ar": "اعتماد", "name_fr": "Crédit", "program": pick.row(Program), "source": source}
    return {**given, "tranche": tranche, "amount": pick.amount(tranche.amount - tranche.allocated if tranche else 9000)}


@verb(funding.enlarge, FundingLine, permission=FUND)
def enlarge(pick, line):
    limit = line.tranche.amount - line.tranche.allocated if line.tranche else Decimal(5000)
    return {"line": line, "amount": pick.amount(min(limit, Decimal(5000)))}


@verb(funding.cut, FundingLine, permission=FUND)
def cut(pick, line):
    return {"line": line, "amount": pick.amount(line.free if not pick.is_willing else line.free / 3)}


@verb(funding.transfer, FundingLine, permission=FUND)
def transfer_money(pick, line):
    return {"source_line": line, "target_line": pick.row(FundingLine), "amount": pick.amount(line.free), "reason": "1"}


@verb(funding.advance, FundingLine, permission=FUND)
def advance(pick, line):
    line = pick.row(FundingLine, tranche=None)
    return {"line": line, "tranche": pick.row(Tranche), "amount": pick.amount(min(line.free, Decimal(3000)))}


@verb(funding.recover, FundingLine, permission=FUND)
def recover(pick, line):
    line = pick.row(FundingLine, advanced__gt=0)
    tranche = pick.row(Tranche, advances__line=line)
    return {"line": line, "tranche": tranche, "amount": pick.amount(line.advanced)}


@verb(preparing.prepare_equipment, Application, "approved", permission=PREPARE)
def prepare_equipment(pick, file):
    file = pick.row(preparing.to_disburse(Application.objects.all())) or file
    items = preparing.items_left(file) if pick.is_willing else pick.row(Application).items
    return {"application": file, "items": pick.some(items.order_by("pk"))[:1]}


@verb(preparing.prepare_cheque, Application, "approved", permission=PREPARE)
def prepare_cheque(pick, file):
    file = pick.row(preparing.to_disburse(Application.objects.all())) or file
    number, account = pick.number(), pick.row(BankAccount)
    amount = pick.amount(max(preparing.allocations_left(file).values(), default=0))
    return {
        "application": file,
        "amount": amount,
        "account": account,
        "number": number,
        "issued_on": timezone.localdate(),
    }


@verb(money.sign_cheque, Disbursement, "prepared", permission=PAY)
def sign_cheque(pick, _row):
    return {"disbursement": pick.row(Disbursement, kind="cheque", status="prepared")}


@verb(money.clear, Disbursement, "paid", permission=PAY)
def clear(pick, row):
    return {"disbursement": row, "cleared_on": pick.day()}


@verb(money.unclear, Disbursement, "cleared", permission=PAY)
def unclear(pick, row):
    return {"disbursement": row, "reason": pick.text()}


@verb(money.refund, Disbursement, "paid", "cleared", permission=PAY)
def refund(pick, _row):
    row = pick.row(Disbursement, kind="equipment", status__in=["paid", "cleared"])
    return {"disbursement": row, "refunded_on": pick.day(), "reason": pick.text()}


@verb(money.cancel, Disbursement, "prepared", "committed", permission=PREPARE)
def cancel_disbursement(pick, _row):
    row = pick.row(Disbursement, status__in=["prepared", "committed"], handover=None, order=None)
    return {"disbursement": row, "reason": pick.text()}


@verb(orders.draft, permission=PREPARE)
def draft_order(pick, _none):
    return {"supplier": pick.row(Supplier), "disbursements": _to_order(pick)}


def _to_order(pick):
    rows = Disbursement.objects.order_by("pk")
    return pick.some(rows.filter(kind="equipment", status="prepared", order=None) if pick.is_willing else rows)


@verb(orders.change, PurchaseOrder, "draft", permission=PREPARE)
def change_order(pick, order):
    chosen = {row.pk: row for row in [*_to_order(pick), *(order.disbursements.all() if pick.is_willing else [])]}
    return {"order": order, "supplier": pick.row(Supplier), "disbursements": list(chosen.values())}


@verb(orders.add, PurchaseOrder, "draft", permission=PREPARE)
def add_to_order(pick, order):
    return {"order": order, "disbursements": _to_order(pick)}


@verb(orders.place, PurchaseOrder, "draft", permission=PAY)
def place_order(pick, order):
    return {"order": order}


@verb(orders.receive, PurchaseOrder, "placed", permission=PREPARE)
def receive_order(pick, order):
    return {"order": order, "received_on": pick.day(), "delivery_note": "BL"}


@verb(orders.pay, PurchaseOrder, "received", permission=PAY)
def pay_order(pick, order):
    return {"order": order, "paid_on": pick.day(), "invoice": "F"}


@verb(orders.cancel, PurchaseOrder, "draft", "placed", permission=PAY)
def cancel_order(pick, order):
    return {"order": order, "reason": pick.text()}
