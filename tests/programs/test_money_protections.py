"""Money against raw SQL: each trigger refuses the attack, and without it the same attack succeeds."""

from datetime import date
from itertools import groupby

import pytest
from django.db import connection, transaction
from django.utils import timezone

from programs.models import Duty
from programs.services import duties, funding
from reintegration.ground import protections
from tests.attacks import refuses, run
from tests.factories import make_user, reread
from tests.programs.factories import make_application, make_line, make_tranche

pytestmark = pytest.mark.django_db
APPROVED = 15000_00
"""What the file holds, in centimes."""


def change(record, assignment):
    assert run(f"UPDATE {record._meta.db_table} SET {assignment} WHERE id = %s", record.pk) == 1


def copy(record, **given):
    """Insert a copy of the record, with other values in the columns given; its balances start at zero."""
    fields = [field for field in record._meta.concrete_fields if not field.primary_key]
    values = {f.column: str(given.get(f.column, 0 if f.default == 0 else f.column)) for f in fields}
    table = record._meta.db_table
    run(f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())} FROM {table} WHERE id = %s",
        record.pk)  # fmt: skip


class Books:
    """Two approved files on a line of a tranche, a payer of one, and two lines that advanced to a tranche each."""

    def __init__(self):
        self.hassan, self.driss = make_user("finance_officer"), make_user("approver")
        self.tranche = make_tranche(amount="60000", received="20000")
        self.line = make_line(tranche=self.tranche, amount="40000")
        self.foundation = make_line(self.line.program, amount="1000")
        self.file = make_application(status="approved", line=self.line, approver=self.driss)
        self.unpaid_file = make_application(status="approved", line=self.line)
        duties.take(application=self.file, user=self.hassan, kind=Duty.Kind.PAY)
        self.elsewhere, self.other_tranche = make_line(), make_tranche()
        funding.advance(line=self.foundation, tranche=self.tranche, amount=50, by=self.hassan)
        funding.advance(line=self.elsewhere, tranche=self.other_tranche, amount=50, by=self.hassan)
        self.agreement, self.source = self.tranche.agreement, self.line.source

    def enter(self, kind, centimes, *, by=None, statement="INSERT", **columns):
        """Write a ledger row as a service would, for the file on its line unless said."""
        now = timezone.now()
        values = {"line_id": self.line.pk, "application_id": self.file.pk, "by_id": (by or self.hassan).pk, **columns}
        values |= {"kind": kind, "amount": centimes, "reference": "", '"on"': now.date(), "at": now}
        places = ", ".join(["%s"] * len(values))
        run(f"{statement} INTO programs_budgetentry ({', '.join(values)}) VALUES ({places})", *values.values())

    def enter_for_line(self, kind, line, centimes=1, **columns):
        self.enter(kind, centimes, line_id=line.pk, application_id=None, **columns)

    def save_stale_line(self):
        """What a script does that read the line before money moved."""
        stale = reread(self.foundation)
        funding.enlarge(line=stale, amount=100, by=self.hassan)
        stale.save()

    def replace_line(self):
        """SQLite alone knows this statement; PostgreSQL's nearest is to delete."""
        if connection.vendor == "sqlite":
            columns = ", ".join(f.column for f in self.line._meta.concrete_fields)
            values = ", ".join(
                "0" if f.default == 0 else "version + 9" if f.column == "version" else f.column
                for f in self.line._meta.concrete_fields
            )
            run(f"INSERT OR REPLACE INTO programs_fundingline ({columns}) SELECT {values} FROM programs_fundingline")
        else:
            run("DELETE FROM programs_fundingline")


def line_to_tranche_zero(books):
    copy(books.tranche, id=0, number=9, amount=0)
    change(books.foundation, "tranche_id = 0")


def partners_money_to_the_foundation(books):
    books.enter_for_line("transfer_out", books.line, counterpart_id=books.foundation.pk)
    books.enter_for_line("transfer_in", books.foundation, counterpart_id=books.line.pk)


def amend_for_another(books):
    run(
        "INSERT INTO programs_agreementamendment (agreement_id, tranche_id, reference, signed_on, amount, reason, at,"
        " by_id) VALUES (%s, %s, 'A', %s, 7000000, 'x', %s, %s)",
        *(books.other_tranche.agreement_id, books.tranche.pk, date(2021, 1, 1), timezone.now(), books.hassan.pk),
    )


