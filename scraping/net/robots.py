"""What a site lets programs read: its ``robots.txt``, as RFC 9309 has it. Where it is kept is the caller's affair."""

from dataclasses import replace
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from protego import Protego

from scraping.errors import BlockedByShop, PageGone, PageNotFound
from scraping.net import client
from scraping.net.status import check_status
from scraping.policy import ScrapePolicy

LIMIT_BYTES = 512_000  # of a longer file the rest is not read; the RFC asks for 500 KiB at least
PARSED_KEPT = 64  # files in a process


def origin_of(address: str) -> str:
    """Scheme, host and port: what one file speaks for."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def fetch(origin: str, policy: ScrapePolicy) -> str:
    """The file of ``origin``; empty where there is none or it is kept from us, which forbids nothing.

    Raises ScrapeError when the site does not answer: then nobody knows what it allows, and the RFC has us wait.
    """
    limits = replace(policy, page_limit_bytes=LIMIT_BYTES)
    answer = client.get(urljoin(origin, "/robots.txt"), limits, expect="any", cut=True)
    try:
        check_status(answer.status, answer.headers)
    except (PageNotFound, PageGone, BlockedByShop):
        return ""
    return answer.body.decode("utf-8", "replace").replace("\0", "") if answer.status < 300 else ""


def allows(text: str, address: str, agent: str) -> bool:
    """Whether a program that calls itself ``agent`` (its whole name or the first word of it) may read ``address``."""
    return bool(_parsed(text).can_fetch(address, _word(agent)))


def crawl_delay_s(text: str, agent: str) -> float | None:
    """The pause between two requests that the file asks for, in seconds; None when it asks for none."""
    asked = _parsed(text).crawl_delay(_word(agent))
    return float(asked) if asked is not None and 0 <= asked < float("inf") else None


def _word(agent: str) -> str:
    """The product's name in a User-Agent: ``Wared`` in ``Wared/1.0 (+https://…)``."""
    return agent.partition("/")[0].partition(" ")[0]


@lru_cache(maxsize=PARSED_KEPT)
def _parsed(text: str) -> Protego:
    return Protego.parse(text)
