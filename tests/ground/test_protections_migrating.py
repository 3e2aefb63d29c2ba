"""Remaking a table drops its triggers on SQLite; migrating puts them back, on a private database."""

from django.core.management import call_command
from django.db import connection, models

from reintegration.ground import protections
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


def test_migrating_back_and_forth_keeps_every_protection(committed_database):
    call_command("migrate", "reference", "0001", verbosity=0)
    assert protections.missing(connection) == []
    call_command("migrate", verbosity=0)
    assert protections.missing(connection) == []
