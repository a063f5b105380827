"""What one fetch may do: limits, allowed hosts, name. Handed to the engine; the engine reads no settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

MIB = 1024 * 1024

type Settle = Callable[[Decimal], None]
"""Told what a paid request has really cost, in USD; 0 when it was not charged."""


class Budget(Protocol):
    """Who pays for paid services, and how much is left. Several workers ask it at once."""

    def reserve(self, provider: str, usd: Decimal) -> Settle:
        """Set the most that a request may cost aside before it is sent. Raises BudgetReached."""


@dataclass(frozen=True, kw_only=True)
class PaidService:
    """One paid service as the operator set it up. ``key`` is a secret; for some it is ``user:password``.

    ``price_usd`` is what one successful request costs, at most; ``credit_usd`` what one credit costs where the service
    tells the credits. ``renders``: let the service run the page's scripts.
    """

    key: str = field(repr=False)
    url: str
    price_usd: Decimal
    timeout_s: float = 100.0
    renders: bool = True
    credit_usd: Decimal = Decimal(0)
    actor: str = ""


@dataclass(frozen=True, kw_only=True)
class BrowserPolicy:
    """How the browser on this machine is used. Times in seconds by the clock.

    ``path``: its program, empty to look in the usual places. ``wait_s``: longest wait for the product to appear once
    the page stands. ``at_once``: pages open at the same time in one process; each may take 300 MB. Above
    ``memory_limit_mib`` a page is ended.
    """

    path: str = ""
    sandbox: bool = True
    deadline_s: float = 30.0
    wait_s: float = 8.0
    at_once: int = 2
    idle_s: float = 60.0
    traffic_limit_bytes: int = 30 * MIB
    memory_limit_mib: int = 1024
    screenshot_limit_bytes: int = 400_000


@dataclass(frozen=True, kw_only=True)
class ScrapePolicy:
    """Limits of one fetch. Times in seconds by the clock, sizes in bytes after decompression."""

    connect_timeout_s: float = 5.0
    read_timeout_s: float = 15.0
    resolve_timeout_s: float = 5.0
    fetch_deadline_s: float = 30.0  # the whole fetch, redirects included: a drip must not hold a worker
    page_limit_bytes: int = 10 * MIB
    redirect_limit: int = 5
    ports: frozenset[int] = frozenset({80, 443})
    allow_private: frozenset[str] = frozenset()
    """``host:port`` pairs that pass the address and the port check (the demo shop, tests)."""
    user_agent: str = "Wared/1.0 (+https://wared.example/bot; product import on a merchant's request)"
    accept_language: str = "ar,en;q=0.8"
    providers: tuple[str, ...] = ("direct", "platform_json")
    """The provider chain, in the order they are asked. Names from ``scraping.providers``."""
    providers_by_shop: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other chains, by the shop's host or what its hosts end in: ``amazon.sa`` is ``www.amazon.sa``, too."""
    services: Mapping[str, PaidService] = field(default_factory=dict, repr=False)
    """The paid services that are set up, by their provider's name."""
    budget: Budget | None = field(default=None, repr=False)
    """Without one, paid services are never asked."""
    browser: BrowserPolicy = field(default_factory=BrowserPolicy)

    def chain_for(self, host: str) -> tuple[str, ...]:
        """The providers for a shop: those set for the longest part of its host, else the usual ones."""
        labels = host.lower().split(".")
        ends = (".".join(labels[number:]) for number in range(len(labels)))
        return next((self.providers_by_shop[end] for end in ends if end in self.providers_by_shop), self.providers)

    def __post_init__(self) -> None:
        """``allow_private`` is compared with normalised addresses; people write it with spaces and capitals."""
        object.__setattr__(self, "allow_private", frozenset(pair.strip().lower() for pair in self.allow_private))
