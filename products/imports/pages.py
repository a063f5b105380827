"""Keeping what the shop answered, compressed, and taking it out again."""

import json
import zlib
from typing import Any
from uuid import UUID

from jobs import metrics
from merchants.models import Merchant
from products.models import Product, ScrapeAttempt, StoredPage
from scraping.fetched import Attempt, Document, FetchedPage
from scraping.page import to_utf8

FETCHES = metrics.count("wared_fetches", "Requests for pages, by how they went.", "provider", "outcome")
FETCH_SECONDS = metrics.timing("wared_fetch_seconds", "Time of one request for a page.", "provider")
FETCH_BYTES = metrics.count("wared_fetch_bytes", "Bytes that came over the wire as pages.", "provider")
FETCH_COST = metrics.count("wared_fetch_cost_usd", "What paid services took, in USD.", "provider")
URL_LIMIT = 4096  # the columns' length
LEVEL = 3  # of zlib: real pages take 3 ms and 19 % of their size; level 6 takes 7 ms for 16 %


class PageUnreadable(Exception):
    """The stored bytes are not what ``keep_page`` wrote."""


def keep_page(of: Product | Merchant, page: FetchedPage, *, run_id: UUID | None = None) -> StoredPage:
    """Store ``page`` beside the earlier ones of the product, or for a merchant who wants no product of it."""
    documents = [page.document, *page.extras]
    return StoredPage.objects.create(
        **_whose(of),
        run_id=run_id,
        url=page.url[:URL_LIMIT],
        provider=page.provider,
        status_code=page.status_code,
        content_type=page.document.content_type[:255],
        body=zlib.compress(_packed(documents), level=LEVEL),
        bytes=len(page.document.body),
        screenshot=page.screenshot,
    )


def load_page(stored: StoredPage) -> FetchedPage:
    """The page as it was fetched. Raises PageUnreadable."""
    try:
        documents = _unpacked(zlib.decompress(bytes(stored.body)))
    except (zlib.error, ValueError, KeyError, IndexError) as error:
        raise PageUnreadable(f"stored page {stored.pk}: {error}") from error
    return FetchedPage(
        link=stored.product.link if stored.product else stored.url,
        document=documents[0],
        status_code=stored.status_code,
        provider=stored.provider,
        extras=documents[1:],
    )


def page_text(stored: StoredPage) -> str:
    """The stored page's source as text, in the encoding that the engine reads it in."""
    document = load_page(stored).document
    return to_utf8(document.body, document.content_type).decode()


def keep_attempts(of: Product | Merchant, attempts: list[Attempt], *, run_id: UUID | None = None) -> None:
    """Record what each request of each provider took and cost."""
    for attempt in attempts:
        FETCHES.add(attempt.provider, attempt.error_code or "ok")
        FETCH_SECONDS.observe(attempt.duration_ms / 1000, attempt.provider)
        FETCH_BYTES.add(attempt.provider, by=attempt.bytes_read)
        FETCH_COST.add(attempt.provider, by=float(attempt.cost_usd))
    ScrapeAttempt.objects.bulk_create(
        ScrapeAttempt(
            **_whose(of),
            run_id=run_id,
            provider=attempt.provider,
            url=attempt.url[:URL_LIMIT],
            status_code=attempt.status_code,
            error_code=attempt.error_code,
            started_at=attempt.started_at,
            duration_ms=attempt.duration_ms,
            bytes=attempt.bytes_read,
            cost_usd=attempt.cost_usd,
        )
        for attempt in attempts
    )


def _whose(of: Product | Merchant) -> dict[str, Any]:
    if isinstance(of, Merchant):
        return {"merchant": of}
    return {"product": of, "merchant_id": of.merchant_id}


def _packed(documents: list[Document]) -> bytes:
    """One line of JSON that names the documents and their sizes in bytes, then the bodies as they came."""
    head = [{"url": d.url, "content_type": d.content_type, "size": len(d.body)} for d in documents]
    return b"\n".join([json.dumps(head).encode(), b"".join(d.body for d in documents)])


def _unpacked(data: bytes) -> list[Document]:
    head, bodies = data.split(b"\n", 1)
    documents, start = [], 0
    for item in json.loads(head):
        end = start + item["size"]
        documents.append(Document(url=item["url"], content_type=item["content_type"], body=bodies[start:end]))
        start = end
    return documents
