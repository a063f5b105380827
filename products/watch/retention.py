"""How long the history and the alerts are kept."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from jobs.ids import first_at
from products.watch.models import PricePoint, WatchAlert

AT_ONCE = 500  # rows in one batch of the clean-up


def delete_old_points() -> int:
    """Forget some of the history older than KEEP_HISTORY_D; how many.

    What held at that time stays, so that no chart begins with a gap.
    """
    cut = timezone.now() - timedelta(days=settings.KEEP_HISTORY_D)
    ids = list(PricePoint.objects.filter(until__lt=cut).order_by("until").values_list("pk", flat=True)[:AT_ONCE])
    return PricePoint.objects.filter(pk__in=ids).delete()[0]


def delete_old_alerts() -> int:
    """Forget some alerts older than KEEP_HISTORY_D; how many."""
    cut = timezone.now() - timedelta(days=settings.KEEP_HISTORY_D)
    ids = list(WatchAlert.objects.filter(pk__lt=first_at(cut)).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return WatchAlert.objects.filter(pk__in=ids).delete()[0]
