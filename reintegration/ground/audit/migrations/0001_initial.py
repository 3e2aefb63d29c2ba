import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('first_position', models.PositiveBigIntegerField(verbose_name='first position')),
                ('last_position', models.PositiveBigIntegerField(unique=True, verbose_name='last position')),
                ('head', models.CharField(max_length=64, verbose_name='head of the chain')),
            ],
            options={
                'verbose_name': 'audit seal',
                'verbose_name_plural': 'audit seals',
                'ordering': ['last_position'],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('actor', models.CharField(help_text='The user name then, or console:<user of the machine>.', max_length=200, verbose_name='who')),
                ('action', models.SlugField(max_length=60, verbose_name='action')),
                ('subject_type', models.CharField(max_length=100, verbose_name='kind of record')),
                ('subject_id', models.CharField(blank=True, max_length=64, verbose_name='record')),
                ('label', models.CharField(blank=True, max_length=100, verbose_name='number')),
                ('changes', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='changes')),
                ('sealed_note', models.TextField(blank=True)),
                ('request_id', models.CharField(blank=True, max_length=64, verbose_name='request')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('on_behalf_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='on behalf of')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit entries',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id', '-id'], name='audit_by_subject')],
            },
        ),
        migrations.CreateModel(
            name='AuditLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveBigIntegerField(unique=True, verbose_name='position')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='link', to='audit.auditentry', verbose_name='entry')),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='audit.auditseal', verbose_name='seal')),
            ],
            options={
                'verbose_name': 'audit link',
                'verbose_name_plural': 'audit links',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('path', models.CharField(max_length=500)),
                ('payload_digest', models.CharField(max_length=64)),
                ('answer', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'idempotency key',
                'verbose_name_plural': 'idempotency keys',
            },
        ),
        migrations.CreateModel(
            name='StatusChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_type', models.CharField(max_length=100, verbose_name='kind of record')),
                ('subject_id', models.CharField(max_length=64, verbose_name='record')),
                ('from_status', models.CharField(blank=True, max_length=40, verbose_name='from')),
                ('to_status', models.CharField(max_length=40, verbose_name='to')),
                ('verb', models.CharField(max_length=60, verbose_name='step')),
                ('on', models.DateField(default=django.utils.timezone.localdate, help_text='The day it happened.', verbose_name='day')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('sealed_reason', models.TextField(blank=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('on_behalf_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='on behalf of')),
            ],
            options={
                'verbose_name': 'status change',
                'verbose_name_plural': 'status changes',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'at'], name='status_by_subject')],
            },
        ),
    ]
