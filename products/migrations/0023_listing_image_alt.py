from django.db import migrations, models


def keep_what_was_sent(apps, schema_editor):
    """Pictures that are in a store have the texts of the product that was sent last."""
    ListingImage = apps.get_model("products", "ListingImage")
    rows = ListingImage.objects.exclude(remote_id="").select_related("listing__connection")
    changed = []
    for row in rows.iterator(chunk_size=500):
        sent = {image["key"]: image["alt"] for image in (row.listing.sent or {}).get("images", ())}
        texts = sent.get(row.key) or {}
        row.alt = texts.get(row.listing.connection.language or "ar") or next(iter(texts.values()), "")
        changed.append(row)
    ListingImage.objects.bulk_update(changed, ["alt"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0022_listing_differs"),
    ]

    operations = [
        migrations.AddField(
            model_name="listingimage",
            name="alt",
            field=models.TextField(blank=True, default="", help_text="The text that was sent with it last."),
            preserve_default=False,
        ),
        migrations.RunPython(keep_what_was_sent, migrations.RunPython.noop, elidable=True),
    ]
