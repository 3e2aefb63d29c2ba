"""Series without gaps: a number is the next one until a paper is stored with it."""

import pytest
from django.db import transaction

from disbursements.models import NumberSeries
from disbursements.numbering import next_number
from disbursements.services import orders
from reintegration.ground.locks import LockOrderError
from tests.disbursements.factories import LONG_AGO, make_finance, make_supplier

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """What makes a transaction roll back here."""


def test_each_series_and_year_counts_by_itself():
    with transaction.atomic():
        taken = [next_number("ATT", 2021), next_number("LST", 2021), next_number("LST", 2021), next_number("LST", 2022)]
    assert taken == ["ATT-2021-00001", "LST-2021-0001", "LST-2021-0001", "LST-2022-0001"]


def test_rolled_back_number_is_given_again():
    given = {"supplier": make_supplier(), "by": make_finance(), "on": LONG_AGO}
    with pytest.raises(Undone), transaction.atomic():
        lost = orders.draft(**given).number
        raise Undone
    assert orders.draft(**given).number == lost == "CMD-2021-0001"
    assert orders.draft(**given).number == "CMD-2021-0002"
    assert NumberSeries.objects.get().last == 2


def test_number_outside_a_transaction_is_refused():
    with pytest.raises(LockOrderError):
        next_number("ATT", 2021)
