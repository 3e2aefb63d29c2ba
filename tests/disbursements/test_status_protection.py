"""Statuses against raw SQL, for every state machine: only the step that the history tells moves one."""

import pytest
from django.db import IntegrityError, connection, transaction

from beneficiaries.services import duplicates
from programs.services import applications
from reintegration.ground import protections
from reintegration.ground.audit.models import StatusChange
from reintegration.ground.workflow import WORKFLOWS
from tests.access.world import make_duplicate
from tests.disbursements.factories import make_cheque, make_list
from tests.factories import make_person, make_user
from tests.programs.factories import make_application

pytestmark = pytest.mark.django_db

STEP = (
    "INSERT INTO audit_statuschange (subject_type, subject_id, from_status, to_status, verb, {on}, at, sealed_reason)"
    " SELECT subject_type, subject_id, %s, %s, 'forged', {on}, at, '' FROM audit_statuschange WHERE id = %s"
)


def refused(*statements):
    """Whether the database refuses one of these (statement, values), and leave no trace either way."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, values in statements:
                cursor.execute(statement, values)
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


def forge(row, status):
    return f"UPDATE {row._meta.db_table} SET status = %s WHERE id = %s", [status, row.pk]


def step(row, old, new):
    newest = StatusChange.objects.about(row).first()
    return STEP.format(on=connection.ops.quote_name("on")), [old, new, newest.pk]


def born(row, **columns):
    """The insertion of a copy of a row, with a new id and other `columns`."""
    copied = [field.column for field in row._meta.concrete_fields if field.column not in ("id", *columns)]
    table, slots = row._meta.db_table, ", ".join("%s" for _column in columns)
    names = ", ".join([*copied, *columns])
    statement = f"INSERT INTO {table} ({names}) SELECT {', '.join(copied)}, {slots} FROM {table} WHERE id = %s"
    return statement, [*columns.values(), row.pk]


@pytest.mark.parametrize("label", sorted(WORKFLOWS))
def test_no_status_is_forged_unless_the_trigger_is_lifted(souad, label):
    make_list(by=souad, people=1)
    make_application()
    # A decided pair: of an open one another status needs who decided, too.
    rare = {"given_name_ar": "يوسف", "family_name_ar": "السملالي", "family_name_latin": "Semlali", "birth_year": 1960}
    pair = make_duplicate(make_person(by=souad, given_name_latin="Youssef", **rare))
    duplicates.different(duplicate=pair, by=make_user("programme_officer"), reason="two brothers")
    model = WORKFLOWS[label].model
    row = model.objects.order_by("pk").last()
    others = sorted(set(model.Status.values) - {row.status})
    assert all(refused(forge(row, status)) for status in others)
    # The ledger contradicts a forged disbursement too.
    protections.lift(connection, {f"{row._meta.db_table}_status_told", "disbursements_disbursement_as_in_ledger"})
    # What else a row must say in its status, constraints hold; one at least needs nothing else.
    assert not all(refused(forge(row, status)) for status in others)


def test_forged_step_lets_no_status_jump():
    """A step that no transition takes, or that begins elsewhere than the last one ended."""
    row = make_application(status="checked")
    legal = step(row, "checked", "returned")
    assert not refused(legal, forge(row, "returned"))
    assert refused(legal, forge(row, "withdrawn"))
    for old, new in [("checked", "renounced"), ("submitted", "checked"), ("", "submitted")]:
        assert refused(step(row, old, new))
    protections.lift(connection, {"audit_statuschange_programs_application"})
    assert not refused(step(row, "checked", "renounced"), forge(row, "renounced"))


def test_step_taken_once_is_not_taken_again():
    """The same step earlier in the history does not count: the newest one does."""
    nadia, row = make_user("programme_officer"), make_application()
    applications.check(application=row, by=nadia)
    applications.send_back(application=row, by=nadia, reason="no quote")
    assert refused(forge(row, "checked"))


def test_new_row_begins_where_a_transition_begins_and_without_a_past():
    row = make_cheque(amount="5000")
    assert not refused(born(row, number=9, amount=1))
    assert refused(born(row, number=9, amount=1, status="cancelled"))
    assert refused(born(row, number=9, amount=1, id=row.pk))
    protections.lift(connection, {"disbursements_disbursement_status_begun"})
    assert not refused(born(row, number=9, amount=1, status="cancelled"))


def test_row_is_not_replaced_by_one_without_its_history():
    """SQLite alone knows a statement that does it; PostgreSQL refuses the second row with one id."""
    row = make_cheque(amount="5000")
    statement, values = born(row, number=9, amount=1, id=row.pk)
    if connection.vendor == "sqlite":
        statement = statement.replace("INSERT", "INSERT OR REPLACE", 1)
    assert refused((statement, values))
    if connection.vendor == "sqlite":
        protections.lift(connection, {f"disbursements_disbursement_{name}" for name in ("status_begun", "no_replace")})
        assert not refused((statement, values))
