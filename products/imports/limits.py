"""How much one merchant may import. Counted in the database, so that all web processes count together."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs import ids
from jobs.models import Run
from merchants.models import Merchant
from products.imports.snapshots import FLOW as SNAPSHOTS
from products.models import ScrapeAttempt


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no more links are taken now, and in how many seconds it makes sense to come again."""

    sentence: str
    wait_s: int


@contextmanager
def one_at_a_time(merchant: Merchant) -> Iterator[None]:
    """A transaction in which nobody else counts what ``merchant`` has imported: of two at once the second sees the
    first one's links. Within it, ask ``check`` and start what may be started."""
    with transaction.atomic():
        Merchant.objects.select_for_update(no_key=True).get(pk=merchant.pk)  # others may still refer to the row
        yield


def refusal(merchant: Merchant, wanted: int) -> str:
    """The sentence that refuses ``wanted`` more links now, or nothing."""
    refused = check(merchant, wanted)
    return refused.sentence if refused else ""


def check(merchant: Merchant, wanted: int) -> Refusal | None:
    """Why ``wanted`` more links are refused now; None when they may come."""
    now = timezone.now()
    if _since(merchant, now - timedelta(minutes=1), settings.IMPORTS_PER_MINUTE) + wanted > settings.IMPORTS_PER_MINUTE:
        text = _("That is more than %(limit)d links in a minute. Wait a minute and send the rest.")
        return Refusal(text % {"limit": settings.IMPORTS_PER_MINUTE}, wait_s=60)
    if _since(merchant, now - timedelta(days=30), settings.IMPORTS_PER_MONTH) + wanted > settings.IMPORTS_PER_MONTH:
        text = _("That is more than the %(limit)d links of a month.")
        return Refusal(text % {"limit": settings.IMPORTS_PER_MONTH}, wait_s=86_400)
    return None


def _since(merchant: Merchant, moment: datetime, limit: int) -> int:
    """Products, snapshots and pages read within one request, counted no further than ``limit`` each.

    Deleted products count too, else deleting would lift the limit.
    """
    products = merchant.products.filter(created_at__gte=moment)[:limit].count()
    snapshots = Run.objects.filter(owner=merchant, flow=SNAPSHOTS, pk__gte=ids.first_at(moment))
    at_once = ScrapeAttempt.objects.filter(merchant=merchant, started_at__gte=moment, product=None, run_id=None)
    return products + snapshots[:limit].count() + at_once[:limit].count()
