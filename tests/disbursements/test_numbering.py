"""Series without gaps: what a rolled back transaction took is given again."""

import pytest
from django.db import transaction

from disbursements.numbering import next_number

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """What makes a transaction roll back here."""


def test_numbers_follow_each_other_in_each_series_and_year():
    with transaction.atomic():
        taken = [next_number("LST", 2021), next_number("LST", 2021), next_number("ATT", 2021), next_number("LST", 2022)]
    assert taken == ["LST-2021-0001", "LST-2021-0002", "ATT-2021-00001", "LST-2022-0001"]


def test_rolled_back_number_is_given_again():
    with pytest.raises(Undone), transaction.atomic():
        lost = next_number("ATT", 2021)
        raise Undone
    with transaction.atomic():
        assert next_number("ATT", 2021) == lost == "ATT-2021-00001"


@pytest.mark.django_db(transaction=False)
def test_number_outside_a_transaction_is_refused(monkeypatch):
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        next_number("ATT", 2021)
