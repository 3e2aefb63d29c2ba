"""The search column of ceremonies."""

from django.db import migrations, models

from reintegration.ground.search import SearchIndex


class Migration(migrations.Migration):

    dependencies = [
        ('disbursements', '0004_passes'),
    ]

    operations = [
        migrations.AddField(
            model_name='ceremony',
            name='search',
            field=models.TextField(blank=True, default='', editable=False),
        ),
        SearchIndex("disbursements_ceremony"),
    ]
