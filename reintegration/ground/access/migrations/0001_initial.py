import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('territory', '0002_territory'),
    ]

    operations = [
        migrations.CreateModel(
            name='Centre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_ar', models.CharField(max_length=200, verbose_name='name in Arabic')),
                ('name_fr', models.CharField(max_length=200, verbose_name='name in French')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('code', models.CharField(max_length=8, unique=True, verbose_name='code')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='phone')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'centre',
                'verbose_name_plural': 'centres',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('full_name_ar', models.CharField(max_length=120, verbose_name='full name in Arabic')),
                ('full_name_latin', models.CharField(max_length=120, verbose_name='full name in Latin letters')),
                ('language', models.CharField(choices=[('ar', 'Arabic'), ('fr', 'French'), ('en', 'English')], default='ar', max_length=2, verbose_name='language')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'constraints': [models.CheckConstraint(condition=models.Q(('is_superuser', False)), name='user_is_never_superuser')],
            },
        ),
        migrations.CreateModel(
            name='CentreProvince',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='to')),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='territory', to='access.centre', verbose_name='centre')),
                ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='served_by', to='territory.province', verbose_name='province')),
            ],
            options={
                'verbose_name': 'province served',
                'verbose_name_plural': 'provinces served',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('centre', 'province'), name='province_served_once_at_a_time'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='province_served_in_order')],
            },
        ),
        migrations.AddField(
            model_name='centre',
            name='provinces',
            field=models.ManyToManyField(through='access.CentreProvince', to='territory.province', verbose_name='provinces'),
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('role', models.CharField(choices=[('coordinator', 'Regional coordinator'), ('social_worker', 'Social worker'), ('programme_officer', 'Programme officer'), ('approver', 'Approver'), ('finance_officer', 'Finance officer'), ('auditor', 'Auditor'), ('administrator', 'Administrator')], max_length=20, verbose_name='role')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='to')),
                ('centre', models.ForeignKey(blank=True, help_text='Empty for head office.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='access.centre', verbose_name='centre')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'posting',
                'verbose_name_plural': 'postings',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='posting_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('centre__isnull', False), ('role__in', ['coordinator', 'social_worker'])), models.Q(models.Q(('role__in', ['coordinator', 'social_worker']), _negated=True), ('centre__isnull', True)), _connector='OR'), name='posting_has_centre_by_role', violation_error_message='Coordinators and social workers work at a centre; the other roles at head office.')],
            },
        ),
    ]
