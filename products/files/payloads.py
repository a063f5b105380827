"""What starts the writing of a file."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from jobs.payloads import Payload

MOST_CHOSEN = 1000  # products named one by one; more are meant by a filter


class ExportRequested(Payload):
    """Write products of a merchant into a file of the form ``kind``.

    Which: ``product_ids``; where there are none, all that ``filters`` (the product list's query string) mean.
    ``currency``: what prices are to be in; empty, as they are. ``by_rules``: by the price rules, converted; else
    products in another currency are left out. ``language``: of the accepted texts; empty, that of the merchant's
    store. ``store_id``: the store whose own texts, SKU, category, price rules and own prices are taken. ``feed_id``:
    the feed that the file is for.
    """

    event: ClassVar[str] = "products/export.requested"
    merchant_id: UUID
    kind: str
    filters: str = ""
    product_ids: tuple[UUID, ...] = Field(default=(), max_length=MOST_CHOSEN)
    currency: str = ""
    by_rules: bool = False
    store_id: UUID | None = None
    language: str = ""
    feed_id: UUID | None = None
