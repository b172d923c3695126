import atlas_portal.encryption
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('verifications', '0003_links'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('file_name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel workbook'), ('xls', 'Excel 97–2003 workbook'), ('ods', 'OpenDocument spreadsheet')], max_length=4)),
                ('read_as', models.CharField(max_length=200)),
                ('row_count', models.PositiveIntegerField()),
                ('case_count', models.PositiveIntegerField()),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('state', models.CharField(choices=[('new', 'Not created yet'), ('creating', 'Creating'), ('created', 'Created'), ('stopped', 'Stopped')], default='new', max_length=8)),
                ('action', models.CharField(blank=True, choices=[('draft', 'Save as drafts'), ('send', 'Send to Atlas')], max_length=5)),
                ('pressed_at', models.DateTimeField(null=True)),
                ('product_types', models.JSONField(default=list)),
                ('woken_at', models.DateTimeField(null=True)),
                ('claim', models.UUIDField(null=True)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='verifications.atlasaccount')),
                ('pressed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ListContent',
            fields=[
                ('case_list', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='content', serialize=False, to='verifications.caselist')),
                ('text', atlas_portal.encryption.EncryptedTextField()),
            ],
        ),
        migrations.CreateModel(
            name='ListedCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('application_id', models.CharField(max_length=100)),
                ('applicant_name', models.CharField(max_length=200)),
                ('product_type', models.CharField(max_length=60)),
                ('flow_uuid', models.CharField(blank=True, max_length=200)),
                ('document_count', models.PositiveIntegerField()),
                ('first_row', models.PositiveIntegerField()),
                ('form_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='listed', to='verifications.case')),
                ('case_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listed', to='verifications.caselist')),
            ],
            options={
                'ordering': ('position',),
            },
        ),
        migrations.AddIndex(
            model_name='caselist',
            index=models.Index(fields=['uploaded_at', 'id'], name='case_list_by_time'),
        ),
        migrations.AddIndex(
            model_name='caselist',
            index=models.Index(condition=models.Q(('state', 'creating')), fields=['woken_at'], name='case_list_to_create'),
        ),
        migrations.AddConstraint(
            model_name='caselist',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('new', 'creating', 'created', 'stopped'))), name='case_list_state'),
        ),
        migrations.AddConstraint(
            model_name='caselist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action', ''), ('pressed_at__isnull', True), ('pressed_by__isnull', True), ('state', 'new')), models.Q(models.Q(('state', 'new'), _negated=True), ('action__in', ('draft', 'send')), ('pressed_at__isnull', False), ('pressed_by__isnull', False)), _connector='OR'), name='case_list_pressed_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='caselist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', True), ('claimed_until__isnull', True)), models.Q(('claim__isnull', False), ('claimed_until__isnull', False), ('state', 'creating')), _connector='OR'), name='case_list_claimed_while_creating'),
        ),
        migrations.AddConstraint(
            model_name='listedcase',
            constraint=models.UniqueConstraint(fields=('case_list', 'position'), name='one_case_per_list_and_position'),
        ),
        migrations.AddConstraint(
            model_name='listedcase',
            constraint=models.CheckConstraint(condition=models.Q(('case__isnull', True), ('problem', ''), _connector='OR'), name='listed_case_made_or_not'),
        ),
    ]
