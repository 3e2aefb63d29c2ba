"""Numbers against raw SQL: no gap, no number twice, no counter moved by hand; without the triggers each succeeds."""

import pytest
from django.db import connection

from disbursements.models import Ceremony, Certificate, NumberSeries, PurchaseOrder
from disbursements.services import ceremonies, orders
from reintegration.ground import protections
from tests.attacks import born, refused
from tests.disbursements.factories import LONG_AGO, make_ceremony, make_finance, make_list, make_supplier

pytestmark = pytest.mark.django_db

ORDERS, CEREMONIES, CERTIFICATES = (model._meta.db_table for model in (PurchaseOrder, Ceremony, Certificate))
SERIES = NumberSeries._meta.db_table
COUNT_ON = f"UPDATE {SERIES} SET last = last + 1 WHERE code = %s"


@pytest.fixture
def certificate(souad):
    """ATT-2021-00002, the last of two."""
    make_list(by=souad, held_on=LONG_AGO)
    return Certificate.objects.last()


@pytest.fixture
def order():
    return orders.draft(supplier=make_supplier(), by=make_finance(), on=LONG_AGO)


def certified(certificate, number):
    """The insertion of another certificate of the same handover."""
    return born(certificate, number=number, code="~", status="prepared", replaces_id=None)


def free_for_another(certificate):
    """Lift what forbids a second live certificate of one handover, which is another matter."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX certificate_one_live_per_handover")
    protections.lift(connection, {f"{CERTIFICATES}_one_live_on_insert"})


@pytest.mark.parametrize(
    "number",
    ["ATT-2021-00004", "ATT-2021-00002", "ATT-2021-3", "ATT-2021-000003", "ATT-2022-00002", "ATT-20x1-00001", "LST-1"],
)
def test_certificate_with_any_number_but_the_next_is_refused(certificate, number):
    free_for_another(certificate)
    assert refused(*certified(certificate, number))
    assert not refused(*certified(certificate, "ATT-2021-00003"))
    assert not refused(*certified(certificate, "ATT-1999-00001"))


def test_control_without_the_counting_trigger_a_gap_is_left(certificate):
    free_for_another(certificate)
    protections.lift(connection, {f"{CERTIFICATES}_counts_on"})
    assert not refused(*certified(certificate, "ATT-2021-00009"))


def test_paper_itself_counts_its_series_on(order):
    assert (order.number, NumberSeries.objects.get().last) == ("CMD-2021-0001", 1)
    statement, *values = born(order, number="CMD-2021-0002")
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    assert NumberSeries.objects.get().last == 2
    assert orders.draft(supplier=order.supplier, by=make_finance(), on=LONG_AGO).number == "CMD-2021-0003"


def test_order_with_any_number_but_the_next_is_refused(order):
    assert refused(*born(order, number="CMD-2021-0003"))
    assert refused(*born(order, number="ATT-2021-00001"))
    assert not refused(*born(order, number="CMD-2021-0002"))
    protections.lift(connection, {f"{ORDERS}_counts_on"})
    assert not refused(*born(order, number="CMD-2021-0003"))


def test_number_with_more_digits_than_zeros_goes_on(order):
    protections.lift(connection, {f"{SERIES}_counts_papers"})
    NumberSeries.objects.update(last=9999)
    assert not refused(*born(order, number="CMD-2021-10000"))
    NumberSeries.objects.update(last=10000)
    assert not refused(*born(order, number="CMD-2021-10001"))


@pytest.mark.parametrize("change", ["last + 1", "last + 2", "last - 1", "0"])
def test_counter_moved_by_hand_is_refused(order, change):
    statement = f"UPDATE {SERIES} SET last = {change}"
    assert refused(statement)
    protections.lift(connection, {f"{SERIES}_counts_papers"})
    assert not refused(statement)


def test_counter_renamed_is_refused(order):
    statement = f"UPDATE {SERIES} SET code = 'CMD-2022'"
    assert refused(statement)
    protections.lift(connection, {f"{SERIES}_counts_papers"})
    assert not refused(statement)


def test_counter_that_begins_further_on_is_refused():
    statement = f"INSERT INTO {SERIES} (code, last) VALUES ('CMD-2021', %s)"
    assert refused(statement, 4)
    assert not refused(statement, 0)
    protections.lift(connection, {f"{SERIES}_begins_empty"})
    assert not refused(statement, 4)


def test_counter_deleted_or_replaced_is_refused(order):
    statement = f"DELETE FROM {SERIES}"
    assert refused(statement)
    protections.lift(connection, {f"{SERIES}_no_delete"})
    assert not refused(statement)
    if connection.vendor == "sqlite":
        statement = f"INSERT OR REPLACE INTO {SERIES} (code, last) VALUES ('CMD-2021', 0)"
        assert refused(statement)
        protections.lift(connection, {f"{SERIES}_no_replace"})
        assert not refused(statement)


def test_number_given_once_never_changes(certificate, order):
    for table, column, trigger, number in (
        (CERTIFICATES, "number", "stays", "ATT-2021-00003"),
        (ORDERS, "number", "number_stays", "CMD-2021-0002"),
        (CEREMONIES, "list_number", "number_stays", "LST-2021-0002"),
    ):
        statement = f"UPDATE {table} SET {column} = %s WHERE {column} = (SELECT MAX({column}) FROM {table})"
        assert refused(statement, number)
        protections.lift(connection, {f"{table}_{trigger}"})
        assert not refused(statement, number)


def test_list_takes_the_next_number_and_only_then(souad):
    first, second = make_list(by=souad, people=1, held_on=LONG_AGO), make_ceremony(by=souad, held_on=LONG_AGO)
    statement = f"UPDATE {CEREMONIES} SET list_number = %s WHERE id = %s"
    assert refused(statement, first.list_number, second.pk)
    assert refused(statement, "LST-2021-0003", second.pk)
    assert not refused(statement, "LST-2021-0002", second.pk)
    protections.lift(connection, {f"{CEREMONIES}_counts_on"})
    assert not refused(statement, "LST-2021-0003", second.pk)


def test_list_born_with_a_number_is_refused(souad):
    ceremony = make_ceremony(by=souad)
    assert refused(*born(ceremony, list_number="LST-2021-0001"))
    protections.lift(connection, {f"{CEREMONIES}_number_later"})
    assert not refused(*born(ceremony, list_number="LST-2021-0001"))


@pytest.mark.parametrize("table", [CERTIFICATES, ORDERS, CEREMONIES])
def test_numbered_paper_is_never_deleted(certificate, order, table):
    statement = f"DELETE FROM {table} WHERE id = (SELECT MAX(id) FROM {table})"
    with connection.cursor() as cursor:
        # Else a foreign key would refuse it at the end.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED" if connection.vendor == "postgresql" else "SELECT 1")
    assert refused(statement)
    protections.lift(connection, {f"{table}_no_delete"})
    assert not refused(statement)


def test_called_off_ceremony_keeps_its_numbers(souad):
    ceremony = make_list(by=souad, people=1, held_on=LONG_AGO)
    ceremonies.cancel(ceremony=ceremony, by=souad, reason="flood")
    assert [row.number for row in Certificate.objects.all()] == ["ATT-2021-00001"]
    assert make_list(by=souad, people=1, held_on=LONG_AGO).list_number == "LST-2021-0002"
