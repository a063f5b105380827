from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import migrations, models


def to_the_shops_clock(apps, schema_editor):
    """Hours were of UTC: they come at the same moment as before."""
    WatchPreferences = apps.get_model("products", "WatchPreferences")
    noon = datetime(2026, 11, 28, 12, tzinfo=UTC)
    for row in WatchPreferences.objects.exclude(merchant__time_zone="UTC").select_related("merchant").iterator():
        offset_h = noon.astimezone(ZoneInfo(row.merchant.time_zone)).hour - noon.hour
        WatchPreferences.objects.filter(pk=row.pk).update(digest_hour=(row.digest_hour + offset_h) % 24)


class Migration(migrations.Migration):
    dependencies = [("products", "0020_batch_ended"), ("merchants", "0008_time_zone")]

    operations = [
        migrations.AlterField(
            model_name="watchpreferences",
            name="digest_hour",
            field=models.PositiveSmallIntegerField(default=8, verbose_name="Hour of the daily e-mail"),
        ),
        migrations.RunPython(to_the_shops_clock, migrations.RunPython.noop),
    ]
