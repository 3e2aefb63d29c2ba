"""Remaking a table drops its triggers on SQLite; migrating puts them back, on a private database."""

from contextlib import nullcontext

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connection, models
from django.db.models.signals import pre_migrate

from reintegration.ground import protections
from reintegration.ground.audit.apps import lift_for_migrating
from reintegration.ground.audit.models import AuditSeal


def test_remade_table_loses_its_triggers_on_sqlite_and_migrating_restores_them(committed_database):
    # No trigger of another table reads this one: SQLite would refuse to remake it.
    longer = models.CharField(max_length=250)
    longer.set_attributes_from_name("head")
    with connection.schema_editor() as editor:
        editor.alter_field(AuditSeal, AuditSeal._meta.get_field("head"), longer, strict=True)
    lost = {"audit_auditseal_no_update", "audit_auditseal_no_delete", "audit_auditseal_no_replace"}
    altered = {"audit_auditseal.head"}
    assert set(protections.missing(connection)) == altered | (lost if connection.vendor == "sqlite" else set())
    call_command("migrate", verbosity=0)
    assert set(protections.missing(connection)) == altered


def test_migration_that_remakes_the_tables_of_money_leaves_every_protection(committed_database):
    """Lines, tranches and ledger are remade on SQLite, although triggers of other tables read them."""
    call_command("migrate", "programs", "0001", verbosity=0)
    assert "programs_fundingline.advanced" in protections.missing(connection)
    call_command("migrate", verbosity=0)
    assert protections.missing(connection) == []


def test_control_such_a_migration_fails_on_sqlite_while_the_triggers_stand(committed_database):
    """What `lift_for_migrating` is for."""
    pre_migrate.disconnect(lift_for_migrating, sender=apps.get_app_config("audit"))
    try:
        with pytest.raises(OperationalError) if connection.vendor == "sqlite" else nullcontext():
            call_command("migrate", "programs", "0001", verbosity=0)
    finally:
        pre_migrate.connect(lift_for_migrating, sender=apps.get_app_config("audit"))
