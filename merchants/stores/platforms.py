"""Where each platform's own services are. The addresses are settings, so that tests point them at this machine."""

from dataclasses import replace
from urllib.parse import urlsplit

from django.conf import settings

from scraping.policy import ScrapePolicy

DEADLINE_S = 20.0  # one call to a store; stores are slow with large products
ANSWER_LIMIT_BYTES = 8 * 1024 * 1024


def policy_for(address: str, *, deadline_s: float = DEADLINE_S) -> ScrapePolicy:
    """Limits for calls to ``address``, which stands in the settings: its own host is let through by name."""
    parts = urlsplit(address)
    pair = f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    allowed = settings.SCRAPE_POLICY.allow_private | {pair}
    return replace(guarded_policy(deadline_s=deadline_s), allow_private=allowed)


def guarded_policy(*, deadline_s: float = DEADLINE_S) -> ScrapePolicy:
    """Limits for calls to an address that a merchant gave."""
    return replace(settings.SCRAPE_POLICY, fetch_deadline_s=deadline_s, page_limit_bytes=ANSWER_LIMIT_BYTES)
