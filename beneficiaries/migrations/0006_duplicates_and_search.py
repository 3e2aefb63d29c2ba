"""Possible duplicates, the keys that find them, and the search column of life projects."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from reintegration.ground.search import SearchIndex


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_sign_in'),
        ('beneficiaries', '0005_placements'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PossibleDuplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('score', models.PositiveSmallIntegerField(editable=False, help_text='From 0 to 100.', verbose_name='resemblance')),
                ('has_same_card', models.BooleanField(default=False, editable=False, verbose_name='same identity card number')),
                ('status', models.CharField(choices=[('open', 'To be compared'), ('same', 'The same person'), ('different', 'Different people')], default='open', editable=False, max_length=10, verbose_name='status')),
                ('decided_at', models.DateTimeField(editable=False, null=True, verbose_name='decided at')),
            ],
            options={
                'verbose_name': 'possible duplicate',
                'verbose_name_plural': 'possible duplicates',
                'ordering': ['-has_same_card', '-score', 'id'],
                'permissions': [('decide_possibleduplicate', 'Can decide whether two files are of one person')],
            },
        ),
        migrations.AddField(
            model_name='beneficiary',
            name='family_key',
            field=models.CharField(blank=True, default='', editable=False, max_length=24),
        ),
        migrations.AddField(
            model_name='beneficiary',
            name='initials_key',
            field=models.CharField(blank=True, default='', editable=False, max_length=8),
        ),
        migrations.AddField(
            model_name='beneficiary',
            name='names_key_ar',
            field=models.CharField(blank=True, db_index=True, default='', editable=False, max_length=48),
        ),
        migrations.AddField(
            model_name='beneficiary',
            name='names_key_latin',
            field=models.CharField(blank=True, db_index=True, default='', editable=False, max_length=48),
        ),
        migrations.AddField(
            model_name='lifeproject',
            name='search',
            field=models.TextField(blank=True, default='', editable=False),
        ),
        migrations.AddIndex(
            model_name='beneficiary',
            index=models.Index(fields=['birth_year', 'family_key'], name='beneficiary_year_family'),
        ),
        migrations.AddIndex(
            model_name='beneficiary',
            index=models.Index(fields=['birth_year', 'initials_key'], name='beneficiary_year_initials'),
        ),
        migrations.AddIndex(
            model_name='beneficiary',
            index=models.Index(fields=['birth_date'], name='beneficiary_birth_date'),
        ),
        migrations.AddField(
            model_name='possibleduplicate',
            name='decided_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='possibleduplicate',
            name='found_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='found by'),
        ),
        migrations.AddField(
            model_name='possibleduplicate',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='beneficiaries.beneficiary', verbose_name='earlier file'),
        ),
        migrations.AddField(
            model_name='possibleduplicate',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='beneficiaries.beneficiary', verbose_name='later file'),
        ),
        migrations.AddIndex(
            model_name='possibleduplicate',
            index=models.Index(fields=['status'], name='possible_duplicate_status'),
        ),
        migrations.AddConstraint(
            model_name='possibleduplicate',
            constraint=models.UniqueConstraint(fields=('person', 'other'), name='possible_duplicate_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='possibleduplicate',
            constraint=models.CheckConstraint(condition=models.Q(('person__gt', models.F('other'))), name='possible_duplicate_later_first'),
        ),
        migrations.AddConstraint(
            model_name='possibleduplicate',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'same', 'different'])), name='possible_duplicate_status_known'),
        ),
        migrations.AddConstraint(
            model_name='possibleduplicate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='possible_duplicate_decided_by_somebody'),
        ),
        SearchIndex("beneficiaries_lifeproject"),
    ]
