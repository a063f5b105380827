"""How many requests a caller of the API may make in a minute.

Counted in the cache, in whole minutes. With the default cache, which lives inside each process, every web process
counts for itself and n of them let through up to n times as many; with ``CACHE_URL`` on Redis all count together.
"""

import time

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from jobs.api.problems import Problem

WINDOW_S = 60


def count(caller: str) -> None:
    """Count one request of ``caller``. Raises Problem 429, which says in how many seconds to come again."""
    if not settings.API_PER_MINUTE:
        return
    window, gone = divmod(int(time.time()), WINDOW_S)
    key = f"api:{caller}:{window}"
    cache.add(key, 0, timeout=2 * WINDOW_S)
    if _incremented(key) > settings.API_PER_MINUTE:
        raise too_many(WINDOW_S - gone)


def _incremented(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # the cache threw it out this moment, for lack of room
        return 1


def too_many(wait_s: int) -> Problem:
    """429, with the seconds to wait."""
    sentence = _("More than %(limit)d requests in a minute. Wait %(seconds)d seconds.")
    detail = sentence % {"limit": settings.API_PER_MINUTE, "seconds": wait_s}
    return Problem(429, "too_many_requests", detail, headers={"Retry-After": str(wait_s)})
