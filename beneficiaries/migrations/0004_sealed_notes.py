"""Seals the free notes that may speak of health; their columns hold text before and after."""

from django.db import migrations

import reintegration.ground.sealed
from reintegration.ground.sealed import seal, unseal

NOTES = (("Beneficiary", "vulnerability_note"), ("Intervention", "note"), ("FollowUpVisit", "note"))


def seal_notes(apps, schema_editor):
    _rewrite(apps, seal)


def open_notes(apps, schema_editor):
    _rewrite(apps, unseal)


def _rewrite(apps, change):
    for model, column in NOTES:
        rows = apps.get_model("beneficiaries", model)._base_manager
        for row in rows.exclude(**{column: ""}).only(column).iterator():
            rows.filter(pk=row.pk).update(**{column: change(getattr(row, column))})


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0003_anonymised")]

    operations = [
        # Before the state changes: here the columns are still plain text.
        migrations.RunPython(seal_notes, open_notes),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="beneficiary",
                    name="vulnerability_note",
                    field=reintegration.ground.sealed.SealedTextField(
                        blank=True, verbose_name="what makes them vulnerable"
                    ),
                ),
                migrations.AlterField(
                    model_name="intervention",
                    name="note",
                    field=reintegration.ground.sealed.SealedTextField(blank=True, verbose_name="note"),
                ),
                migrations.AlterField(
                    model_name="followupvisit",
                    name="note",
                    field=reintegration.ground.sealed.SealedTextField(blank=True, verbose_name="note"),
                ),
            ]
        ),
        migrations.AlterModelOptions(
            name="beneficiary",
            options={
                "ordering": ["-id"],
                "permissions": [
                    ("export_beneficiary", "Can export beneficiaries"),
                    ("import_beneficiary", "Can import beneficiaries"),
                    ("anonymise_beneficiary", "Can anonymise beneficiaries"),
                ],
                "verbose_name": "beneficiary",
                "verbose_name_plural": "beneficiaries",
            },
        ),
    ]
