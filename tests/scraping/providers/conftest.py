"""A shop on loopback whose pages providers ask for."""

from collections.abc import Iterator

import pytest

from scraping.policy import ScrapePolicy
from tests.support.http import Site, open_site


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as site:
        yield site


@pytest.fixture
def policy(site) -> ScrapePolicy:
    return ScrapePolicy(fetch_deadline_s=10, read_timeout_s=2, allow_private=frozenset({site.pair}))


@pytest.fixture
def told() -> list[str]:
    """What was reported."""
    return []
