"""Money comes in: agreement, tranches, receipts, lines; each within what stands above it, to the centime."""

from datetime import date
from decimal import Decimal

import pytest

from programs.models import FundingLine, PartnerReceipt, Tranche
from programs.services import funding, ledger
from reintegration.ground import records
from reintegration.ground.errors import Refused
from tests.factories import make_user, reread
from tests.programs.factories import make_agreement, make_line, make_program, make_source, make_tranche

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


def test_agreement_does_not_shrink_below_its_tranches(hassan):
    agreement = make_agreement(amount="100", by=hassan)
    funding.add_tranche(agreement=agreement, number=1, amount=Decimal("60"), by=hassan)
    agreement = reread(agreement)
    agreement.amount = Decimal("59.99")
    with pytest.raises(Refused, match="exceed the amount of the agreement"):
        records.store(agreement, by=hassan)


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
