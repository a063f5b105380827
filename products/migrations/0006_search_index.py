import logging

from django.db import NotSupportedError, OperationalError, ProgrammingError, migrations, transaction

WORDS = "UPPER(name || ' ' || brand || ' ' || link)"
INDEX = f"""
CREATE INDEX product_words ON products_product USING gin ({WORDS} gin_trgm_ops) WHERE deleted_at IS NULL
"""
# Without them PostgreSQL thinks that every word is rare and gathers all that have it: 9 s for one that half a million
# have, where the newest fifty are found at once along the order of the list.
STATISTICS = f"CREATE STATISTICS product_words_share ON ({WORDS}) FROM products_product"


def add(apps, schema_editor):
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


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP STATISTICS IF EXISTS product_words_share")
        schema_editor.execute("DROP INDEX IF EXISTS product_words")


class Migration(migrations.Migration):
    dependencies = [("products", "0005_spending_and_screenshots")]
    operations = [migrations.RunPython(add, remove)]
