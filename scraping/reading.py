"""Reading a fetched page: check it, ask every reader, decide, check again."""

from scraping import platforms, verdict
from scraping.decide import decide
from scraping.evidence import Findings
from scraping.fetched import Document, FetchedPage
from scraping.page import Page
from scraping.platforms.base import Platform
from scraping.readers import hints, meta, plans, schema, state
from scraping.readers.jsonld import lenient_json
from scraping.readers.visible import description, drawn_ratings, gallery, labels, options, prices, ratings, stock
from scraping.second_look import check_reading
from scraping.snapshot import ProductSnapshot
from scraping.surroundings import Surroundings
from scraping.text.escapes import without_halves

_PRICE_SHOWN = 3.0


def read(page: FetchedPage) -> ProductSnapshot:
    """What the fetched page says of its product.

    Raises ScrapeError: ChallengePage, BlockedByShop, LoginNeeded, PageNotFound … before reading; NotAProduct,
    SeveralProducts or NothingRead after it.
    """
    verdict.check_page(page.status_code, {}, page.document)
    findings, platform = gather(Page(page.document, page.extras))
    snapshot = decide(findings)
    snapshot.platform = platform.key if platform else None
    check_reading(findings, snapshot)
    return snapshot


def read_html(html: bytes, url: str, content_type: str = "") -> ProductSnapshot:
    """What stored HTML of the page at ``url`` says. Raises like :func:`read`."""
    return read(FetchedPage(url, Document(url, content_type, html), 200, "stored"))


def _leaves_open(findings: Findings) -> bool:
    """Whether neither markup nor the page shows a price, or a picture."""
    shown = any(spot.score >= _PRICE_SHOWN and spot.kind != "other" for spot in findings.spots)
    return not (findings.by_field.get("price") or shown) or not (findings.by_field.get("image") or findings.pictures)


def gather(page: Page) -> tuple[Findings, Platform | None]:
    """Ask every reader once. Returns the findings and the page's platform."""
    around = Surroundings(page)
    findings = Findings(page, around)
    platform = platforms.detect(page)
    if platform is not None:
        findings.platform_key = platform.key
        findings.add(platform.candidates(page))
        for extra in page.extras:
            data = lenient_json(without_halves(extra.body.decode("utf-8", "replace")))
            findings.add(platform.extra_candidates(data, page))
    items = schema.product_items(page)
    findings.main_items = schema.main_items(items, page, around.names, around.is_related)
    for item in findings.main_items:
        findings.add(schema.candidates(item, page))
    findings.add(meta.read(page))
    declared = findings.best("currency")
    findings.spots = prices.find_spots(page, around, declared.value if declared else None)
    findings.pictures = gallery.pictures(page, around)
    for reader in (labels, stock, description, options):
        findings.add(reader.read(page, around))
    if not (findings.by_field.get("rating") and findings.by_field.get("review_count")):
        findings.add(ratings.read(page, around))
    if not findings.by_field.get("rating"):
        findings.add(drawn_ratings.read(page, around))
    findings.add(hints.read(findings))
    findings.add(plans.read(findings))
    if _leaves_open(findings):
        findings.add(state.read(page, around.names))
    return findings, platform
