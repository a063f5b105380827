"""Retry presets: data, each with its reason. The arithmetic is the ``backoff`` library's."""

from dataclasses import dataclass
from itertools import islice

import backoff


@dataclass(frozen=True, kw_only=True)
class Retry:
    """How often to try and how long to wait between. Times in seconds; exponential with full jitter."""

    attempts: int
    first_wait: float
    longest_wait: float

    def wait(self, n: int) -> float:
        """Seconds to wait after failure ``n``, counted from 0: uniform(0, min(longest, first·2ⁿ))."""
        return float(backoff.full_jitter(self.longest_after(n)))

    def longest_after(self, n: int) -> float:
        """The upper end of that wait: min(longest, first·2ⁿ)."""
        waits = backoff.expo(factor=self.first_wait, max_value=self.longest_wait)
        return float(next(islice(waits, n + 1, None)))  # its first item is a placeholder


PAGE = Retry(attempts=3, first_wait=5, longest_wait=60)  # shops recover in seconds; a merchant is watching
STORE_API = Retry(attempts=5, first_wait=1, longest_wait=30)  # rate limits refill every minute
WEBHOOK = Retry(attempts=8, first_wait=300, longest_wait=14_400)  # a deploy takes minutes, an outage hours
AI = Retry(attempts=3, first_wait=0.5, longest_wait=10)  # overload passes quickly
DATABASE = Retry(
    attempts=5, first_wait=0.5, longest_wait=10
)  # a fail-over takes seconds; applied whatever the step says
NEVER = Retry(attempts=1, first_wait=0, longest_wait=0)  # trying again would change nothing
