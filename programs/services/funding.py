"""Money comes in: agreements, their tranches and amendments, what partners paid, and the lines that programs draw on.

Each verb says in words what is short; then a row is written, and triggers move the balances (`money_protections`).
"""

from django.db import transaction
from django.utils.translation import gettext as _

from programs.acts import may_advance
from programs.models import Agreement, AgreementAmendment, BudgetEntry, FundingLine, PartnerReceipt, Tranche
from programs.services import ledger
from reintegration.ground import records
from reintegration.ground.access.scope import must_have
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.locks import lock
from reintegration.ground.money import amount_in_text, exact


def sign_agreement(*, by, **fields):
    """Record a signed agreement; returns it."""
    must_have(by, "programs.add_agreement")
    return records.store(Agreement(**fields), by=by)


@transaction.atomic
def add_tranche(*, agreement, number, amount, by, due_on=None, condition=""):
    """Cut a tranche (MAD) out of an agreement; refused with what is short when the agreement has less left."""
    must_have(by, "programs.add_tranche")
    amount = exact(amount)
    (agreement,) = lock(Agreement, [agreement.pk])
    _agreement_has(agreement, amount)
    tranche = Tranche(agreement=agreement, number=number, amount=amount, due_on=due_on, condition=condition)
    return records.store(tranche, by=by)


@transaction.atomic
def record_receipt(*, tranche, amount, received_on, reference, by):
    """Record what a partner has paid in (MAD); refused beyond the tranche's amount."""
    must_have(by, "programs.add_partnerreceipt")
    amount = exact(amount)
    (tranche,) = lock(Tranche, [tranche.pk])
    excess = tranche.received + amount - tranche.amount
    if excess > 0:
        text = _("“%(tranche)s” would be exceeded by %(amount)s: check the amount.")
        raise Refused({"amount": text % {"tranche": tranche, "amount": amount_in_text(excess)}})
    receipt = PartnerReceipt(tranche=tranche, amount=amount, received_on=received_on, reference=reference)
    return records.store(receipt, by=by)


@transaction.atomic
def amend(*, agreement, reference, signed_on, amount, reason, by, tranche=None):
    """Change the amount (MAD) of an agreement, or of one tranche of it, by a signed amendment; returns the amendment.

    Refused with what is short: not below what is given on or received, nor a tranche beyond its agreement.
    """
    must_have(by, "programs.change_agreement")
    amount = exact(amount)
    if tranche and tranche.agreement_id != agreement.pk:
        raise Refused({"tranche": _("This tranche is of another agreement.")})
    tranches = lock(Tranche, [tranche.pk] if tranche else [])
    (agreement,) = lock(Agreement, [agreement.pk])
    changed = tranches[0] if tranches else agreement
    if tranches:
        _not_below(changed, amount, max(changed.allocated, changed.received))
        _agreement_has(agreement, amount - changed.amount)
    else:
        _not_below(changed, amount, changed.distributed)
    amendment = AgreementAmendment(
        agreement=agreement, tranche=tranche, reference=reference, signed_on=signed_on, amount=amount, reason=reason
    )
    amendment.by = by
    records.checked(amendment).save(force_insert=True)
    trail.record(action="amend", subject=changed, by=by, changes={"amount": [changed.amount, amount]}, note=reason)
    return amendment


@transaction.atomic
def open_line(*, program, source, amount, name_ar, name_fr, by, tranche=None):
    """Give a program a line of money (MAD) of one source, out of a tranche where there is one; returns the line."""
    must_have(by, "programs.add_fundingline")
    if tranche is not None and tranche.agreement.source_id != source.pk:
        raise Refused({"tranche": _("This tranche is money of another source.")})
    if tranche is None and not source.is_foundation:
        raise Refused({"tranche": _("Money of a partner comes out of a tranche: choose it.")})
    line = FundingLine(program=program, source=source, tranche=tranche, name_ar=name_ar, name_fr=name_fr)
    records.store(line, by=by)
    ledger.allocate(line=line, amount=amount, by=by)
    line.refresh_from_db()
    return line


def enlarge(*, line, amount, by, reference=""):
    """Give a line more money (MAD), out of its tranche if it has one."""
    must_have(by, "programs.change_fundingline")
    return ledger.allocate(line=line, amount=amount, by=by, reference=reference)


def cut(*, line, amount, by, reference=""):
    """Take free money (MAD) off a line; what is reserved stays."""
    must_have(by, "programs.change_fundingline")
    return ledger.cut(line=line, amount=amount, by=by, reference=reference)


def transfer(*, source_line, target_line, amount, by, reason):
    """Move free money (MAD) to another line, of any program; returns both ledger rows. `reason`: 60 characters."""
    must_have(by, "programs.change_fundingline")
    if source_line == target_line:
        raise Refused({"target_line": _("Choose another line.")})
    if source_line.tranche_id and not target_line.tranche_id:
        raise Refused({"target_line": _("Money of a partner stays on lines of a tranche.")})
    entries = [
        BudgetEntry(kind="transfer_out", line=source_line, counterpart=target_line, amount=amount),
        BudgetEntry(kind="transfer_in", line=target_line, counterpart=source_line, amount=amount),
    ]
    return ledger.write(entries, by=by, reference=reason)


def advance(*, line, tranche, amount, by, reference=""):
    """Let the foundation's free money (MAD) stand in for what a partner has not paid in yet."""
    must_have(by, "programs.change_fundingline")
    may_advance(line, by)
    return ledger.post("advance", amounts={line: amount}, tranche=tranche, by=by, reference=reference)[0]


def recover(*, line, tranche, amount, by, reference=""):
    """Take an advance (MAD) back to its line, once the partner has paid in what was committed."""
    must_have(by, "programs.change_fundingline")
    return ledger.post("recover", amounts={line: amount}, tranche=tranche, by=by, reference=reference)[0]


def _agreement_has(agreement, amount):
    lacking = agreement.distributed + amount - agreement.amount
    if lacking > 0:
        text = _("The agreement “%(agreement)s” is short by %(amount)s.")
        raise Refused({"amount": text % {"agreement": agreement, "amount": amount_in_text(lacking)}})


def _not_below(record, amount, bound):
    if amount < bound:
        text = _("“%(record)s” has given on or received more than that: short by %(amount)s.")
        raise Refused({"amount": text % {"record": record, "amount": amount_in_text(bound - amount)}})
