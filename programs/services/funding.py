"""Money comes in: agreements, their tranches, what partners paid, and the lines that programs draw on."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from programs.models import Agreement, FundingLine, PartnerReceipt, Tranche
from programs.services import ledger
from reintegration.ground import records
from reintegration.ground.errors import Refused
from reintegration.ground.money import amount_in_text, exact, money


def sign_agreement(*, by, **fields):
    """Record a signed agreement; returns it."""
    return records.store(Agreement(**fields), by=by)


@transaction.atomic
def add_tranche(*, agreement, number, amount, by, due_on=None, condition=""):
    """Cut a tranche (MAD) out of an agreement; refused with what is short when the agreement has less left."""
    amount = exact(amount)
    tranche = Tranche(agreement=agreement, number=number, amount=amount, due_on=due_on, condition=condition)
    records.store(tranche, by=by)
    room = Agreement.objects.filter(pk=agreement.pk, amount__gte=F("distributed") + money(amount))
    if not room.update(distributed=F("distributed") + money(amount), version=F("version") + 1):
        agreement = Agreement.objects.get(pk=agreement.pk)
        lacking = agreement.distributed + amount - agreement.amount
        text = _("The agreement “%(agreement)s” is short by %(amount)s.")
        raise Refused({"amount": text % {"agreement": agreement, "amount": amount_in_text(lacking)}})
    return tranche


@transaction.atomic
def record_receipt(*, tranche, amount, received_on, reference, by):
    """Record what a partner has paid in (MAD); refused beyond the tranche's amount."""
    amount = exact(amount)
    receipt = PartnerReceipt(tranche=tranche, amount=amount, received_on=received_on, reference=reference)
    records.store(receipt, by=by)
    room = Tranche.objects.filter(pk=tranche.pk, amount__gte=F("received") + money(amount))
    if not room.update(received=F("received") + money(amount), version=F("version") + 1):
        tranche = Tranche.objects.get(pk=tranche.pk)
        excess = tranche.received + amount - tranche.amount
        text = _("“%(tranche)s” would be exceeded by %(amount)s: check the amount.")
        raise Refused({"amount": text % {"tranche": tranche, "amount": amount_in_text(excess)}})
    return receipt


@transaction.atomic
def open_line(*, program, source, amount, name_ar, name_fr, by, tranche=None):
    """Give a program a line of money (MAD) of one source, out of a tranche where there is one; returns the line."""
    if tranche is not None and tranche.agreement.source_id != source.pk:
        raise Refused({"tranche": _("This tranche is money of another source.")})
    line = FundingLine(program=program, source=source, tranche=tranche, name_ar=name_ar, name_fr=name_fr)
    records.store(line, by=by)
    ledger.allocate(line=line, amount=amount, by=by)
    line.refresh_from_db()
    return line
