"""The engine's public face: fetch a page, read it, or both."""

from __future__ import annotations

from scraping import verdict
from scraping.decide import decide
from scraping.evidence import Findings
from scraping.fetched import Document, FetchedPage
from scraping.page import Page
from scraping.readers import meta, schema
from scraping.readers.visible import description, gallery, labels, options, prices, stock
from scraping.snapshot import ProductSnapshot
from scraping.surroundings import Surroundings


def read(page: FetchedPage) -> ProductSnapshot:
    """What the fetched page says of its product.

    Raises ScrapeError: ChallengePage, BlockedByShop, LoginNeeded, PageNotFound … before reading; NotAProduct,
    SeveralProducts or NothingRead after it.
    """
    verdict.check_page(page.status_code, {}, page.document)
    return read_page(Page(page.document, page.extras))


def read_html(html: bytes, url: str, content_type: str = "") -> ProductSnapshot:
    """What stored HTML of the page at ``url`` says. Raises like :func:`read`."""
    return read(FetchedPage(url, Document(url, content_type, html), 200, "stored"))


def read_page(page: Page) -> ProductSnapshot:
    findings = gather(page)
    return decide(findings)


def gather(page: Page) -> Findings:
    """Ask every reader once."""
    around = Surroundings(page)
    findings = Findings(page, around)
    items = schema.product_items(page)
    for item in schema.main_items(items, page, around.names, around.is_related):
        findings.add(schema.candidates(item, page))
    findings.add(meta.read(page))
    declared = findings.best("currency")
    findings.spots = prices.find_spots(page, around, declared.value if declared else None)
    findings.pictures = gallery.pictures(page, around)
    for reader in (labels, stock, description, options):
        findings.add(reader.read(page, around))
    return findings
