from django.db import migrations
from django.db.models import OuterRef, Subquery


def note_merchants(apps, schema_editor):
    """Pages and attempts of products belong to the product's merchant."""
    Product = apps.get_model("products", "Product")
    owner = Product.objects.filter(pk=OuterRef("product_id")).values("merchant_id")[:1]
    for name in ("StoredPage", "ScrapeAttempt"):
        apps.get_model("products", name).objects.filter(merchant=None).update(merchant_id=Subquery(owner))


class Migration(migrations.Migration):
    dependencies = [("products", "0003_pages_without_product")]
    operations = [migrations.RunPython(note_merchants, migrations.RunPython.noop)]
