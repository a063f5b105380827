"""The engine's public face: fetch a page, read it, or both."""

from scraping.errors import PageGone, PageNotFound, ScrapeError, SeveralProducts
from scraping.fetched import FetchedPage, Known, Report, Sentence
from scraping.links import Link
from scraping.policy import ScrapePolicy
from scraping.providers import chain
from scraping.reading import read
from scraping.snapshot import Availability, ProductSnapshot

_NEEDED = frozenset({"name", "price", "currency", "images"})
_PRICE = frozenset({"price", "currency"})  # shops take the price away from what they have sold
_CERTAIN = (PageNotFound, PageGone, SeveralProducts)
"""What a page says of itself; asked for in another way it would say the same."""


def fetch(
    link: str | Link, policy: ScrapePolicy, report: Report | None = None, *, known: Known | None = None
) -> FetchedPage:
    """The page of ``link``, by the providers that ``policy`` names.

    Escalates to the next provider while the page is blocked or lacks name, price, currency or pictures. ``report`` is
    told what goes on. ``known``: how the page was when it was read last. Raises ScrapeError, and PageUnchanged when it
    is still so.
    """
    return chain.fetch(link, policy, report or _silent, lacking=_lacking, known=known)


def scrape(link: str | Link, policy: ScrapePolicy, report: Report | None = None) -> ProductSnapshot:
    """Fetch ``link`` and read it. Raises ScrapeError."""
    return read(fetch(link, policy, report))


def is_good_enough(page: FetchedPage) -> bool:
    """Whether reading ``page`` leaves nothing open that another provider might find."""
    return _lacking(page) == 0


def _lacking(page: FetchedPage) -> int:
    """How many of the needed values ``page`` does not give; a page that cannot be read lacks one more than all."""
    try:
        snapshot = read(page)
    except _CERTAIN:
        return 0
    except ScrapeError:
        return len(_NEEDED) + 1
    is_sold = snapshot.availability in {Availability.OUT_OF_STOCK, Availability.DISCONTINUED}
    return len((_NEEDED - _PRICE if is_sold else _NEEDED).intersection(snapshot.incomplete))


def _silent(said: Sentence) -> None:
    """Told to nobody."""
