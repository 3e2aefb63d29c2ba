import disbursements.models.certificate
import disbursements.models.disbursement
import django.db.models.deletion
import reintegration.ground.money
import reintegration.ground.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('access', '__first__'),
        ('programs', '0001_initial'),
        ('territory', '0002_territory'),
    ]

    operations = [
        migrations.CreateModel(
            name='BankAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('bank', models.CharField(max_length=80, verbose_name='bank')),
                ('agency', models.CharField(blank=True, max_length=80, verbose_name='agency')),
                ('rib', models.CharField(max_length=24, unique=True, validators=[disbursements.models.disbursement.check_rib], verbose_name='account number (RIB)')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'bank account',
                'verbose_name_plural': 'bank accounts',
            },
        ),
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='series')),
                ('last', models.PositiveIntegerField(default=0, verbose_name='last number')),
            ],
            options={
                'verbose_name': 'number series',
                'verbose_name_plural': 'number series',
            },
        ),
        migrations.CreateModel(
            name='Supplier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                ('ice', models.CharField(blank=True, max_length=15, verbose_name='company identifier (ICE)')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'supplier',
                'verbose_name_plural': 'suppliers',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Ceremony',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_ar', models.CharField(max_length=200, verbose_name='name in Arabic')),
                ('name_fr', models.CharField(max_length=200, verbose_name='name in French')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('slug', models.SlugField(blank=True, default='', help_text='Names the ceremony in reports, for example launch.', max_length=40, verbose_name='key')),
                ('held_on', models.DateField(verbose_name='day')),
                ('place_ar', models.CharField(max_length=120, verbose_name='place in Arabic')),
                ('place_fr', models.CharField(max_length=120, verbose_name='place in French')),
                ('presided_by_ar', models.CharField(blank=True, max_length=120, verbose_name='presided by, in Arabic')),
                ('presided_by_fr', models.CharField(blank=True, max_length=120, verbose_name='presided by, in French')),
                ('president_title_ar', models.CharField(blank=True, max_length=120, verbose_name='title of the president, in Arabic')),
                ('president_title_fr', models.CharField(blank=True, max_length=120, verbose_name='title of the president, in French')),
                ('status', models.CharField(choices=[('draft', 'In preparation'), ('locked', 'List locked'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='draft', editable=False, max_length=10, verbose_name='status')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('list_number', models.CharField(blank=True, default='', editable=False, max_length=20, verbose_name='list number')),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ceremonies', to='access.centre', verbose_name='organising centre')),
                ('coordinator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='coordinator who signs')),
                ('locked_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.province', verbose_name='province')),
            ],
            options={
                'verbose_name': 'ceremony',
                'verbose_name_plural': 'ceremonies',
                'ordering': ['-held_on'],
                'permissions': [('plan_ceremony', 'Can plan, lock and close ceremonies'), ('mark_handover', 'Can mark handovers'), ('print_ceremony', 'Can print lists and certificates')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'locked', 'closed', 'cancelled'])), name='ceremony_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['locked', 'closed']), _negated=True), models.Q(('locked_at__isnull', False), ('locked_by__isnull', False), models.Q(('list_number', ''), _negated=True)), _connector='OR'), name='ceremony_locked_with_number')],
            },
        ),
        migrations.CreateModel(
            name='Disbursement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('number', models.PositiveSmallIntegerField(editable=False, verbose_name='number')),
                ('kind', models.CharField(choices=[('equipment', 'Equipment'), ('cheque', 'Cheque')], max_length=10, verbose_name='kind')),
                ('amount', reintegration.ground.money.MoneyField(verbose_name='amount')),
                ('status', models.CharField(choices=[('prepared', 'Prepared'), ('committed', 'Committed'), ('paid', 'Paid'), ('cleared', 'Cleared'), ('cancelled', 'Cancelled')], default='prepared', editable=False, max_length=10, verbose_name='status')),
                ('committed_at', models.DateTimeField(editable=False, null=True, verbose_name='committed at')),
                ('paid_on', models.DateField(editable=False, null=True, verbose_name='paid on')),
                ('cleared_on', models.DateField(editable=False, null=True, verbose_name='cleared on')),
                ('allocation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disbursements', to='programs.allocation', verbose_name='allocation')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disbursements', to='programs.application', verbose_name='application')),
                ('committed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='committed by')),
                ('payment_duty', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.duty', verbose_name='duty of payment')),
            ],
            options={
                'verbose_name': 'disbursement',
                'verbose_name_plural': 'disbursements',
                'ordering': ['-id'],
                'permissions': [('prepare_disbursement', 'Can prepare and cancel disbursements'), ('pay_disbursement', 'Can commit and pay disbursements'), ('export_disbursement', 'Can export disbursements')],
                'constraints': [models.UniqueConstraint(fields=('application', 'number'), name='disbursement_numbered'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='disbursement_positive', violation_error_message='The amount is more than zero.'), models.CheckConstraint(condition=models.Q(('kind__in', ['equipment', 'cheque'])), name='disbursement_kind_known'), models.CheckConstraint(condition=models.Q(('status__in', ['prepared', 'committed', 'paid', 'cleared', 'cancelled'])), name='disbursement_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['committed', 'paid', 'cleared']), _negated=True), models.Q(('committed_at__isnull', False), ('committed_by__isnull', False), ('payment_duty__isnull', False)), _connector='OR'), name='disbursement_committed_by_duty'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['paid', 'cleared']), _negated=True), ('paid_on__isnull', False), _connector='OR'), name='disbursement_paid_on_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Cheque',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('number', models.CharField(max_length=12, verbose_name='cheque number')),
                ('issued_on', models.DateField(verbose_name='issued on')),
                ('payee_ar', models.CharField(editable=False, max_length=130, verbose_name='payee in Arabic')),
                ('payee_latin', models.CharField(editable=False, max_length=130, verbose_name='payee in Latin letters')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cheques', to='disbursements.bankaccount', verbose_name='bank account')),
                ('disbursement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='cheque', to='disbursements.disbursement', verbose_name='disbursement')),
            ],
            options={
                'verbose_name': 'cheque',
                'verbose_name_plural': 'cheques',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('account', 'number'), name='cheque_number_once', violation_error_message='A cheque of this account has this number already.')],
            },
        ),
        migrations.CreateModel(
            name='EquipmentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('kind', models.CharField(choices=[('equipment', 'Equipment'), ('working_capital', 'Working capital'), ('works', 'Works'), ('training', 'Training')], default='equipment', max_length=16, verbose_name='kind')),
                ('name_ar', models.CharField(max_length=120, verbose_name='item in Arabic')),
                ('name_fr', models.CharField(blank=True, max_length=120, verbose_name='item in French')),
                ('quantity', models.PositiveSmallIntegerField(default=1, verbose_name='quantity')),
                ('unit_price', reintegration.ground.money.MoneyField(verbose_name='unit price')),
                ('serial_number', models.CharField(blank=True, max_length=60, verbose_name='serial number')),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('ordered', 'Ordered'), ('received', 'Received'), ('handed', 'Handed over')], default='planned', editable=False, max_length=10, verbose_name='status')),
                ('disbursement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='disbursements.disbursement', verbose_name='disbursement')),
                ('item', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.applicationitem', verbose_name='item')),
            ],
            options={
                'verbose_name': 'equipment line',
                'verbose_name_plural': 'equipment lines',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='equipment_quantity_positive'), models.CheckConstraint(condition=models.Q(('unit_price__gte', 0)), name='equipment_price_not_negative'), models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'ordered', 'received', 'handed'])), name='equipment_status_known')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('kind', models.CharField(choices=[('ceremony', 'At a ceremony'), ('centre', 'At the centre'), ('home', 'At home'), ('institution', 'In the institution')], default='ceremony', max_length=12, verbose_name='where')),
                ('seat', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='seat')),
                ('status', models.CharField(choices=[('expected', 'Expected'), ('delivered', 'Handed over'), ('partly', 'Partly handed over'), ('proxy', 'Handed to a proxy'), ('absent', 'Absent'), ('refused', 'Refused'), ('postponed', 'Postponed')], default='expected', editable=False, max_length=10, verbose_name='outcome')),
                ('handed_on', models.DateField(editable=False, null=True, verbose_name='handed over on')),
                ('marked_at', models.DateTimeField(editable=False, null=True, verbose_name='marked at')),
                ('proxy_name', models.CharField(blank=True, editable=False, max_length=120, verbose_name='proxy')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='programs.application', verbose_name='application')),
                ('ceremony', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='disbursements.ceremony', verbose_name='ceremony')),
                ('marked_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='marked by')),
            ],
            options={
                'verbose_name': 'handover',
                'verbose_name_plural': 'handovers',
                'ordering': ['ceremony', 'seat', 'id'],
                'constraints': [models.UniqueConstraint(fields=('ceremony', 'application'), name='handover_once_per_ceremony', violation_error_message='This application is on the list already.'), models.UniqueConstraint(fields=('ceremony', 'seat'), name='handover_own_seat', violation_error_message='This seat is taken.'), models.CheckConstraint(condition=models.Q(('status__in', ['expected', 'delivered', 'partly', 'proxy', 'absent', 'refused', 'postponed'])), name='handover_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'ceremony'), ('ceremony__isnull', False)), models.Q(models.Q(('kind', 'ceremony'), _negated=True), ('ceremony__isnull', True)), _connector='OR'), name='handover_ceremony_by_kind'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['delivered', 'partly', 'proxy']), ('handed_on__isnull', False), ('marked_at__isnull', False), ('marked_by__isnull', False)), models.Q(models.Q(('status__in', ['delivered', 'partly', 'proxy']), _negated=True), ('handed_on__isnull', True)), _connector='OR'), name='handover_handed_on_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'proxy'), _negated=True), models.Q(('proxy_name', ''), _negated=True), _connector='OR'), name='handover_proxy_named')],
            },
        ),
        migrations.AddField(
            model_name='disbursement',
            name='handover',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='disbursements', to='disbursements.handover', verbose_name='handover'),
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='number')),
                ('status', models.CharField(choices=[('prepared', 'Prepared'), ('valid', 'Valid'), ('replaced', 'Replaced'), ('cancelled', 'Cancelled')], default='prepared', editable=False, max_length=10, verbose_name='status')),
                ('code', models.CharField(default=disbursements.models.certificate.public_code, editable=False, max_length=26, unique=True, verbose_name='public code')),
                ('content', reintegration.ground.sealed.SealedTextField(editable=False, verbose_name='frozen text')),
                ('replaces', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='disbursements.certificate', verbose_name='replaces')),
                ('handover', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='disbursements.handover', verbose_name='handover')),
            ],
            options={
                'verbose_name': 'certificate',
                'verbose_name_plural': 'certificates',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['prepared', 'valid'])), fields=('handover',), name='certificate_one_live_per_handover'), models.CheckConstraint(condition=models.Q(('status__in', ['prepared', 'valid', 'replaced', 'cancelled'])), name='certificate_status_known')],
            },
        ),
        migrations.CreateModel(
            name='PurchaseOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='number')),
                ('status', models.CharField(choices=[('draft', 'In preparation'), ('placed', 'Ordered'), ('received', 'Received'), ('paid', 'Paid'), ('cancelled', 'Cancelled')], default='draft', editable=False, max_length=10, verbose_name='status')),
                ('placed_at', models.DateTimeField(editable=False, null=True, verbose_name='ordered at')),
                ('received_on', models.DateField(editable=False, null=True, verbose_name='received on')),
                ('delivery_note', models.CharField(blank=True, editable=False, max_length=40, verbose_name='delivery note')),
                ('invoice', models.CharField(blank=True, editable=False, max_length=40, verbose_name='invoice')),
                ('paid_on', models.DateField(editable=False, null=True, verbose_name='paid on')),
                ('placed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ordered by')),
                ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='disbursements.supplier', verbose_name='supplier')),
            ],
            options={
                'verbose_name': 'purchase order',
                'verbose_name_plural': 'purchase orders',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'placed', 'received', 'paid', 'cancelled'])), name='order_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['placed', 'received', 'paid']), _negated=True), models.Q(('placed_at__isnull', False), ('placed_by__isnull', False)), _connector='OR'), name='order_placed_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'received'), _negated=True), ('received_on__isnull', False), _connector='OR'), name='order_received_on_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'paid'), _negated=True), ('paid_on__isnull', False), _connector='OR'), name='order_paid_on_a_day')],
            },
        ),
        migrations.AddField(
            model_name='disbursement',
            name='order',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='disbursements', to='disbursements.purchaseorder', verbose_name='purchase order'),
        ),
        migrations.AddConstraint(
            model_name='disbursement',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'equipment'), ('order__isnull', True), _connector='OR'), name='disbursement_orders_equipment_only'),
        ),
    ]