ATTACKS = [
    # What is attacked, the trigger that holds it, and the attack.
    *[
        (f"line {name}", "fundingline_balances", lambda b, name=name: change(b.line, f"{name} = {name} + 1"))
        for name in ("allocated", "reserved", "committed", "paid", "cleared", "advanced", "last_entry")
    ],
    ("line saved stale", "fundingline_balances", Books.save_stale_line),
    ("line to another tranche", "fundingline_tranche", lambda b: change(b.line, "tranche_id = NULL")),
    ("line to the tranche without a number", "fundingline_tranche", line_to_tranche_zero),
    ("line of a partner without a tranche", "fundingline_out_of_tranche", lambda b: copy(b.line, tranche_id="NULL")),
    ("line to another source", "fundingline_fixed", lambda b: change(b.foundation, f"source_id = {b.source.pk}")),
    ("line to another id", "fundingline_fixed", lambda b: change(b.foundation, "id = id + 1000")),
    ("line born with money", "fundingline_starts_empty", lambda b: copy(b.foundation, allocated=100)),
    ("line born of another source", "fundingline_source", lambda b: copy(b.line, source_id=b.foundation.source_id)),
    ("line deleted", "fundingline_no_delete", lambda b: run("DELETE FROM programs_fundingline")),
    ("line replaced", "fundingline_no_replace fundingline_no_delete", Books.replace_line),
    *[
        (f"tranche {name}", "tranche_balances", lambda b, name=name: change(b.tranche, f"{name} = {name} + 1"))
        for name in ("allocated", "committed", "received", "advanced")
    ],
    ("tranche amount", "tranche_amount", lambda b: change(b.tranche, "amount = amount + 1")),
    ("tranche to another agreement", "tranche_fixed",
     lambda b: change(b.tranche, f"number = 2, agreement_id = {b.other_tranche.agreement_id}")),
    ("tranche born with receipts", "tranche_starts_empty", lambda b: copy(b.tranche, number=7, received=1, amount=2)),
    ("tranche deleted", "tranche_no_delete", lambda b: run("DELETE FROM programs_tranche")),
    ("agreement distributed", "agreement_balances", lambda b: change(b.agreement, "distributed = 0")),
    ("agreement amount", "agreement_amount", lambda b: change(b.agreement, "amount = amount + 1")),
    ("agreement to another source", "agreement_fixed",
     lambda b: change(b.agreement, f"source_id = {b.foundation.source_id}")),
    ("agreement born given", "agreement_starts_empty", lambda b: copy(b.agreement, reference="'Z'", distributed=1)),
    ("agreement deleted", "agreement_no_delete", lambda b: run("DELETE FROM programs_agreement")),
    ("amendment across agreements", "agreementamendment_own_tranche", amend_for_another),
    ("partner called foundation", "fundingsource_fixed", lambda b: change(b.source, "kind = 'foundation'")),
    ("receipt changed", "partnerreceipt_no_update", lambda b: run("UPDATE programs_partnerreceipt SET amount = 1")),
    ("receipt deleted", "partnerreceipt_no_delete", lambda b: run("DELETE FROM programs_partnerreceipt")),
    ("entry changed", "budgetentry_no_update", lambda b: run("UPDATE programs_budgetentry SET amount = 1")),
    ("entry deleted", "budgetentry_no_delete", lambda b: run("DELETE FROM programs_budgetentry")),
    ("release what another file holds", "budgetentry_held", lambda b: b.enter("release", APPROVED + 1)),
    ("reserve beyond the decision", "budgetentry_decided", lambda b: b.enter("reserve", 1, by=b.driss)),
    ("reserve without duty", "budgetentry_duty", lambda b: (b.enter("release", 1), b.enter("reserve", 1))),
    ("commit as approver", "budgetentry_duty", lambda b: b.enter("commit", 1, by=b.driss)),
    ("commit without duty", "budgetentry_duty", lambda b: b.enter("commit", 1, by=make_user("finance_officer"))),
    ("advance partner money", "budgetentry_foundation",
     lambda b: b.enter_for_line("advance", b.line, tranche_id=b.tranche.pk)),
    ("recover another's advance", "budgetentry_advanced",
     lambda b: b.enter_for_line("recover", b.elsewhere, tranche_id=b.tranche.pk)),
    ("partner's money to the foundation", "budgetentry_partners", partners_money_to_the_foundation),
    ("get what nobody sent", "budgetentry_sent",
     lambda b: b.enter_for_line("transfer_in", b.foundation, counterpart_id=b.elsewhere.pk)),
    ("send to itself", "budgetentry_elsewhere",
     lambda b: b.enter_for_line("transfer_out", b.foundation, counterpart_id=b.foundation.pk)),
]  # fmt: skip


