"""Fills sectors, axes, establishments and official texts."""

from django.db import migrations

from reintegration.ground.reference.loading import load_reference


def load(apps, schema_editor):
    load_reference(apps)


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_initial"), ("territory", "0002_territory")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
