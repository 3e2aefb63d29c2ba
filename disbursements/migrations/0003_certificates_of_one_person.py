"""Seals the text of new certificates with the key of their person; those of before open as they did."""

from django.db import migrations

import reintegration.ground.keys.fields


class Migration(migrations.Migration):
    dependencies = [("disbursements", "0002_refunds"), ("keys", "0002_house_key")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="certificate",
                    name="content",
                    field=reintegration.ground.keys.fields.OwnedTextField(editable=False, verbose_name="frozen text"),
                )
            ]
        ),
    ]