@pytest.fixture
def books():
    return Books()


OF_TABLES = {table: list(rows) for table, rows in groupby(ATTACKS, lambda row: row[1].partition("_")[0])}


@pytest.mark.parametrize("table", OF_TABLES)
def test_attacks_on_money_are_refused_and_pass_without_their_trigger(books, table):
    for name, holders, attack in OF_TABLES[table]:
        assert refuses(lambda: attack(books)), name  # noqa: B023
        with transaction.atomic():
            protections.lift(connection, {f"programs_{holder}" for holder in holders.split()})
            assert not refuses(lambda: attack(books)), f"{name}, without {holders}"  # noqa: B023
            transaction.set_rollback(True)


def test_right_entries_by_raw_sql_move_line_and_tranche(books):
    before = reread(books.line)
    books.enter("commit", 10000)
    books.enter("pay", 4000)
    line, tranche = reread(books.line), reread(books.tranche)
    assert (line.reserved, line.committed, line.paid) == (before.reserved - 100, 60, 40)
    assert (tranche.committed, line.version) == (100, before.version + 2)


def test_receipts_and_amendments_by_raw_sql_move_tranche_and_agreement(books):
    now = timezone.now()
    run(
        "INSERT INTO programs_agreementamendment (agreement_id, tranche_id, reference, signed_on, amount, reason, at,"
        " by_id) VALUES (%s, %s, 'A', %s, 7000000, 'x', %s, %s)",
        *(books.agreement.pk, books.tranche.pk, now.date(), now, books.hassan.pk),
    )
    copy_of_receipt = "created_at, updated_at, version, tranche_id, amount, received_on, 'V2'"
    run(
        "INSERT INTO programs_partnerreceipt (created_at, updated_at, version, tranche_id, amount, received_on,"
        f" reference) SELECT {copy_of_receipt} FROM programs_partnerreceipt"
    )
    tranche = reread(books.tranche)
    assert (tranche.amount, tranche.received, reread(books.agreement).distributed) == (70000, 40000, 70000)


@pytest.mark.parametrize("kind", ["pay", "clear"])
def test_money_of_a_file_without_payer_is_neither_paid_nor_cleared(books, kind):
    duty, file = {"programs_budgetentry_duty"}, books.unpaid_file.pk
    protections.lift(connection, duty)
    for step in ["commit"] if kind == "pay" else ["commit", "pay"]:
        books.enter(step, 1, application_id=file)
    protections.install(connection)
    assert refuses(lambda: books.enter(kind, 1, application_id=file))
    protections.lift(connection, duty)
    assert not refuses(lambda: books.enter(kind, 1, application_id=file))


def test_file_of_a_past_season_moves_no_money(books):
    protections.lift(connection)
    change(books.file, "is_imported = (1 = 1), submission_duty_id = NULL")
    protections.install(connection)
    assert refuses(lambda: books.enter("release", 1))
    protections.lift(connection, {"programs_budgetentry_imported"})
    assert not refuses(lambda: books.enter("release", 1))


def cut_too_much(books):
    """SQLite's OR IGNORE leaves out what a CHECK forbids, also where a trigger writes."""
    ignoring = "INSERT OR IGNORE" if connection.vendor == "sqlite" else "INSERT"
    books.enter_for_line("cut", books.foundation, 1000_01, statement=ignoring)


def test_row_that_its_line_cannot_carry_is_refused_in_any_way(books):
    assert refuses(lambda: cut_too_much(books))


def test_control_row_stands_alone_when_the_trigger_does_not_look_what_it_moved(books):
    if connection.vendor == "sqlite":
        name = "programs_budgetentry_moves_line_on_insert"
        careless = protections.PROTECTIONS[name].sqlite_statement().partition("; SELECT RAISE")[0]
        protections.lift(connection, {name})
        run(f"{careless}; END")
        assert not refuses(lambda: cut_too_much(books))
