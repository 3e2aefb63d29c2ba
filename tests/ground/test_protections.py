"""Registered triggers are in force after migrating, and their absence does not go unseen."""

from dataclasses import replace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from reintegration.ground import protections
from reintegration.ground.audit.apps import lift_for_migrating, protections_are_in_place, put_protections_in_place
from reintegration.ground.protections import PROTECTIONS, Protection, refusal, register

pytestmark = pytest.mark.django_db
ONE = "audit_auditentry_no_update"
ENGINES = ("sqlite", "postgresql")


def test_migrated_database_has_every_registered_protection():
    assert protections.missing(connection) == []
    assert protections_are_in_place(None, ["default"]) == []


def test_dropped_trigger_is_an_error_of_the_deployment_check():
    protections.lift(connection, {ONE})
    errors = protections_are_in_place(None, ["default"])
    assert [e.id for e in errors] == ["audit.E001"]
    assert ONE in errors[0].msg


def test_altered_trigger_is_missing_and_installed_again():
    protections.lift(connection, {ONE})
    mild = PROTECTIONS[ONE]
    harmless = Protection(
        name=ONE, table=mild.table, postgresql=mild.postgresql, function="BEGIN RETURN NEW; END",
        sqlite=f"BEFORE UPDATE ON {mild.table} BEGIN SELECT 1; END",
    )  # fmt: skip
    create(harmless)
    assert protections.missing(connection) == [ONE]
    assert protections.install(connection) == [ONE]
    assert protections.missing(connection) == []


def test_disabled_trigger_is_missing():
    # SQLite can only drop.
    switch_off = f"ALTER TABLE audit_auditentry DISABLE TRIGGER {ONE}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {ONE}" if connection.vendor == "sqlite" else switch_off)
    assert protections.missing(connection) == [ONE]


def test_trigger_that_fires_on_less_is_missing():
    protections.lift(connection, {ONE})
    whole = PROTECTIONS[ONE]
    narrow = "BEFORE UPDATE OF label ON"
    create(replace(whole, **{name: getattr(whole, name).replace("BEFORE UPDATE ON", narrow) for name in ENGINES}))
    assert protections.missing(connection) == [ONE]


def test_migrating_lifts_triggers_on_sqlite_and_puts_all_back():
    lift_for_migrating(using="default", plan=[object()])
    assert bool(protections.missing(connection)) == (connection.vendor == "sqlite")
    put_protections_in_place(using="default", sender=apps.get_app_config("audit"))
    assert protections.missing(connection) == []


def test_migrating_without_a_plan_lifts_nothing():
    lift_for_migrating(using="default", plan=[])
    assert protections.missing(connection) == []


def test_two_protections_of_one_name_are_a_mistake():
    with pytest.raises(ValueError, match=ONE):
        register(Protection(name=ONE, table="elsewhere"))


def test_registered_trigger_refuses_with_an_integrity_error_on_both_engines(monkeypatch):
    monkeypatch.setattr(protections, "PROTECTIONS", dict(PROTECTIONS))
    refused = refusal("it's 100% too big")
    register(
        Protection(
            name="sector_order_small",
            table="reference_sector",
            sqlite='BEFORE UPDATE ON reference_sector WHEN NEW."order" > 100'
            " BEGIN SELECT RAISE(ABORT, 'it''s 100% too big'); END",
            postgresql="BEFORE UPDATE ON reference_sector FOR EACH ROW",
            function=f'BEGIN IF NEW."order" > 100 THEN {refused} END IF; RETURN NEW; END',
        )
    )
    assert protections.install(connection) == ["sector_order_small"]
    with connection.cursor() as cursor:
        cursor.execute('UPDATE reference_sector SET "order" = 100')
        with pytest.raises(IntegrityError, match="it's 100% too big"), transaction.atomic():
            cursor.execute('UPDATE reference_sector SET "order" = 101')


def create(protection):
    statements = protection.postgresql_statements()
    if connection.vendor == "sqlite":
        statements = [protection.sqlite_statement()]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
