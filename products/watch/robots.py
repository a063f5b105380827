"""Asking a site's robots.txt before work that no person waits for. One fetch serves all workers for a day."""

import time
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.utils import timezone

from jobs.errors import StepError
from jobs.models import Pace
from products.watch.models import RobotsText
from scraping.net import robots
from scraping.policy import ScrapePolicy

REMEMBERED_S = 60.0
REMEMBERED = 64  # sites in a process, and periods of each
FRESH_D = 1.0  # RFC 9309: not longer than 24 hours
AT_ONCE = 200  # rows in one batch of the clean-up


class ForbiddenByRobots(StepError):
    """The shop's robots.txt does not let programs read this page."""

    code = "forbidden_by_robots"


def check(address: str, pace_key: str) -> None:
    """Return when programs may read ``address``; keeps the pace that the site asks for.

    Raises ForbiddenByRobots, and ScrapeError when the site does not say what it allows.
    """
    if not settings.ROBOTS_OBEYED:
        return
    policy: ScrapePolicy = settings.SCRAPE_POLICY
    text = rules_of(robots.origin_of(address), pace_key, policy)
    if not robots.allows(text, address, policy.user_agent):
        raise ForbiddenByRobots


def rules_of(origin: str, pace_key: str, policy: ScrapePolicy) -> str:
    """The site's robots.txt, fetched when ours is a day old. Raises ScrapeError."""
    now = timezone.now()
    try:
        return _kept(origin, time.monotonic() // REMEMBERED_S)
    except RobotsText.DoesNotExist:
        pass
    text = robots.fetch(origin, policy)
    RobotsText.objects.update_or_create(pk=origin[:300], defaults={"text": text, "fetched_at": now})
    set_pace(pace_key, robots.crawl_delay_s(text, policy.user_agent))
    return text


@lru_cache(maxsize=REMEMBERED)
def _kept(origin: str, period: float) -> str:
    """The text that is not a day old yet; bulk work asks once in a ``period``. Raises RobotsText.DoesNotExist."""
    since = timezone.now() - timedelta(days=FRESH_D)
    return RobotsText.objects.get(pk=origin[:300], fetched_at__gt=since).text


def forget() -> None:
    """Ask the database again."""
    _kept.cache_clear()


def set_pace(pace_key: str, delay_s: float | None) -> None:
    """Go as slowly as the site asks, up to a cap: a delay of an hour would be a refusal in other words."""
    delay_s = max(settings.WATCH_INTERVAL_S, min(delay_s or 0.0, settings.ROBOTS_LONGEST_DELAY_S))
    soonest = timezone.now() + timedelta(seconds=delay_s)
    Pace.objects.update_or_create(
        key=pace_key, defaults={"at_once": settings.WATCH_AT_ONCE, "interval_s": delay_s, "next_at": soonest}
    )


def delete_old() -> int:
    """Forget some sites that nobody has asked for 30 days; how many."""
    old = RobotsText.objects.filter(fetched_at__lt=timezone.now() - timedelta(days=30))
    return RobotsText.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]
