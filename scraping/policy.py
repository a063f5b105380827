"""What one fetch may do: limits, allowed hosts, name. Handed to the engine; the engine reads no settings."""

from dataclasses import dataclass, field

MIB = 1024 * 1024


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
    provider_keys: dict[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """``allow_private`` is compared with normalised addresses; people write it with spaces and capitals."""
        object.__setattr__(self, "allow_private", frozenset(pair.strip().lower() for pair in self.allow_private))
