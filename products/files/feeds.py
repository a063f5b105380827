"""Feeds: an address that Google fetches, whose file is made anew before it gets old."""

from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from jobs.models import Run, Status
from merchants.models import Merchant
from products.files import service
from products.files.models import ExportFile, Feed, FilePart
from products.files.payloads import ExportRequested

MOST = 20  # feeds of one merchant
FRESH = timedelta(hours=6)  # Google fetches once a day; what it gets must not be yesterday's
FRESH_WHEN_ASKED = timedelta(hours=1)
FORGOTTEN = timedelta(days=14)  # nobody has fetched it for so long: it is not made anew until somebody does
ENDINGS = {Feed.Kind.XML.value: "xml", Feed.Kind.TSV.value: "tsv"}
AT_ONCE = 200


def make(merchant: Merchant, feed: Feed) -> Feed:
    """Keep a new feed and begin to write its file. Raises NoFieldKeys."""
    feed.merchant = merchant
    feed.renew()
    feed.save()
    refresh(feed)
    return feed


def rotate(feed: Feed) -> None:
    """Another address; the old one is gone at once. Raises NoFieldKeys."""
    feed.renew()
    feed.save(update_fields=["digest", "secret"])


def delete(feed: Feed) -> None:
    FilePart.objects.filter(file__feed=feed).delete()
    feed.delete()


def refresh(feed: Feed) -> Run:
    """Write the feed's file anew. The run that does so already, when there is one."""
    Feed.objects.filter(pk=feed.pk).update(tried_at=timezone.now())
    asked = ExportRequested(
        merchant_id=feed.merchant_id,
        kind=feed.kind,
        filters=feed.filters,
        currency=feed.currency,
        by_rules=feed.by_rules,
        store_id=feed.store_id,
        language=feed.language,
        feed_id=feed.pk,
    )
    return service.start(feed.merchant, asked)


def found_by(secret: str, ending: str) -> Feed | None:
    """The feed at this address. By digest, so its timing tells nothing about any secret."""
    feed = Feed.objects.select_related("file", "merchant").filter(digest=Feed.digest_of(secret)).first()
    return feed if feed and ENDINGS[feed.kind] == ending else None


def asked_for(feed: Feed) -> None:
    """Note that somebody fetched it, and make it anew for the next time if it is no longer fresh."""
    now = timezone.now()
    if feed.asked_at is None or feed.asked_at < now - timedelta(minutes=1):
        Feed.objects.filter(pk=feed.pk).update(asked_at=now)
    if feed.file is None or feed.file.created_at < now - FRESH_WHEN_ASKED:
        refresh(feed)


def refresh_due() -> int:
    """Make anew what is in use and no longer fresh; how many. Called by a schedule.

    Those not tried for longest come first, so that many that always fail do not keep the others waiting.
    """
    now = timezone.now()
    in_use = Q(asked_at__gt=now - FORGOTTEN) | Q(asked_at=None, created_at__gt=now - FORGOTTEN)
    stale = Q(file=None) | Q(file__created_at__lt=now - FRESH)
    due = (
        Feed.objects.filter(in_use & stale)
        .select_related("merchant")
        .order_by(F("tried_at").asc(nulls_first=True), "pk")[:AT_ONCE]
    )
    return len([refresh(feed) for feed in due])


def ended(run: Run) -> None:
    """Show the new file from now on. The one before stays for whoever is fetching it; older ones go.

    Called in the transaction that ends the run.
    """
    feed_id = run.payload.get("feedId")
    if run.status != Status.SUCCEEDED or not feed_id:
        return
    file = service.file_of(run)
    if file and file.feed_id and Feed.objects.filter(pk=feed_id).update(file=file):
        drop_older(file.feed_id)


def drop_older(feed_id: UUID) -> None:
    kept = list(
        ExportFile.objects.filter(feed_id=feed_id, is_ready=True).order_by("-pk").values_list("pk", flat=True)[:2]
    )
    older = ExportFile.objects.filter(feed_id=feed_id, is_ready=True).exclude(pk__in=kept)
    FilePart.objects.filter(file__in=older).delete()
    older.delete()
