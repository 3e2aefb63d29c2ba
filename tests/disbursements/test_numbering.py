"""Series without gaps: what a rolled back transaction took is given again."""

import pytest
from django.db import transaction

from disbursements.numbering import next_number
from reintegration.ground.locks import LockOrderError

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """What makes a transaction roll back here."""


def test_numbers_follow_each_other_in_each_series_and_year():
    with transaction.atomic():
        taken = [next_number("ATT", 2021), next_number("LST", 2021), next_number("LST", 2021), next_number("LST", 2022)]
    assert taken == ["ATT-2021-00001", "LST-2021-0001", "LST-2021-0002", "LST-2022-0001"]


def test_rolled_back_number_is_given_again():
    with pytest.raises(Undone), transaction.atomic():
        lost = next_number("ATT", 2021)
        raise Undone
    with transaction.atomic():
        assert next_number("ATT", 2021) == lost == "ATT-2021-00001"


def test_number_outside_a_transaction_is_refused():
    with pytest.raises(LockOrderError):
        next_number("ATT", 2021)
