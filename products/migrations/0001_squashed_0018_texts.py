import logging

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import jobs.ids
import merchants.encryption
from decimal import Decimal
from django.conf import settings
from django.db import NotSupportedError, OperationalError, ProgrammingError, migrations, models, transaction

WORDS = "UPPER(name || ' ' || brand || ' ' || link)"
INDEX = f"""
CREATE INDEX product_words ON products_product USING gin ({WORDS} gin_trgm_ops) WHERE deleted_at IS NULL
"""
# Without them PostgreSQL thinks that every word is rare and gathers all that have it: 9 s for one that half a million
# have, where the newest fifty are found at once along the order of the list.
STATISTICS = f"CREATE STATISTICS product_words_share ON ({WORDS}) FROM products_product"


def add_search_index(apps, schema_editor):
    """On PostgreSQL, where its extension for parts of words may be had; without it a search reads all products."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(INDEX)
            cursor.execute(STATISTICS)
            cursor.execute("ANALYZE products_product")
    except (ProgrammingError, NotSupportedError, OperationalError) as error:  # no right to add it, or not installed
        logging.getLogger(__name__).warning("Searching many products will be slow without pg_trgm: %s", error)


def remove_search_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP STATISTICS IF EXISTS product_words_share")
        schema_editor.execute("DROP INDEX IF EXISTS product_words")


class Migration(migrations.Migration):

    replaces = [
        ("products", "0001_initial"),
        ("products", "0002_fact_changes"),
        ("products", "0003_pages_without_product"),
        ("products", "0004_merchant_of_pages"),
        ("products", "0005_spending_and_screenshots"),
        ("products", "0006_search_index"),
        ("products", "0007_brand_by_name"),
        ("products", "0008_publishing"),
        ("products", "0009_listing_codes"),
        ("products", "0010_export_files"),
        ("products", "0011_ai_calls"),
        ("products", "0012_listing_sent"),
        ("products", "0013_bulk_orders"),
        ("products", "0014_feed_store"),
        ("products", "0015_watch"),
        ("products", "0016_shop_choices"),
        ("products", "0017_analyses"),
        ("products", "0018_texts"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.JOBS_OWNER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkOrder',
            fields=[
                ('key', models.CharField(help_text='Digest of what was asked for.', max_length=64, primary_key=True, serialize=False)),
                ('ids', models.BinaryField()),
                ('queued', models.PositiveIntegerField(default=0)),
                ('began_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('link', models.CharField(help_text='As the merchant gave it, cleaned of white space.', max_length=2048, verbose_name='link')),
                ('link_key', models.CharField(help_text='Identity of the link: no tracking, no variant.', max_length=2048)),
                ('named_variant', models.CharField(blank=True, max_length=200, verbose_name='variant named in the link')),
                ('domain', models.CharField(max_length=255, verbose_name='shop')),
                ('platform', models.CharField(blank=True, max_length=40, verbose_name='platform')),
                ('status', models.CharField(choices=[('IMPORTING', 'Importing'), ('IMPORTED', 'Imported'), ('ENHANCED', 'Enhanced'), ('FAILED', 'Failed')], default='IMPORTING', max_length=10, verbose_name='status')),
                ('error_code', models.CharField(blank=True, max_length=60, verbose_name='error code')),
                ('error_detail', models.TextField(blank=True, verbose_name='error detail')),
                ('retry_at', models.DateTimeField(blank=True, null=True, verbose_name='worth trying again at')),
                ('name', models.CharField(blank=True, max_length=1000, verbose_name='name')),
                ('brand', models.CharField(blank=True, max_length=255, verbose_name='brand')),
                ('price', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='price')),
                ('regular_price', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='regular price')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('availability', models.CharField(blank=True, choices=[('in_stock', 'In stock'), ('out_of_stock', 'Out of stock'), ('preorder', 'Pre-order'), ('backorder', 'On back-order'), ('discontinued', 'Discontinued')], max_length=12, verbose_name='availability')),
                ('image', models.CharField(blank=True, max_length=4096, verbose_name='picture')),
                ('incomplete', models.JSONField(blank=True, default=list, verbose_name='missing fields')),
                ('is_complete', models.BooleanField(default=False, verbose_name='complete')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                ('deleted_at', models.DateTimeField(blank=True, null=True, verbose_name='deleted')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='products', to=settings.JOBS_OWNER_MODEL)),
            ],
            options={
                'verbose_name': 'product',
                'verbose_name_plural': 'products',
                'indexes': [models.Index(models.F('merchant'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('deleted_at', None)), name='product_newest'), models.Index(models.F('merchant'), django.db.models.functions.text.Left('name', 100), models.F('id'), condition=models.Q(('deleted_at', None)), name='product_by_name'), models.Index(models.F('merchant'), models.F('brand'), django.db.models.functions.text.Left('name', 100), models.F('id'), condition=models.Q(('deleted_at', None)), name='product_of_brand_by_name'), models.Index(models.F('merchant'), models.OrderBy(models.F('updated_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('deleted_at', None)), name='product_touched'), models.Index(models.F('merchant'), models.F('status'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('deleted_at', None)), name='product_by_status'), models.Index(models.F('merchant'), models.F('platform'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('deleted_at', None)), name='product_by_platform'), models.Index(models.F('merchant'), models.F('brand'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('deleted_at', None)), name='product_by_brand'), models.Index(models.F('merchant'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('deleted_at', None), ('is_complete', False)), name='product_incomplete'), models.Index(fields=['merchant', 'created_at'], name='product_made'), models.Index(models.F('error_code'), models.OrderBy(models.F('created_at'), descending=True), condition=models.Q(('status', 'FAILED')), name='product_failed')],
                'constraints': [models.CheckConstraint(condition=models.Q(('error_code', ''), ('status', 'FAILED'), _connector='OR'), name='product_error_only_when_failed'), models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('merchant', 'link_key'), name='product_once_per_link')],
            },
        ),
        migrations.CreateModel(
            name='RobotsText',
            fields=[
                ('origin', models.CharField(max_length=300, primary_key=True, serialize=False)),
                ('text', models.TextField(blank=True)),
                ('fetched_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ShopHealth',
            fields=[
                ('domain', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('failures', models.PositiveIntegerField(default=0, help_text='In a row, of different products.')),
                ('rests', models.PositiveSmallIntegerField(default=0, help_text='Rests in a row; each is longer.')),
                ('rests_until', models.DateTimeField(blank=True, null=True)),
                ('error_code', models.CharField(blank=True, max_length=60)),
                ('probe', models.UUIDField(blank=True, null=True)),
                ('probe_until', models.DateTimeField(blank=True, null=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='ExportFile',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('run_id', models.UUIDField(db_index=True)),
                ('kind', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=120)),
                ('content_type', models.CharField(max_length=100)),
                ('is_ready', models.BooleanField(default=False)),
                ('size', models.PositiveBigIntegerField(default=0, help_text='Bytes, unpacked.')),
                ('digest', models.CharField(blank=True, help_text='SHA-256 of the content.', max_length=64)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('products', models.PositiveIntegerField(default=0)),
                ('left_out', models.JSONField(blank=True, default=dict, help_text='By reason: how many, and the first of them.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='export_files', to=settings.JOBS_OWNER_MODEL)),
            ],
            options={
                'verbose_name': 'exported file',
                'verbose_name_plural': 'exported files',
                'indexes': [models.Index(fields=['created_at'], name='export_file_age')],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100, verbose_name='Name')),
                ('kind', models.CharField(choices=[('google_xml', 'Google Merchant, XML'), ('google_tsv', 'Google Merchant, TSV')], default='google_xml', max_length=20, verbose_name='Form')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='Currency')),
                ('by_rules', models.BooleanField(default=False, verbose_name='Prices by my price rules')),
                ('language', models.CharField(blank=True, help_text='Of the texts that were written for the store.', max_length=8)),
                ('filters', models.CharField(blank=True, help_text='As the product list has them in its address.', max_length=1000)),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('secret', merchants.encryption.SealedTextField(editable=False)),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='last fetched')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='products.exportfile')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to=settings.JOBS_OWNER_MODEL)),
                ('store', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='merchants.storeconnection')),
            ],
            options={
                'verbose_name': 'feed',
                'verbose_name_plural': 'feeds',
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='exportfile',
            name='feed',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='products.feed'),
        ),
        migrations.CreateModel(
            name='FilePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='products.exportfile')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='file_part_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='import_batches', to=settings.JOBS_OWNER_MODEL)),
            ],
            options={
                'verbose_name': 'import of many links',
                'verbose_name_plural': 'imports of many links',
            },
        ),
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('DRAFT', 'Not in the store'), ('PUSHING', 'Being sent'), ('LIVE', 'In the store'), ('FAILED', 'Failed'), ('OUT_OF_DATE', 'Out of date')], default='DRAFT', max_length=12, verbose_name='status')),
                ('error_code', models.CharField(blank=True, max_length=60, verbose_name='error code')),
                ('error_detail', models.TextField(blank=True, verbose_name='error detail')),
                ('retry_at', models.DateTimeField(blank=True, null=True)),
                ('run_id', models.UUIDField(blank=True, help_text='The run that has it while it is being sent.', null=True)),
                ('is_touched', models.BooleanField(default=False, help_text='Something changed while it was being sent.')),
                ('key', models.UUIDField(default=jobs.ids.uuid7, editable=False, help_text='Marks our product in the store.', unique=True)),
                ('remote_id', models.CharField(blank=True, max_length=200, verbose_name='id in the store')),
                ('remote_url', models.CharField(blank=True, max_length=2048, verbose_name='page in the store')),
                ('admin_url', models.CharField(blank=True, max_length=2048)),
                ('is_hidden', models.BooleanField(default=False, help_text='It is in the store, and buyers do not see it.')),
                ('content_hash', models.CharField(blank=True, help_text='Of what was sent last.', max_length=64)),
                ('sent', models.JSONField(blank=True, default=dict, help_text='What was sent last, whole.')),
                ('shown', models.JSONField(blank=True, default=dict, help_text='How the store showed it when it was read last.')),
                ('notes', models.JSONField(blank=True, default=list, help_text='What the last sending left out, by code.')),
                ('price', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='price')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('pricing', models.JSONField(blank=True, default=dict, help_text='How the price sent last came about.')),
                ('pushed_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('sku', models.CharField(blank=True, max_length=100, verbose_name='SKU')),
                ('tried_skus', models.JSONField(blank=True, default=list, help_text='Under which it may have got into the store.')),
                ('brand', models.CharField(blank=True, max_length=255, verbose_name='Brand')),
                ('category', models.CharField(blank=True, help_text='From the top down, for example Home > Lamps.', max_length=500, verbose_name='Category')),
                ('tags', models.JSONField(blank=True, default=list, verbose_name='Tags')),
                ('own_price', models.DecimalField(blank=True, decimal_places=4, help_text="In the store's currency, in place of the price rules. For variants too.", max_digits=18, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='Price in this store')),
                ('quantity', models.PositiveIntegerField(blank=True, null=True, verbose_name='Quantity')),
                ('is_on_hold', models.BooleanField(default=False, help_text='A rule set the quantity in the store to 0.')),
                ('with_tax', models.BooleanField(default=True, verbose_name='The price is subject to VAT')),
                ('tax_reason_code', models.CharField(blank=True, max_length=60, verbose_name='Reason for no VAT')),
                ('wants_hidden', models.BooleanField(default=False, verbose_name='Send it hidden')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listings', to='merchants.storeconnection')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listings', to='products.product')),
            ],
            options={
                'verbose_name': 'listing',
                'verbose_name_plural': 'listings',
                'indexes': [models.Index(fields=['connection', 'status'], name='listing_of_store')],
                'constraints': [models.UniqueConstraint(fields=('product', 'connection'), name='listing_once_per_store'), models.UniqueConstraint(condition=models.Q(('remote_id', ''), _negated=True), fields=('connection', 'remote_id'), name='listing_remote_once'), models.CheckConstraint(condition=models.Q(('error_code', ''), ('status', 'FAILED'), _connector='OR'), name='listing_error_only_when_failed'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['LIVE', 'OUT_OF_DATE']), _negated=True), models.Q(('remote_id', ''), _negated=True), _connector='OR'), name='listing_live_is_in_store'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'PUSHING'), _negated=True), ('run_id__isnull', False), _connector='OR'), name='listing_pushing_has_run')],
            },
        ),
        migrations.CreateModel(
            name='ListingChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old', models.CharField(blank=True, choices=[('DRAFT', 'Not in the store'), ('PUSHING', 'Being sent'), ('LIVE', 'In the store'), ('FAILED', 'Failed'), ('OUT_OF_DATE', 'Out of date')], max_length=12)),
                ('new', models.CharField(choices=[('DRAFT', 'Not in the store'), ('PUSHING', 'Being sent'), ('LIVE', 'In the store'), ('FAILED', 'Failed'), ('OUT_OF_DATE', 'Out of date')], max_length=12)),
                ('error_code', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='products.listing')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ListingImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('remote_id', models.CharField(blank=True, max_length=200)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('error_code', models.CharField(blank=True, max_length=60)),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='images', to='products.listing')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('listing', 'key'), name='listing_image_once')],
            },
        ),
        migrations.CreateModel(
            name='ListingText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=8)),
                ('name', models.CharField(blank=True, max_length=500, verbose_name='Title')),
                ('description_html', models.TextField(blank=True, help_text='Cleaned by nh3 on the way in.', verbose_name='Description')),
                ('seo_title', models.CharField(blank=True, max_length=70, verbose_name='Title for search engines')),
                ('seo_description', models.CharField(blank=True, max_length=160, verbose_name='Description for search engines')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='products.listing')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('listing', 'language'), name='listing_text_once')],
            },
        ),
        migrations.CreateModel(
            name='MonthlySpending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='Its first day, UTC.')),
                ('usd', models.DecimalField(decimal_places=6, default=0, max_digits=12, verbose_name='USD')),
                ('merchant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.JOBS_OWNER_MODEL)),
            ],
            options={
                'verbose_name': 'spending of a month',
                'verbose_name_plural': 'spendings of months',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'month'), name='spending_once_a_month'), models.UniqueConstraint(condition=models.Q(('merchant', None)), fields=('month',), name='spending_of_all_once_a_month')],
            },
        ),
        migrations.CreateModel(
            name='PriceRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(blank=True, help_text='Also for all below it. Empty: for every category.', max_length=255, verbose_name='Category')),
                ('margin_percent', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=7, verbose_name='Margin in percent')),
                ('margin_fixed', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=12, verbose_name='Fixed margin')),
                ('least_margin', models.DecimalField(decimal_places=2, default=Decimal('0'), help_text="At least this much is added to the shop's price.", max_digits=12, verbose_name='Smallest margin')),
                ('rounding', models.CharField(blank=True, choices=[('', 'Not at all'), ('0.25', 'Up to the next quarter'), ('0.50', 'Up to the next half'), ('1', 'Up to a whole number'), ('5', 'Up to the next 5'), ('10', 'Up to the next 10'), ('.99', 'Up to the next .99'), ('.95', 'Up to the next .95')], default='', max_length=4, verbose_name='Rounding')),
                ('vat_percent', models.DecimalField(decimal_places=2, default=Decimal('0'), help_text="0 when the shops' prices contain VAT already, as most do.", max_digits=5, verbose_name='VAT to add, in percent')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('connection', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='price_rules', to='merchants.storeconnection', verbose_name='Store')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='price_rules', to=settings.JOBS_OWNER_MODEL)),
            ],
            options={
                'ordering': [models.OrderBy(models.F('connection'), nulls_first=True), 'category'],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'connection', 'category'), name='price_rule_once'), models.UniqueConstraint(condition=models.Q(('connection__isnull', True)), fields=('merchant', 'category'), name='price_rule_of_all_stores_once'), models.CheckConstraint(condition=models.Q(('least_margin__gte', 0), ('margin_fixed__gte', 0), ('margin_percent__gte', 0), ('vat_percent__gte', 0)), name='price_rule_not_below_cost')],
            },
        ),
        migrations.CreateModel(
            name='WatchedProduct',
            fields=[
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='watched', serialize=False, to='products.product')),
                ('domain', models.CharField(max_length=255)),
                ('every', models.PositiveIntegerField(choices=[(0, 'Not at all'), (3600, 'Every hour'), (21600, 'Every 6 hours'), (86400, 'Every day'), (604800, 'Every week')])),
                ('slowest', models.PositiveIntegerField(choices=[(0, 'Not at all'), (3600, 'Every hour'), (21600, 'Every 6 hours'), (86400, 'Every day'), (604800, 'Every week')])),
                ('interval_s', models.PositiveIntegerField(help_text='Between every and slowest; grows while nothing changes.')),
                ('next_at', models.DateTimeField()),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('unchanged', 'Nothing new'), ('changed', 'Something changed'), ('failed', 'Could not be read'), ('gone', 'Gone from the shop'), ('rested', 'The shop rests'), ('forbidden', 'The shop does not want programs to read it')], max_length=10)),
                ('error_code', models.CharField(blank=True, max_length=60)),
                ('failures', models.PositiveSmallIntegerField(default=0, help_text='Looks in a row that failed.')),
                ('pending', models.JSONField(blank=True, default=dict)),
                ('known', models.JSONField(blank=True, default=dict)),
                ('known_read_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['next_at', 'product'], name='watch_due')],
            },
        ),
        migrations.CreateModel(
            name='PricePoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('price', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('availability', models.CharField(blank=True, max_length=12)),
                ('quantity', models.IntegerField(blank=True, null=True)),
                ('is_gone', models.BooleanField(default=False)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='price_points', to=settings.JOBS_OWNER_MODEL)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='price_points', to='products.product')),
            ],
            options={
                'ordering': ['at', 'id'],
                'indexes': [models.Index(fields=['at'], name='price_point_age'), models.Index(fields=['merchant', 'at'], name='price_point_of_merchant')],
                'constraints': [models.UniqueConstraint(fields=('product', 'at'), name='price_point_once')],
            },
        ),
        migrations.CreateModel(
            name='OwnValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=40)),
                ('value', models.JSONField(null=True)),
                ('origin', models.CharField(choices=[('typed', 'Typed by a person'), ('chosen', 'Chosen among what the page shows')], max_length=10)),
                ('source', models.CharField(blank=True, help_text='Source of the chosen candidate.', max_length=60)),
                ('at', models.DateTimeField(auto_now=True)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='own_values', to='products.product')),
            ],
            options={
                'verbose_name': "merchant's own value",
                'verbose_name_plural': "merchant's own values",
                'constraints': [models.UniqueConstraint(fields=('product', 'field'), name='own_value_once_per_field')],
            },
        ),
        migrations.CreateModel(
            name='ImportBatchLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='Line or row in what was given, from 1.')),
                ('text', models.CharField(max_length=2200)),
                ('is_repeat', models.BooleanField(default=False, help_text='The product was there already.')),
                ('error_code', models.CharField(blank=True, max_length=60)),
                ('error_reason', models.CharField(blank=True, max_length=60)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='products.importbatch')),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='batch_lines', to='products.product')),
            ],
            options={
                'ordering': ['number', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FactChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run_id', models.UUIDField(blank=True, db_index=True, help_text='The reading; it is cleared earlier.', null=True)),
                ('kind', models.CharField(choices=[('price', 'Price'), ('regular_price', 'Regular price'), ('currency', 'Currency'), ('availability', 'Availability'), ('stock_quantity', 'Stock'), ('name', 'Name'), ('brand', 'Brand'), ('sku', 'SKU'), ('mpn', "Manufacturer's number"), ('gtin', 'Barcode (GTIN)'), ('color', 'Colour'), ('size', 'Size'), ('material', 'Material'), ('style', 'Style'), ('weight', 'Weight'), ('seller', 'Seller'), ('description', 'Description'), ('images', 'Pictures'), ('variant_added', 'New variant'), ('variant_lost', 'Variant gone'), ('variant_price', 'Price of a variant'), ('variant_regular_price', 'Regular price of a variant'), ('variant_availability', 'Availability of a variant'), ('variant_stock_quantity', 'Stock of a variant')], max_length=24)),
                ('variant', models.CharField(blank=True, max_length=301)),
                ('old', models.JSONField(null=True)),
                ('new', models.JSONField(null=True)),
                ('is_reread', models.BooleanField(default=False, help_text='Found by reading a stored page again: we read better, the shop changed nothing.')),
                ('at', models.DateTimeField()),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='products.product')),
            ],
            options={
                'verbose_name': 'change of facts',
                'verbose_name_plural': 'changes of facts',
                'ordering': ['-at', 'id'],
                'indexes': [models.Index(models.F('product'), models.OrderBy(models.F('at'), descending=True), name='change_newest_of_product')],
            },
        ),
        migrations.CreateModel(
            name='AICall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run_id', models.UUIDField(blank=True, null=True)),
                ('purpose', models.CharField(max_length=60, verbose_name='purpose')),
                ('model', models.CharField(max_length=120, verbose_name='model')),
                ('tokens_given', models.PositiveIntegerField(default=0, verbose_name='tokens read')),
                ('tokens_written', models.PositiveIntegerField(default=0, verbose_name='tokens written')),
                ('cost_usd', models.DecimalField(blank=True, decimal_places=6, help_text='Empty: AI_PRICES does not name the model.', max_digits=12, null=True, verbose_name='cost (USD)')),
                ('duration_ms', models.PositiveIntegerField(default=0)),
                ('error_code', models.CharField(blank=True, max_length=60, verbose_name='error code')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ai_calls', to=settings.JOBS_OWNER_MODEL)),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ai_calls', to='products.product')),
            ],
            options={
                'verbose_name': 'AI call',
                'verbose_name_plural': 'AI calls',
                'ordering': ['-started_at', '-id'],
                'indexes': [models.Index(models.F('merchant'), models.OrderBy(models.F('started_at'), descending=True), name='ai_call_of_merchant')],
            },
        ),
        migrations.CreateModel(
            name='FailedImport',
            fields=[
            ],
            options={
                'verbose_name': 'failed import',
                'verbose_name_plural': 'failed imports',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('products.product',),
        ),
        migrations.CreateModel(
            name='ProductImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('url', models.CharField(max_length=4096)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='images', to='products.product')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('product', 'position'), name='image_once_per_position')],
            },
        ),
        migrations.CreateModel(
            name='ProductText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=8)),
                ('name', models.CharField(blank=True, max_length=500, verbose_name='Title')),
                ('description_html', models.TextField(blank=True, verbose_name='Description')),
                ('highlights', models.JSONField(blank=True, default=list, verbose_name='Highlights')),
                ('seo_title', models.CharField(blank=True, max_length=70, verbose_name='Title for search engines')),
                ('seo_description', models.CharField(blank=True, max_length=160, verbose_name='Description for search engines')),
                ('tags', models.JSONField(blank=True, default=list, verbose_name='Tags')),
                ('image_alts', models.JSONField(blank=True, default=list, verbose_name='Texts for pictures')),
                ('made_by', models.JSONField(blank=True, default=dict, help_text='Field: who wrote it.')),
                ('confirmed', models.JSONField(blank=True, default=list, help_text='Claims that a person stands for.')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='products.product')),
            ],
            options={
                'verbose_name': 'text of a product',
                'verbose_name_plural': 'texts of products',
                'constraints': [models.UniqueConstraint(fields=('product', 'language'), name='product_text_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='ProductVariant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('options', models.JSONField(default=dict)),
                ('name', models.CharField(blank=True, max_length=500)),
                ('sku', models.CharField(blank=True, max_length=120)),
                ('gtin', models.CharField(blank=True, max_length=14)),
                ('price', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                ('regular_price', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                ('availability', models.CharField(blank=True, choices=[('in_stock', 'In stock'), ('out_of_stock', 'Out of stock'), ('preorder', 'Pre-order'), ('backorder', 'On back-order'), ('discontinued', 'Discontinued')], max_length=12)),
                ('stock_quantity', models.IntegerField(blank=True, null=True)),
                ('image', models.CharField(blank=True, max_length=4096)),
                ('source_id', models.CharField(blank=True, max_length=120)),
                ('is_named_in_link', models.BooleanField(default=False)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='products.product')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('product', 'position'), name='variant_once_per_position')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('run_id', models.UUIDField(help_text='The run that wrote it.', unique=True)),
                ('maker', models.CharField(choices=[('ai', 'Written by AI'), ('rules', 'Put together by rules, not AI'), ('picture', 'Written by AI from the picture')], max_length=10)),
                ('model', models.CharField(blank=True, max_length=120)),
                ('prompt', models.CharField(blank=True, help_text='Name and version.', max_length=40)),
                ('is_open', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='products.product')),
            ],
            options={
                'verbose_name': 'proposal',
                'verbose_name_plural': 'proposals',
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(models.F('product'), models.OrderBy(models.F('created_at'), descending=True), condition=models.Q(('is_open', True)), name='proposal_open')],
            },
        ),
        migrations.CreateModel(
            name='ProposedField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=8)),
                ('field', models.CharField(max_length=20)),
                ('value', models.JSONField()),
                ('claims', models.JSONField(default=list)),
                ('untraced', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('open', 'Waits for you'), ('accepted', 'Accepted'), ('edited', 'Accepted with changes'), ('rejected', 'Rejected'), ('put_aside', 'Put aside for a newer one')], default='open', max_length=10)),
                ('kept', models.JSONField(null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fields', to='products.proposal')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('proposal', 'language', 'field'), name='proposed_field_once')],
            },
        ),
        migrations.CreateModel(
            name='PublishBatch',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='merchants.storeconnection')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publish_batches', to=settings.JOBS_OWNER_MODEL)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PublishBatchLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='products.publishbatch')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='products.product')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('batch', 'product'), name='publish_line_once')],
            },
        ),
        migrations.CreateModel(
            name='Rate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('base', models.CharField(max_length=3, verbose_name='From')),
                ('quote', models.CharField(max_length=3, verbose_name='To')),
                ('rate', models.DecimalField(decimal_places=12, max_digits=24, verbose_name='Rate')),
                ('source', models.CharField(max_length=255, verbose_name='Source')),
                ('on', models.DateField(verbose_name='Date')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('merchant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rates', to=settings.JOBS_OWNER_MODEL)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['base', 'quote'],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'base', 'quote'), name='rate_once'), models.UniqueConstraint(condition=models.Q(('merchant__isnull', True)), fields=('base', 'quote'), name='provided_rate_once'), models.CheckConstraint(condition=models.Q(('rate__gt', 0)), name='rate_is_positive'), models.CheckConstraint(condition=models.Q(('base', models.F('quote')), _negated=True), name='rate_between_two')],
            },
        ),
        migrations.CreateModel(
            name='ScrapeAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run_id', models.UUIDField(blank=True, null=True)),
                ('provider', models.CharField(max_length=40, verbose_name='provider')),
                ('url', models.CharField(max_length=4096)),
                ('status_code', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('error_code', models.CharField(blank=True, max_length=60, verbose_name='error code')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('duration_ms', models.PositiveIntegerField(verbose_name='duration (ms)')),
                ('bytes', models.PositiveIntegerField(verbose_name='bytes')),
                ('cost_usd', models.DecimalField(decimal_places=6, default=0, max_digits=10, verbose_name='cost (USD)')),
                ('merchant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.JOBS_OWNER_MODEL)),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='products.product')),
            ],
            options={
                'verbose_name': 'attempt to read',
                'verbose_name_plural': 'attempts to read',
                'ordering': ['started_at', 'id'],
                'indexes': [models.Index(fields=['merchant', 'started_at'], name='attempt_of_merchant')],
            },
        ),
        migrations.CreateModel(
            name='ShopChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=255, verbose_name='shop')),
                ('field', models.CharField(max_length=40)),
                ('source', models.CharField(help_text='Source of the chosen candidate.', max_length=60)),
                ('place', models.CharField(blank=True, help_text='Where it stands, without numbers and values.', max_length=200)),
                ('at', models.DateTimeField(auto_now=True)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shop_choices', to=settings.JOBS_OWNER_MODEL)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'choice for a shop',
                'verbose_name_plural': 'choices for shops',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'domain', 'field'), name='shop_choice_once')],
            },
        ),
        migrations.CreateModel(
            name='SpendingLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ceiling_usd', models.DecimalField(blank=True, decimal_places=2, help_text='Empty: PROVIDER_BUDGET_PER_MERCHANT_USD of the settings.', max_digits=10, null=True, verbose_name='most per month (USD)')),
                ('wanted_usd', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='monthly budget (USD)')),
                ('merchant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='spending_limit', to=settings.JOBS_OWNER_MODEL)),
            ],
            options={
                'verbose_name': 'spending limit',
                'verbose_name_plural': 'spending limits',
            },
        ),
        migrations.CreateModel(
            name='StatusChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old', models.CharField(blank=True, choices=[('IMPORTING', 'Importing'), ('IMPORTED', 'Imported'), ('ENHANCED', 'Enhanced'), ('FAILED', 'Failed')], max_length=10)),
                ('new', models.CharField(choices=[('IMPORTING', 'Importing'), ('IMPORTED', 'Imported'), ('ENHANCED', 'Enhanced'), ('FAILED', 'Failed')], max_length=10)),
                ('error_code', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='status_changes', to='products.product')),
            ],
            options={
                'verbose_name': 'status change',
                'verbose_name_plural': 'status changes',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='StoredPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run_id', models.UUIDField(blank=True, null=True)),
                ('url', models.CharField(help_text='After redirects.', max_length=4096)),
                ('provider', models.CharField(max_length=40)),
                ('status_code', models.PositiveSmallIntegerField(default=200)),
                ('content_type', models.CharField(blank=True, max_length=255)),
                ('body', models.BinaryField(help_text="zlib; the page and the platform's own answers about it.")),
                ('bytes', models.PositiveIntegerField(help_text='Size of the page before compression.')),
                ('screenshot', models.BinaryField(help_text='JPEG of what a browser showed.', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('merchant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.JOBS_OWNER_MODEL)),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='stored_pages', to='products.product')),
            ],
            options={
                'verbose_name': 'stored page',
                'verbose_name_plural': 'stored pages',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Facts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('snapshot', models.JSONField(help_text="The snapshot's stable JSON form; see scraping/snapshot.py.")),
                ('read_at', models.DateTimeField()),
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='products.product')),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='products.storedpage')),
            ],
            options={
                'verbose_name': 'facts',
                'verbose_name_plural': 'facts',
            },
        ),
        migrations.CreateModel(
            name='WatchAlert',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('price', 'The price changes'), ('out_of_stock', 'Out of stock'), ('back_in_stock', 'Back in stock'), ('gone', 'Gone from the shop'), ('variant_lost', 'A variant is gone')], max_length=16)),
                ('at', models.DateTimeField()),
                ('run_id', models.UUIDField(blank=True, null=True)),
                ('old', models.JSONField(null=True)),
                ('new', models.JSONField(null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('percent', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('variant', models.CharField(blank=True, max_length=301)),
                ('done', models.CharField(blank=True, choices=[('', 'Nothing was changed in your stores.'), ('asked', 'Your stores are being brought up to date.'), ('kept', 'Left alone in your stores, since you set it yourself.'), ('nowhere', 'It is in none of your stores.')], max_length=7)),
                ('mail', models.CharField(choices=[('now', 'At once'), ('digest', 'Once a day'), ('never', 'Not by e-mail')], max_length=6)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('is_seen', models.BooleanField(default=False)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watch_alerts', to=settings.JOBS_OWNER_MODEL)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watch_alerts', to='products.product')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(models.F('merchant'), models.OrderBy(models.F('id'), descending=True), name='watch_alert_newest'), models.Index(models.F('merchant'), models.F('kind'), models.OrderBy(models.F('id'), descending=True), name='watch_alert_by_kind'), models.Index(condition=models.Q(('is_seen', False)), fields=['merchant'], name='watch_alert_unseen'), models.Index(condition=models.Q(('mailed_at__isnull', True), models.Q(('mail', 'never'), _negated=True)), fields=['mail', 'merchant', 'id'], name='watch_alert_to_mail')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('run_id__isnull', False)), fields=('product', 'run_id', 'kind', 'variant'), name='watch_alert_once_a_look')],
            },
        ),
        migrations.CreateModel(
            name='WatchPreferences',
            fields=[
                ('merchant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='watch_preferences', serialize=False, to=settings.JOBS_OWNER_MODEL)),
                ('digest_hour', models.PositiveSmallIntegerField(default=5, verbose_name='Hour of the daily e-mail (UTC)')),
                ('digested_on', models.DateField(blank=True, null=True)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('digest_hour__lte', 23)), name='watch_digest_hour_of_day')],
            },
        ),
        migrations.CreateModel(
            name='WatchRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('price', 'The price changes'), ('out_of_stock', 'Out of stock'), ('back_in_stock', 'Back in stock'), ('gone', 'Gone from the shop'), ('variant_lost', 'A variant is gone')], max_length=16, verbose_name='When')),
                ('domain', models.CharField(blank=True, max_length=255, verbose_name='Shop')),
                ('direction', models.CharField(choices=[('any', 'Up or down'), ('up', 'Up'), ('down', 'Down')], default='any', max_length=4, verbose_name='Direction')),
                ('percent', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='By at least, in percent')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="By at least, in the shop's currency")),
                ('mail', models.CharField(choices=[('now', 'At once'), ('digest', 'Once a day'), ('never', 'Not by e-mail')], default='digest', max_length=6, verbose_name='E-mail')),
                ('action', models.CharField(blank=True, choices=[('', 'Change nothing in my stores'), ('price', 'Bring the new price to my stores, by my price rules'), ('hold', 'Set the quantity in my stores to 0'), ('release', 'Give the quantity in my stores back')], default='', max_length=7, verbose_name='In my stores')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watch_rules', to=settings.JOBS_OWNER_MODEL)),
            ],
            options={
                'ordering': ['created_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('percent__isnull', True), models.Q(('percent__gt', Decimal('0')), ('percent__lte', Decimal('1000'))), _connector='OR'), models.Q(('amount__isnull', True), ('amount__gt', Decimal('0')), _connector='OR')), name='watch_rule_threshold_positive')],
            },
        ),
        migrations.CreateModel(
            name='WatchSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(blank=True, max_length=255, verbose_name='shop')),
                ('every', models.PositiveIntegerField(choices=[(0, 'Not at all'), (3600, 'Every hour'), (21600, 'Every 6 hours'), (86400, 'Every day'), (604800, 'Every week')], verbose_name='How often')),
                ('slowest', models.PositiveIntegerField(choices=[(0, 'Not at all'), (3600, 'Every hour'), (21600, 'Every 6 hours'), (86400, 'Every day'), (604800, 'Every week')], help_text='Products that do not change are looked at less.', verbose_name='Quiet products not less than')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watch_schedules', to=settings.JOBS_OWNER_MODEL)),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='watch_schedules', to='products.product')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('product__isnull', True)), fields=('merchant', 'domain'), name='watch_schedule_of_place_once'), models.UniqueConstraint(fields=('product',), name='watch_schedule_of_product_once'), models.CheckConstraint(condition=models.Q(('domain', ''), ('product__isnull', True), _connector='OR'), name='watch_schedule_one_place'), models.CheckConstraint(condition=models.Q(('slowest__gte', models.F('every'))), name='watch_schedule_slowest_last')],
            },
        ),
        migrations.CreateModel(
            name='WritingSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tone', models.CharField(choices=[('calm', 'Calm and plain'), ('warm', 'Warm and personal'), ('expert', 'Exact, like an expert'), ('lively', 'Lively')], default='calm', max_length=10, verbose_name='Tone')),
                ('length', models.CharField(choices=[('short', 'Short'), ('medium', 'Medium'), ('long', 'Long')], default='medium', max_length=10, verbose_name='Length')),
                ('accepts_itself', models.BooleanField(default=False, help_text='A text with a claim that the source does not bear out always waits for a person.', verbose_name='Accept by itself what stands in the source')),
                ('merchant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='writing', to=settings.JOBS_OWNER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Analysis',
            fields=[
                ('id', models.UUIDField(default=jobs.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('comparison', 'Comparison'), ('full', 'Analysis of the catalogue')], max_length=12)),
                ('run_id', models.UUIDField(help_text='The run that made it.', unique=True)),
                ('names', models.JSONField(default=list, help_text='The two brands or products that were compared.')),
                ('asked', models.CharField(blank=True, max_length=32)),
                ('content', models.CharField(blank=True, max_length=32)),
                ('products', models.PositiveIntegerField(default=0)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('data', models.JSONField(help_text='The numbers; money is text in the currency.')),
                ('words', models.JSONField(default=dict, help_text='By language: sentences by the model, each with its check.')),
                ('model', models.CharField(blank=True, help_text='The model that wrote the words.', max_length=120)),
                ('words_error', models.CharField(blank=True, max_length=60)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='analyses', to=settings.JOBS_OWNER_MODEL)),
            ],
            options={
                'verbose_name': 'analysis',
                'verbose_name_plural': 'analyses',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(models.F('merchant'), models.OrderBy(models.F('created_at'), descending=True), name='analysis_newest'), models.Index(fields=['merchant', 'asked', 'content'], name='analysis_of_content'), models.Index(fields=['created_at'], name='analysis_age')],
            },
        ),
        migrations.AddField(
            model_name='watchedproduct',
            name='merchant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watched_products', to=settings.JOBS_OWNER_MODEL),
        ),
        migrations.AddIndex(
            model_name='watchedproduct',
            index=models.Index(fields=['merchant', 'domain'], name='watch_of_shop'),
        ),
        migrations.RunPython(add_search_index, remove_search_index),
    ]
