from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Left


def newest_of(column):
    return models.Index(
        "merchant",
        column,
        F("created_at").desc(),
        F("id").desc(),
        name=f"product_by_{column}",
        condition=Q(deleted_at=None),
    )


class Migration(migrations.Migration):
    """Each order and each filter of the product list goes along an index of its own."""

    dependencies = [
        ("products", "0004_merchant_of_pages"),
    ]
    operations = [
        migrations.RemoveIndex("product", "product_by_status"),
        *(migrations.AddIndex("product", newest_of(column)) for column in ("status", "platform", "brand")),
        migrations.AddIndex(
            "product",
            models.Index("merchant", Left("name", 100), "id", name="product_by_name", condition=Q(deleted_at=None)),
        ),
        migrations.AddIndex(
            "product",
            models.Index(
                "merchant", F("updated_at").desc(), F("id").desc(), name="product_touched", condition=Q(deleted_at=None)
            ),
        ),
        migrations.AddIndex(
            "product",
            models.Index(
                "merchant",
                F("created_at").desc(),
                F("id").desc(),
                name="product_incomplete",
                condition=Q(deleted_at=None, is_complete=False),
            ),
        ),
        migrations.AddIndex("product", models.Index(fields=["merchant", "created_at"], name="product_made")),
    ]
