"""The lock helper refuses what could end in a circle of waiting, and forgets what the database has let go."""

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from beneficiaries.models import FileNumber
from disbursements.models import NumberSeries
from reintegration.ground import locks
from reintegration.ground.locks import LockOrderError, inserted, lock
from reintegration.ground.reference.models import Sector
from reintegration.lock_order import LOCK_ORDER
from tests.architecture.sources import ROOT, python_files

pytestmark = pytest.mark.django_db
EARLY, LATE = 2019, 2020
# Locked first and last.
assert LOCK_ORDER[0] == "beneficiaries.filenumber" and LOCK_ORDER[-1] == "disbursements.numberseries"


class Undone(Exception):
    """What makes a transaction roll back here."""


@pytest.fixture(autouse=True)
def rows():
    """Two rows of one model, and one of a model that is locked later."""
    for year in (EARLY, LATE):
        FileNumber.objects.create(year=year)
    NumberSeries.objects.create(code="ATT-2019")


def is_late(model, key):
    """Whether the helper refuses to lock this row now."""
    try:
        lock(model, [key])
    except LockOrderError:
        return True
    return False


def test_locked_rows_come_by_id_each_once():
    with transaction.atomic():
        assert [row.year for row in lock(FileNumber, [LATE, EARLY, LATE, 1999])] == [EARLY, LATE]


def test_queryset_is_locked_as_it_stands():
    with transaction.atomic():
        assert lock(FileNumber.objects.values("year"), [EARLY]) == [{"year": EARLY}]


def test_lock_outside_a_transaction_is_refused():
    with pytest.raises(LockOrderError, match="inside a transaction"):
        lock(FileNumber, [EARLY])


@transaction.atomic
def test_row_of_an_earlier_model_is_refused():
    lock(NumberSeries, ["ATT-2019"])
    with pytest.raises(LockOrderError, match="filenumber 2019 is locked too late: .*series ATT-2019"):
        lock(FileNumber, [EARLY])


@transaction.atomic
def test_earlier_row_of_the_same_model_is_refused():
    lock(FileNumber, [LATE])
    with pytest.raises(LockOrderError, match="filenumber 2019 is locked too late"):
        lock(FileNumber, [EARLY])


@transaction.atomic
def test_earlier_row_beside_one_that_is_held_is_refused():
    lock(FileNumber, [LATE])
    with pytest.raises(LockOrderError):
        lock(FileNumber, [EARLY, LATE])


@transaction.atomic
def test_rows_in_order_and_rows_held_already_are_locked():
    lock(FileNumber, [EARLY])
    lock(FileNumber, [LATE])
    lock(NumberSeries, ["ATT-2019"])
    assert lock(FileNumber, [LATE, EARLY]) and lock(NumberSeries, ["ATT-2019"])


@transaction.atomic
def test_model_without_a_place_in_the_order_is_locked_at_any_time():
    lock(NumberSeries, ["ATT-2019"])
    assert lock(Sector, [Sector.objects.first().pk])


@transaction.atomic
def test_row_that_this_transaction_wrote_is_locked_at_any_time():
    lock(NumberSeries, ["ATT-2019"])
    inserted(FileNumber.objects.create(year=1999))
    assert lock(FileNumber, [1999])
    assert is_late(FileNumber, EARLY)


@transaction.atomic
def test_row_that_this_transaction_wrote_holds_nobody_up():
    inserted(NumberSeries.objects.create(code="ATT-2020"))
    assert lock(FileNumber, [EARLY])


def test_verbs_of_one_test_are_transactions_of_their_own():
    for _verb in range(2):
        with transaction.atomic():
            lock(FileNumber, [EARLY])
            lock(FileNumber, [LATE])


@transaction.atomic
def test_inner_block_leaves_its_locks_to_the_transaction():
    with transaction.atomic():
        lock(FileNumber, [LATE])
    assert is_late(FileNumber, EARLY)


@transaction.atomic
def test_savepoint_rolled_back_gives_its_locks_back_and_no_others():
    lock(FileNumber, [EARLY])
    with pytest.raises(Undone), transaction.atomic():
        lock(NumberSeries, ["ATT-2019"])
        raise Undone
    assert not is_late(FileNumber, LATE)
    assert is_late(FileNumber, 1999)


def test_locks_of_a_transaction_rolled_back_are_forgotten():
    with pytest.raises(Undone), transaction.atomic():
        lock(FileNumber, [LATE])
        raise Undone
    with transaction.atomic():
        assert not is_late(FileNumber, EARLY)


@pytest.mark.parametrize("is_undone", [False, True])
def test_locks_end_with_a_real_transaction(committed_database, is_undone):
    with transaction.atomic():
        lock(FileNumber, [LATE])
        assert is_late(FileNumber, EARLY)
        transaction.set_rollback(is_undone)
    assert connection.run_on_commit == []
    with transaction.atomic():
        assert not is_late(FileNumber, EARLY)


def test_control_without_the_order_anything_goes(monkeypatch):
    monkeypatch.setattr(locks, "_keep_order", lambda *held: None)
    with transaction.atomic():
        lock(NumberSeries, ["ATT-2019"])
        assert not is_late(FileNumber, LATE)
        assert not is_late(FileNumber, EARLY)


@transaction.atomic
def test_rows_are_locked_for_writing_and_stay_open_to_foreign_keys(django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        lock(FileNumber, [EARLY])
    locked = queries.captured_queries[0]["sql"].endswith("FOR NO KEY UPDATE")
    assert locked == (connection.vendor == "postgresql")


def test_nothing_else_locks():
    names = [str(path.relative_to(ROOT)) for path in python_files() if "select_for_update" in path.read_text("utf-8")]
    assert names == ["reintegration/ground/locks.py"]
    assert callable(QuerySet.select_for_update)
