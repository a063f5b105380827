import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import jobs.ids
import merchants.encryption
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ("merchants", "0001_initial"),
        ("merchants", "0002_webhooks"),
        ("merchants", "0003_api_key_expires"),
        ("merchants", "0004_stores"),
        ("merchants", "0005_store_rates"),
        ("merchants", "0006_store_check"),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Merchant',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('slug', models.SlugField(allow_unicode=True, unique=True, verbose_name='short name')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'merchant',
                'verbose_name_plural': 'merchants',
                'swappable': 'JOBS_OWNER_MODEL',
            },
        ),
        migrations.CreateModel(
            name='StoreRate',
            fields=[
                ('key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('left', models.FloatField()),
                ('most', models.FloatField()),
                ('per_s', models.FloatField()),
                ('counted_at', models.DateTimeField()),
                ('full_at', models.DateTimeField(blank=True, null=True)),
                ('closed_until', models.DateTimeField(blank=True, null=True, verbose_name='closed until')),
            ],
            options={
                'verbose_name': 'rate limit of a store',
                'verbose_name_plural': 'rate limits of stores',
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('message_id', models.UUIDField(help_text="The event's id; the receiver tells repetitions by it.")),
                ('event', models.CharField(max_length=80, verbose_name='event')),
                ('body', models.TextField()),
                ('is_test', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('WAITING', 'On its way'), ('DELIVERED', 'Delivered'), ('FAILED', 'Not delivered')], default='WAITING', max_length=10, verbose_name='status')),
                ('error_code', models.CharField(blank=True, max_length=60)),
                ('status_code', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='answer')),
                ('attempt_count', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
            ],
            options={
                'verbose_name': 'webhook delivery',
                'verbose_name_plural': 'webhook deliveries',
                'indexes': [models.Index(fields=['created_at'], name='delivery_by_age')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('language', models.CharField(choices=[('en', 'English'), ('ar', 'Arabic')], default='en', max_length=5, verbose_name='language')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once_in_any_case')],
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('prefix', models.CharField(max_length=12)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('scopes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='last used')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_keys', to=settings.JOBS_OWNER_MODEL)),
            ],
            options={
                'verbose_name': 'API key',
                'verbose_name_plural': 'API keys',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('editor', 'Editor'), ('viewer', 'Viewer')], default='editor', max_length=10, verbose_name='role')),
                ('sent_at', models.DateTimeField(verbose_name='sent')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to=settings.JOBS_OWNER_MODEL)),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'email'), name='invitation_once')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('editor', 'Editor'), ('viewer', 'Viewer')], default='editor', max_length=10, verbose_name='role')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.JOBS_OWNER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'user'), name='membership_once')],
            },
        ),
        migrations.AddField(
            model_name='merchant',
            name='people',
            field=models.ManyToManyField(related_name='merchants', through='merchants.Membership', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='StoreClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.CharField(choices=[('salla', 'Salla'), ('zid', 'Zid'), ('shopify', 'Shopify'), ('woocommerce', 'WooCommerce')], max_length=20)),
                ('external_id', models.CharField(max_length=255)),
                ('key', models.CharField(help_text='What the news is about, for example product:ID.', max_length=120)),
                ('at', models.DateTimeField(help_text="By the store's clock.")),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('platform', 'external_id', 'key'), name='store_clock_once')],
            },
        ),
        migrations.CreateModel(
            name='StoreConnection',
            fields=[
                ('access_token', merchants.encryption.SealedTextField(blank=True, default='')),
                ('second_token', merchants.encryption.SealedTextField(blank=True, default='')),
                ('refresh_token', merchants.encryption.SealedTextField(blank=True, default='')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='access until')),
                ('refresh_expires_at', models.DateTimeField(blank=True, null=True)),
                ('scopes', models.JSONField(blank=True, default=list, verbose_name='allowed to')),
                ('tokens_at', models.DateTimeField(blank=True, help_text='When we got these tokens.', null=True, verbose_name='access since')),
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('platform', models.CharField(choices=[('salla', 'Salla'), ('zid', 'Zid'), ('shopify', 'Shopify'), ('woocommerce', 'WooCommerce')], max_length=20, verbose_name='platform')),
                ('external_id', models.CharField(max_length=255)),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('address', models.CharField(blank=True, help_text='Where the store is, as a link.', max_length=2048, verbose_name='address')),
                ('status', models.CharField(choices=[('connected', 'Connected'), ('reconnect_needed', 'Reconnect needed'), ('disconnected', 'Disconnected'), ('uninstalled', 'App removed')], default='connected', max_length=20, verbose_name='state')),
                ('error_code', models.CharField(blank=True, help_text='Why it needs a person; words by code.', max_length=60)),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('language', models.CharField(blank=True, max_length=8, verbose_name='language')),
                ('plan', models.CharField(blank=True, help_text="The store's plan; decides its rate limits.", max_length=40)),
                ('subscription', models.CharField(blank=True, help_text='What the store has of our app, in words.', max_length=40)),
                ('settings', models.JSONField(blank=True, default=dict)),
                ('after_uninstall', models.CharField(choices=[('delete', 'Delete after 30 days'), ('keep', 'Keep')], default='delete', max_length=10, verbose_name='when the app is removed')),
                ('refresh_id', models.UUIDField(blank=True, help_text='The refresh that began last and has not ended.', null=True)),
                ('refresh_until', models.DateTimeField(blank=True, help_text='Nobody else may refresh before.', null=True)),
                ('connected_at', models.DateTimeField(verbose_name='connected')),
                ('uninstalled_at', models.DateTimeField(blank=True, null=True)),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='last test')),
                ('check_error', models.CharField(blank=True, help_text='Why the last test failed.', max_length=60)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stores', to=settings.JOBS_OWNER_MODEL)),
            ],
            options={
                'verbose_name': 'store',
                'verbose_name_plural': 'stores',
                'indexes': [models.Index(fields=['platform', 'external_id'], name='store_by_external_id'), models.Index(condition=models.Q(('status', 'connected')), fields=['expires_at'], name='store_by_expiry')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'platform', 'external_id'), name='store_once_per_merchant'), models.UniqueConstraint(condition=models.Q(('platform__in', ['salla', 'zid']), ('status__in', ['connected', 'reconnect_needed'])), fields=('platform', 'external_id'), name='store_open_at_one_merchant')],
            },
        ),
        migrations.CreateModel(
            name='StoreChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old', models.CharField(blank=True, max_length=20)),
                ('new', models.CharField(choices=[('connected', 'Connected'), ('reconnect_needed', 'Reconnect needed'), ('disconnected', 'Disconnected'), ('uninstalled', 'App removed')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='merchants.storeconnection')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ReceivedWebhook',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('platform', models.CharField(choices=[('salla', 'Salla'), ('zid', 'Zid'), ('shopify', 'Shopify'), ('woocommerce', 'WooCommerce')], max_length=20)),
                ('event', models.CharField(max_length=80, verbose_name='event')),
                ('external_id', models.CharField(max_length=255, verbose_name="store's id")),
                ('body', merchants.encryption.SealedTextField()),
                ('body_hash', models.CharField(help_text='SHA-256 of platform and raw body.', max_length=64, unique=True)),
                ('strategy', models.CharField(help_text='How it was verified.', max_length=20)),
                ('sent_at', models.DateTimeField(blank=True, help_text="By the store's clock.", null=True, verbose_name='sent')),
                ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('times', models.PositiveIntegerField(default=1, help_text='How often it came.', verbose_name='times')),
                ('status', models.CharField(choices=[('received', 'Received'), ('done', 'Done'), ('ignored', 'Nothing to do'), ('late', 'Came too late'), ('pending', 'Store not known yet'), ('failed', 'Failed')], default='received', max_length=10, verbose_name='state')),
                ('error_code', models.CharField(blank=True, max_length=60)),
                ('processed_at', models.DateTimeField(blank=True, null=True)),
                ('connection', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='webhooks', to='merchants.storeconnection')),
            ],
            options={
                'verbose_name': 'received webhook',
                'verbose_name_plural': 'received webhooks',
                'indexes': [models.Index(models.F('connection'), models.OrderBy(models.F('id'), descending=True), name='received_newest'), models.Index(fields=['received_at'], name='received_by_age'), models.Index(condition=models.Q(('status', 'pending')), fields=['platform', 'external_id'], name='received_pending')],
            },
        ),
        migrations.CreateModel(
            name='WaitingStore',
            fields=[
                ('access_token', merchants.encryption.SealedTextField(blank=True, default='')),
                ('second_token', merchants.encryption.SealedTextField(blank=True, default='')),
                ('refresh_token', merchants.encryption.SealedTextField(blank=True, default='')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='access until')),
                ('refresh_expires_at', models.DateTimeField(blank=True, null=True)),
                ('scopes', models.JSONField(blank=True, default=list, verbose_name='allowed to')),
                ('tokens_at', models.DateTimeField(blank=True, help_text='When we got these tokens.', null=True, verbose_name='access since')),
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('platform', models.CharField(choices=[('salla', 'Salla'), ('zid', 'Zid'), ('shopify', 'Shopify'), ('woocommerce', 'WooCommerce')], max_length=20)),
                ('external_id', models.CharField(max_length=255)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('address', models.CharField(blank=True, max_length=2048)),
                ('email', models.EmailField(blank=True, help_text="Of the store's owner, as the platform says.", max_length=254)),
                ('plan', models.CharField(blank=True, max_length=40)),
                ('told_at', models.DateTimeField(blank=True, help_text='When the owner was written to.', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'indexes': [models.Index(fields=['email'], name='waiting_store_by_email')],
                'constraints': [models.UniqueConstraint(fields=('platform', 'external_id'), name='waiting_store_once')],
            },
        ),
        migrations.CreateModel(
            name='WebhookAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('duration_ms', models.PositiveIntegerField()),
                ('status_code', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('error_code', models.CharField(blank=True, max_length=60)),
                ('answer', models.TextField(blank=True)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='merchants.webhookdelivery')),
            ],
            options={
                'verbose_name': 'attempt to deliver',
                'verbose_name_plural': 'attempts to deliver',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('url', models.CharField(max_length=2048, verbose_name='address')),
                ('description', models.CharField(blank=True, max_length=200, verbose_name='description')),
                ('events', models.JSONField(default=list, help_text='Names of the events that are sent.', verbose_name='events')),
                ('secret', merchants.encryption.SealedTextField()),
                ('old_secret', merchants.encryption.SealedTextField(blank=True, default='', help_text='Signs too for a day after a change.')),
                ('old_secret_until', models.DateTimeField(blank=True, null=True)),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('off_because', models.CharField(blank=True, choices=[('person', 'Switched off by a person'), ('gone', 'The address answered that it is gone for good'), ('failing', 'Nothing could be delivered for days')], max_length=10)),
                ('failing_since', models.DateTimeField(blank=True, help_text='First failure since it last worked.', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhook_endpoints', to=settings.JOBS_OWNER_MODEL)),
            ],
            options={
                'verbose_name': 'webhook address',
                'verbose_name_plural': 'webhook addresses',
            },
        ),
        migrations.AddField(
            model_name='webhookdelivery',
            name='endpoint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='merchants.webhookendpoint'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(models.F('endpoint'), models.OrderBy(models.F('id'), descending=True), name='delivery_newest'),
        ),
    ]
