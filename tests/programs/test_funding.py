"""Money comes in: agreement, tranches, receipts, lines; each within what stands above it, to the centime."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from programs.models import FundingLine, PartnerReceipt, Tranche
from programs.services import duties, funding, ledger
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from tests.factories import make_user, reread
from tests.programs.factories import (
    make_agreement,
    make_application,
    make_line,
    make_program,
    make_source,
    make_tranche,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hassan():
    return make_user("finance_officer")


def test_tranches_fill_the_agreement_to_the_centime(hassan):
    agreement = make_agreement(amount="100", by=hassan)
    funding.add_tranche(agreement=agreement, number=1, amount=Decimal("60"), by=hassan)
    with pytest.raises(Refused, match=r"short by 0\.01"):
        funding.add_tranche(agreement=agreement, number=2, amount=Decimal("40.01"), by=hassan)
    assert Tranche.objects.filter(agreement=agreement).count() == 1
    funding.add_tranche(agreement=agreement, number=2, amount=Decimal("40"), by=hassan)
    assert reread(agreement).distributed == 100


@pytest.fixture
def signed(hassan):
    return {"reference": "A1", "signed_on": date(2021, 4, 1), "reason": "more money", "by": hassan}


def test_agreement_shrinks_to_its_tranches_and_not_below(hassan, signed):
    agreement = make_agreement(amount="100", by=hassan)
    funding.add_tranche(agreement=agreement, number=1, amount=Decimal("60"), by=hassan)
    with pytest.raises(Refused, match=r"short by 0\.01"):
        funding.amend(agreement=agreement, amount=Decimal("59.99"), **signed)
    funding.amend(agreement=agreement, amount=Decimal("60"), **signed)
    assert reread(agreement).amount == 60


def test_tranche_is_enlarged_within_its_agreement(hassan, signed):
    tranche = make_tranche(agreement=make_agreement(amount="100", by=hassan), amount="60")
    agreement = tranche.agreement
    with pytest.raises(Refused, match=r"short by 0\.01"):
        funding.amend(agreement=agreement, tranche=tranche, amount=Decimal("100.01"), **signed)
    amendment = funding.amend(agreement=agreement, tranche=tranche, amount=Decimal("100"), **signed)
    assert (reread(tranche).amount, reread(agreement).distributed) == (100, 100)
    assert trail.entries_of(tranche)[0].changes == {"amount": ["60.00", "100.00"]}
    assert list(agreement.amendments.all()) == [amendment]


def test_tranche_is_not_reduced_below_its_lines_or_receipts(signed):
    tranche = make_tranche(amount="100", received="70")
    make_line(tranche=tranche, amount="60")
    amended = {"agreement": tranche.agreement, "tranche": tranche, **signed}
    with pytest.raises(Refused, match=r"short by 1\.00"):
        funding.amend(amount=Decimal("69"), **amended)
    funding.amend(amount=Decimal("70"), **amended)
    assert reread(tranche).amount == 70


def test_tranche_of_another_agreement_is_not_amended(signed):
    with pytest.raises(Refused, match="another agreement"):
        funding.amend(agreement=make_agreement(), tranche=make_tranche(), amount=Decimal("70"), **signed)


def test_partner_pays_in_and_not_more_than_the_tranche(hassan):
    tranche = make_tranche(amount="100", by=hassan)
    paid = {"tranche": tranche, "received_on": date(2021, 3, 1), "by": hassan}
    funding.record_receipt(amount=Decimal("60"), reference="V1", **paid)
    with pytest.raises(Refused, match=r"exceeded by 0\.01"):
        funding.record_receipt(amount=Decimal("40.01"), reference="V2", **paid)
    assert reread(tranche).received == 60 and PartnerReceipt.objects.count() == 1


def test_receipt_is_recorded_once(hassan):
    tranche = make_tranche(amount="100", received="10", by=hassan)
    with pytest.raises(Refused, match="already"):
        funding.record_receipt(
            tranche=tranche, amount=Decimal("10"), received_on=date(2021, 3, 1), reference="V1", by=hassan
        )


def test_lines_fill_the_tranche_to_the_centime(hassan):
    tranche = make_tranche(amount="100", by=hassan)
    line = make_line(tranche=tranche, amount="60")
    with pytest.raises(Refused, match=r"short by 0\.01"):
        make_line(tranche=tranche, amount="40.01")
    assert FundingLine.objects.filter(tranche=tranche).get() == line
    assert (reread(tranche).allocated, line.free) == (60, 60)
    ledger.cut(line=line, amount=60, by=hassan)
    assert reread(tranche).allocated == 0


def test_line_takes_no_tranche_of_another_source(hassan):
    with pytest.raises(Refused, match="another source"):
        make_line(make_program(), tranche=make_tranche(), source=make_source())


def test_line_is_not_cut_below_what_is_reserved(hassan):
    line = make_line(amount="20000")
    make_application(status="approved", line=line)
    with pytest.raises(Refused, match=r"short by 0\.01"):
        funding.cut(line=line, amount=Decimal("5000.01"), by=hassan)
    funding.cut(line=line, amount=Decimal("5000"), by=hassan)
    assert (reread(line).allocated, reread(line).free) == (15000, 0)


def test_money_moves_between_lines_in_a_pair_of_rows(hassan):
    tranche = make_tranche(amount="100")
    source, target = make_line(tranche=tranche, amount="80"), make_line(tranche=tranche, amount="20")
    moved = {"source_line": source, "target_line": target, "by": hassan, "reason": "Ramadan"}
    with pytest.raises(Refused, match=r"short by 0\.01"):
        funding.transfer(amount=Decimal("80.01"), **moved)
    out, into = funding.transfer(amount=Decimal("80"), **moved)
    assert (out.line, out.counterpart, into.line, into.counterpart) == (source, target, target, source)
    assert (reread(source).allocated, reread(target).allocated, reread(tranche).allocated) == (0, 100, 100)
    assert ledger.differences() == []


def test_transfer_into_a_full_tranche_is_refused(hassan):
    full = make_line(tranche=make_tranche(amount="20"), amount="20")
    with pytest.raises(Refused, match=r"cannot carry this.*short by 5\.00"):
        funding.transfer(source_line=make_line(), target_line=full, amount=5, by=hassan, reason="")


def test_line_sends_nothing_to_itself(hassan):
    line = make_line()
    with pytest.raises(Refused, match="another line"):
        funding.transfer(source_line=line, target_line=line, amount=5, by=hassan, reason="")


def test_foundation_advances_what_the_partner_has_not_paid_in(hassan):
    tranche = make_tranche(amount="60000", received="5000")
    line = make_line(tranche=tranche, amount="60000")
    foundation = make_line(amount="12000")
    file = make_application(status="approved", line=line)
    duties.take(application=file, user=hassan, kind="pay")
    with pytest.raises(Refused, match=r"short by 1\.00"):
        funding.advance(line=foundation, tranche=tranche, amount=12001, by=hassan)
    funding.advance(line=foundation, tranche=tranche, amount=12000, by=hassan)
    assert (reread(foundation).free, reread(tranche).advanced) == (0, 12000)
    ledger.commit(line=line, amount=15000, application=file, by=hassan)
    with pytest.raises(Refused, match=r"paid in enough.*short by 1\.00"):
        funding.recover(line=foundation, tranche=tranche, amount=2001, by=hassan)
    funding.recover(line=foundation, tranche=tranche, amount=2000, by=hassan)
    assert (reread(foundation).free, reread(tranche).advanced) == (2000, 10000)
    assert ledger.differences() == []


def test_line_recovers_no_more_than_it_advanced(hassan):
    tranche, first, second = make_tranche(), make_line(), make_line()
    for line in (first, second):
        funding.advance(line=line, tranche=tranche, amount=100, by=hassan)
    with pytest.raises(Refused, match=r"advanced less than that: short by 1\.00"):
        funding.recover(line=first, tranche=tranche, amount=101, by=hassan)


def test_partner_line_advances_nothing(hassan):
    with pytest.raises(Refused, match="foundation's own money"):
        funding.advance(line=make_line(tranche=make_tranche()), tranche=make_tranche(), amount=1, by=hassan)


def test_partner_line_without_a_tranche_is_refused(hassan):
    with pytest.raises(Refused, match="comes out of a tranche"):
        make_line(source=make_source("partner"), by=hassan)


def test_money_of_a_partner_does_not_become_the_foundations(hassan):
    partners = make_line(tranche=make_tranche())
    with pytest.raises(Refused, match="lines of a tranche"):
        funding.transfer(source_line=partners, target_line=make_line(), amount=5, by=hassan, reason="")


def test_money_moves_on_no_day_to_come(hassan):
    with pytest.raises(Refused, match="still to come"):
        ledger.allocate(line=make_line(), amount=5, by=hassan, on=timezone.localdate() + timedelta(days=1))


@pytest.mark.parametrize(
    "verb", ["enlarge", "cut", "transfer", "advance", "recover", "amend", "receive", "sign", "open"]
)
def test_nobody_but_finance_moves_money_as_a_whole(verb):
    line, driss, tranche, day = make_line(), make_user("approver"), make_tranche(), date(2026, 3, 2)
    given = {"line": line, "amount": 5, "by": driss}
    signed = {"reference": "A", "signed_on": day, "amount": 5, "by": driss}
    acts = {
        "enlarge": lambda: funding.enlarge(**given),
        "cut": lambda: funding.cut(**given),
        "transfer": lambda: funding.transfer(source_line=line, target_line=make_line(), amount=5, by=driss, reason=""),
        "advance": lambda: funding.advance(tranche=tranche, **given),
        "recover": lambda: funding.recover(tranche=tranche, **given),
        "amend": lambda: funding.amend(agreement=tranche.agreement, reason="", **signed),
        "receive": lambda: funding.record_receipt(tranche=tranche, received_on=day, reference="V", amount=5, by=driss),
        "divide": lambda: funding.add_tranche(agreement=tranche.agreement, number=2, amount=5, by=driss),
        "sign": lambda: funding.sign_agreement(**signed),
        "open": lambda: make_line(by=driss),
    }
    with pytest.raises(Refused, match="Your role"):
        acts[verb]()
