import django.db.models.deletion
import django.utils.timezone
import jobs.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ("jobs", "0001_initial"),
        ("jobs", "0002_schedules_and_alerts"),
        ("jobs", "0003_monitor"),
        ("jobs", "0004_retention_and_alerts"),
        ("jobs", "0005_event_sent_id"),
        ("jobs", "0006_running_runs"),
        ("jobs", "0007_line_said_at"),
        ("jobs", "0008_failures_by_flow"),
        ("jobs", "0009_run_made_when_built"),
        ("jobs", "0010_tallies"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.JOBS_OWNER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Lock',
            fields=[
                ('name', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('holder', models.CharField(max_length=200)),
                ('until', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Pace',
            fields=[
                ('key', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('at_once', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('interval_s', models.FloatField(blank=True, null=True)),
                ('next_at', models.DateTimeField(help_text='Start of the next free slot.')),
            ],
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('queue', models.CharField(choices=[('interactive', 'Interactive'), ('bulk', 'Bulk'), ('ai', 'AI'), ('stores', 'Stores'), ('default', 'Default')], max_length=20, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('worker', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Scheduled',
            fields=[
                ('name', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('next_at', models.DateTimeField()),
                ('last_at', models.DateTimeField(blank=True, help_text='When it last began.', null=True)),
                ('last_seconds', models.FloatField(blank=True, null=True)),
                ('last_error', models.TextField(blank=True, help_text='Empty when it went well.')),
            ],
        ),
        migrations.CreateModel(
            name='Worker',
            fields=[
                ('name', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('host', models.CharField(max_length=120)),
                ('pid', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('proof_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('text', models.TextField(help_text='What staff read.')),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('told', models.JSONField(blank=True, default=list, help_text='Channels on which its beginning was told.')),
                ('told_over', models.JSONField(blank=True, default=list, help_text='Channels on which its end was told.')),
            ],
            options={
                'indexes': [models.Index(models.OrderBy(models.F('began_at'), descending=True), name='alert_newest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('key',), name='alert_one_open_per_key')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('who', models.CharField(help_text='The person as known then; stays when the account goes.', max_length=254)),
                ('as_staff', models.BooleanField(default=False, help_text="Done to runs that are not of the person's own shop.")),
                ('action', models.CharField(choices=[('cancel', 'Cancelled'), ('again', 'Run again'), ('start', 'Started'), ('export', 'Exported'), ('schedule', 'Schedule run now')], max_length=10)),
                ('target', models.TextField(blank=True, help_text='The filter, or the id of the run, or the name.')),
                ('count', models.PositiveIntegerField(default=1, help_text='How many runs it took.')),
                ('note', models.TextField(blank=True, help_text='What it could not take, and why.')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.JOBS_OWNER_MODEL)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit log',
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('sent_id', models.UUIDField(blank=True, editable=False, null=True)),
                ('name', models.CharField(max_length=80)),
                ('data', models.JSONField(default=dict)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('run_ids', models.JSONField(blank=True, default=list, help_text='The runs it was answered with, new or open ones.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='events', to=settings.JOBS_OWNER_MODEL)),
            ],
            options={
                'indexes': [models.Index(models.F('owner'), models.OrderBy(models.F('created_at'), descending=True), name='event_newest_of_owner'), models.Index(fields=['created_at'], name='event_oldest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('sent_id__isnull', False)), fields=('owner', 'sent_id'), name='event_once_per_sent_id')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('flow', models.CharField(max_length=80)),
                ('queue', models.CharField(choices=[('interactive', 'Interactive'), ('bulk', 'Bulk'), ('ai', 'AI'), ('stores', 'Stores'), ('default', 'Default')], default='default', max_length=20)),
                ('priority', models.SmallIntegerField(default=0, help_text='Higher runs first within its queue.')),
                ('turn', models.DateTimeField(help_text='Order among equals; later for owners with much queued.')),
                ('status', models.CharField(choices=[('QUEUED', 'Queued'), ('RUNNING', 'Running'), ('WAITING', 'Waiting'), ('SUCCEEDED', 'Done'), ('FAILED', 'Failed'), ('CANCELLED', 'Cancelled')], default='QUEUED', max_length=10)),
                ('subject', models.CharField(blank=True, help_text='What it works on, for example product:ID.', max_length=120)),
                ('payload', models.JSONField(default=dict)),
                ('result', models.JSONField(blank=True, null=True)),
                ('idempotency_key', models.CharField(blank=True, max_length=200)),
                ('worker', models.CharField(blank=True, max_length=200)),
                ('attempt', models.PositiveIntegerField(default=0, help_text='How often a worker took it; fences off late writers.')),
                ('losses', models.PositiveSmallIntegerField(default=0, help_text='How often its worker vanished since a step last ended.')),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('waiting_for', models.CharField(blank=True, choices=[('retry', 'Trying again'), ('pace', "Waiting for its turn"), ('children', 'Waiting for its parts')], max_length=10)),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('cancel_requested_at', models.DateTimeField(blank=True, null=True)),
                ('pace_key', models.CharField(blank=True, help_text='Runs with the same key keep a common pace.', max_length=120)),
                ('slot_at', models.DateTimeField(blank=True, help_text='Start of the slot it holds at its pace.', null=True)),
                ('children_total', models.PositiveIntegerField(default=0)),
                ('children_open', models.PositiveIntegerField(default=0, help_text='Counted down as they end; the last one wakes it.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('enqueued_at', models.DateTimeField(blank=True, help_text='When the broker last took a message for it.', null=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('deadline_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('error_code', models.CharField(blank=True, max_length=60)),
                ('error', models.TextField(blank=True)),
                ('retry_at', models.DateTimeField(blank=True, help_text='When the other side said that trying again makes sense.', null=True)),
                ('last_line', models.PositiveIntegerField(default=0, help_text='Number of its newest progress line.')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='runs', to='jobs.event')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='runs', to=settings.JOBS_OWNER_MODEL)),
                ('parent', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='jobs.run')),
                ('rerun_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reruns', to='jobs.run')),
            ],
            options={
                'indexes': [models.Index(models.F('queue'), models.OrderBy(models.F('priority'), descending=True), models.F('turn'), models.F('id'), condition=models.Q(('status', 'QUEUED')), name='run_claim'), models.Index(models.F('owner'), models.F('queue'), models.OrderBy(models.F('turn'), descending=True), condition=models.Q(('status', 'QUEUED')), name='run_last_turn'), models.Index(condition=models.Q(('status', 'QUEUED')), fields=['queue', 'created_at'], name='run_oldest_queued'), models.Index(condition=models.Q(('status', 'RUNNING')), fields=['id'], name='run_running'), models.Index(condition=models.Q(('status', 'WAITING')), fields=['next_attempt_at'], name='run_due'), models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['deadline_at'], name='run_overdue'), models.Index(condition=models.Q(('cancel_requested_at__isnull', False), ('ended_at__isnull', True)), fields=['cancel_requested_at'], name='run_cancel_asked'), models.Index(models.F('pace_key'), models.OrderBy(models.F('priority'), descending=True), models.F('turn'), models.F('id'), condition=models.Q(('status', 'WAITING'), ('waiting_for', 'pace')), name='run_parked'), models.Index(condition=models.Q(('slot_at__isnull', False)), fields=['pace_key'], name='run_slot'), models.Index(models.F('owner'), models.OrderBy(models.F('created_at'), descending=True), name='run_newest_of_owner'), models.Index(models.F('subject'), models.OrderBy(models.F('created_at'), descending=True), name='run_newest_of_subject'), models.Index(models.F('flow'), models.OrderBy(models.F('ended_at'), descending=True), condition=models.Q(('status', 'SUCCEEDED')), name='run_newest_done'), models.Index(models.OrderBy(models.F('ended_at'), descending=True), condition=models.Q(('status', 'FAILED')), name='run_newest_failed'), models.Index(fields=['owner', 'id'], name='run_of_owner'), models.Index(fields=['owner', 'status', 'id'], name='run_of_owner_by_status'), models.Index(fields=['owner', 'flow', 'id'], name='run_of_owner_by_flow'), models.Index(fields=['status', 'id'], name='run_by_status'), models.Index(fields=['flow', 'id'], name='run_by_flow'), models.Index(fields=['parent', 'id'], name='run_of_parent'), models.Index(condition=models.Q(('status', 'FAILED')), fields=['owner', 'error_code', 'id'], name='run_of_owner_failed'), models.Index(condition=models.Q(('status', 'FAILED')), fields=['error_code', 'id'], name='run_failed'), models.Index(condition=models.Q(('status', 'FAILED')), fields=['owner', 'flow', 'id'], name='run_of_owner_failed_of_flow'), models.Index(condition=models.Q(('status', 'FAILED')), fields=['flow', 'id'], name='run_failed_of_flow'), models.Index(condition=models.Q(('status', 'FAILED')), fields=['owner', 'id', 'flow', 'error_code'], name='run_of_owner_failed_newest'), models.Index(condition=models.Q(('status', 'FAILED')), fields=['id', 'flow', 'error_code'], name='run_failed_newest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('subject', ''), _negated=True)), fields=('flow', 'subject'), name='run_one_open_per_subject'), models.UniqueConstraint(condition=models.Q(('idempotency_key', ''), _negated=True), fields=('owner', 'idempotency_key', 'flow'), name='run_once_per_idempotency_key'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('status__in', ('SUCCEEDED', 'FAILED', 'CANCELLED'))), models.Q(('ended_at__isnull', True), ('status__in', ('QUEUED', 'RUNNING', 'WAITING'))), _connector='OR'), name='run_ended_has_time')],
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('start', 'Start'), ('reading', 'Reading'), ('update', 'Update'), ('complete', 'Complete'), ('error', 'Error')], max_length=10)),
                ('message', models.TextField(blank=True)),
                ('data', models.JSONField(blank=True, default=dict)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, help_text='When it was said.')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='jobs.run')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='line_once_per_number')],
            },
        ),
        migrations.CreateModel(
            name='RunFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('content_type', models.CharField(max_length=80)),
                ('content', models.BinaryField()),
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='file', to='jobs.run')),
            ],
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('status', models.CharField(choices=[('QUEUED', 'Queued'), ('RUNNING', 'Running'), ('WAITING', 'Waiting'), ('SUCCEEDED', 'Done'), ('FAILED', 'Failed'), ('CANCELLED', 'Cancelled')], default='QUEUED', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('result', models.JSONField(blank=True, null=True)),
                ('failures', models.JSONField(blank=True, default=list, help_text='One entry a failed attempt: number, at, worker, code, message, wait_s.')),
                ('error_code', models.CharField(blank=True, max_length=60)),
                ('error', models.TextField(blank=True)),
                ('traceback', models.TextField(blank=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='jobs.run')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('run', 'position'), name='step_once_per_position')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('labels', models.CharField(help_text="A JSON list of the labels' values.", max_length=700)),
                ('value', models.FloatField(default=0.0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'labels'), name='tally_once')],
            },
        ),
    ]
