import merchants.zones
from django.db import migrations, models


def begin_by_language(apps, schema_editor):
    """Merchants whose owner reads Arabic are where most of them are; the rest stays with UTC."""
    Merchant = apps.get_model("merchants", "Merchant")
    arabic = Merchant.objects.filter(memberships__role="owner", memberships__user__language__startswith="ar")
    Merchant.objects.filter(pk__in=arabic.values("pk")).update(time_zone=merchants.zones.usual_zone("ar"))


class Migration(migrations.Migration):
    dependencies = [("merchants", "0007_notices")]

    operations = [
        migrations.AddField(
            model_name="merchant",
            name="time_zone",
            field=models.CharField(
                default="UTC",
                help_text="Of the times that Wared shows, and of the hour at which the daily e-mail comes.",
                max_length=64,
                validators=[merchants.zones.validate_zone],
                verbose_name="time zone",
            ),
        ),
        migrations.RunPython(begin_by_language, migrations.RunPython.noop),
    ]
