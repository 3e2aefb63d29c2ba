"""Seals the reasons of decisions, each with the key of its person; the column holds text before and after."""

from cryptography.fernet import Fernet
from django.db import migrations

import reintegration.ground.keys.fields
from reintegration.ground import protections
from reintegration.ground.sealed import seal, unseal


def seal_reasons(apps, schema_editor):
    decisions, keys = _decisions(apps, schema_editor), apps.get_model("keys", "DataKey").objects
    for decision in decisions.exclude(reason="").select_related("application"):
        owner = f"beneficiaries.beneficiary:{decision.application.beneficiary_id}"
        wrapped = {"wrapped": lambda: seal(Fernet.generate_key().decode())}
        key, _made = keys.get_or_create(owner=owner, defaults=wrapped)
        body = Fernet(unseal(key.wrapped)).encrypt(decision.reason.encode()).decode()
        decisions.filter(pk=decision.pk).update(reason=f"p1:{key.pk}:{body}")


def open_reasons(apps, schema_editor):
    decisions, keys = _decisions(apps, schema_editor), apps.get_model("keys", "DataKey").objects
    for decision in decisions.exclude(reason=""):
        _prefix, pk, body = decision.reason.split(":")
        key = keys.get(pk=pk)
        # What a destroyed key sealed is gone for good.
        reason = "" if key.destroyed_at else Fernet(unseal(key.wrapped)).decrypt(body.encode()).decode()
        decisions.filter(pk=decision.pk).update(reason=reason)


def _decisions(apps, schema_editor):
    # Decisions are append-only; what is lifted here is put back when the migration is over.
    protections.lift(schema_editor.connection, {"programs_decision_no_update"})
    return apps.get_model("programs", "Decision")._base_manager


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_ledger_amendments_delegation"), ("keys", "0002_house_key")]

    operations = [
        # Before the state changes: here the column is plain text.
        migrations.RunPython(seal_reasons, open_reasons),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="decision",
                    name="reason",
                    field=reintegration.ground.keys.fields.OwnedTextField(blank=True, verbose_name="reason"),
                )
            ]
        ),
    ]
