"""Django's Redis cache, which a page outlives: while Redis is away it is an empty cache that keeps nothing.

Named by the setting ``CACHES`` wherever ``CACHE_URL`` is a Redis. Whatever must hold (mutexes, pace, spending) lives in
the database; the cache holds what can be worked out again and the counts of the limits per minute, which let everybody
through meanwhile.
"""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.core.cache.backends.redis import RedisCache as DjangosRedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as NoAnswerInTime
from redis.retry import Retry

log = logging.getLogger(__name__)

PATIENCE_S = 0.5  # for a connection, and for an answer: a person is waiting for the page
PAUSE_S = 5.0  # after a failure nothing is asked for so long, so that an outage slows one page in many
AWAY = (NotConnected, NoAnswerInTime, ResponseError)  # also a server that is loading, full, or a read-only replica


class Outage:
    """Whether one cache is away, as this process knows it. For all its threads, each of which has its own client."""

    def __init__(self) -> None:
        self.is_on = False
        self._ask_at = 0.0
        self._lock = threading.Lock()

    def may_ask(self) -> bool:
        """Whether to ask the server. During an outage one caller in PAUSE_S finds out for all."""
        if not self.is_on:
            return True
        with self._lock:
            if time.monotonic() < self._ask_at:
                return False
            self._ask_at = time.monotonic() + PAUSE_S
            return True

    def note(self, error: Exception) -> None:
        with self._lock:
            self._ask_at = time.monotonic() + PAUSE_S
            is_new, self.is_on = not self.is_on, True
        if is_new:
            log.warning("The cache is away; limits per minute let everything through meanwhile: %r", error)

    def end(self) -> None:
        if not self.is_on:
            return
        with self._lock:
            was_on, self.is_on = self.is_on, False
        if was_on:
            log.warning("The cache answers again")


_outages: dict[str, Outage] = defaultdict(Outage)


class RedisCache(DjangosRedisCache):
    """Each method answers as an empty cache would when the server does not, after PATIENCE_S at the most."""

    _options: dict[str, Any]

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        patience = {"socket_connect_timeout": PATIENCE_S, "socket_timeout": PATIENCE_S, "retry": Retry(NoBackoff(), 0)}
        self._options = patience | self._options
        self._outage = _outages[repr(server)]

    def _ask[T](self, ask: Callable[[], T], otherwise: T) -> T:
        if not self._outage.may_ask():
            return otherwise
        try:
            answer = ask()
        except AWAY as error:
            self._outage.note(error)
            return otherwise
        self._outage.end()
        return answer

    def add(self, key: Any, *args: Any, **options: Any) -> bool:
        return self._ask(partial(super().add, key, *args, **options), otherwise=True)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask(partial(super().get, key, default, version), otherwise=default)

    def set(self, key: Any, *args: Any, **options: Any) -> None:
        self._ask(partial(super().set, key, *args, **options), otherwise=None)

    def touch(self, key: Any, *args: Any, **options: Any) -> bool:
        return self._ask(partial(super().touch, key, *args, **options), otherwise=False)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._ask(partial(super().delete, key, version), otherwise=False)

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        return self._ask(partial(super().get_many, keys, version), otherwise={})

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return self._ask(partial(super().has_key, key, version), otherwise=False)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """As if nothing had been counted before. Raises ValueError for a key that a server in reach does not have."""
        return self._ask(partial(super().incr, key, delta, version), otherwise=delta)

    def set_many(self, data: dict[Any, Any], *args: Any, **options: Any) -> list[Any]:
        return self._ask(partial(super().set_many, data, *args, **options), otherwise=list(data))

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        self._ask(partial(super().delete_many, keys, version), otherwise=None)

    def clear(self) -> None:
        self._ask(super().clear, otherwise=None)
