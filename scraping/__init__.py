"""The scraping engine: from an address to a product snapshot. A pure library; see ``python -m scraping --help``."""

from scraping.engine import fetch, is_good_enough, scrape
from scraping.errors import PageUnchanged, ScrapeError
from scraping.fetched import Attempt, Document, FetchedPage, Known
from scraping.platforms import detect_from_url
from scraping.policy import ScrapePolicy
from scraping.reading import read, read_html
from scraping.snapshot import Availability, Candidate, Evidence, PricingPlan, ProductSnapshot, Variant

__all__ = [
    "Attempt",
    "Availability",
    "Candidate",
    "Document",
    "Evidence",
    "FetchedPage",
    "Known",
    "PageUnchanged",
    "PricingPlan",
    "ProductSnapshot",
    "ScrapeError",
    "ScrapePolicy",
    "Variant",
    "detect_from_url",
    "fetch",
    "is_good_enough",
    "read",
    "read_html",
    "scrape",
]
