"""Filters that users saved."""

import django.db.models.deletion
import reintegration.ground.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list', models.CharField(max_length=100, verbose_name='list')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('query', reintegration.ground.sealed.SealedTextField(verbose_name='filter')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'saved filter',
                'verbose_name_plural': 'saved filters',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('user', 'list', 'name'), name='saved_filter_named_once')],
            },
        ),
    ]
