"""Fills regions, provinces, rates and spellings."""

from django.db import migrations

from reintegration.ground.territory.loading import load_territory


def load(apps, schema_editor):
    load_territory(apps)


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
