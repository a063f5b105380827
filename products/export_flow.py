"""The flow that writes a file of products: where files meet price rules, stores and the words written for them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from jobs.context import StepContext
from jobs.flows import Flow, Step
from jobs.models import Queue
from products.files import feeds, writing
from products.files import service as files
from products.files.items import LeftOut, PriceOf, Words, as_read
from products.files.payloads import ExportRequested
from products.publishing import pricing, rates
from products.publishing.errors import PublishError
from products.publishing.models import Listing, PriceRule


def prices_of(asked: ExportRequested) -> PriceOf:
    """At what price a file sells: as read, or converted into its currency with the merchant's rules for its store."""
    if not asked.by_rules or not asked.currency:
        return as_read(asked.currency)
    table, rules = rates.Rates(asked.merchant_id), list(PriceRule.objects.filter(merchant_id=asked.merchant_id))

    def price_of(amount: Decimal, base: str, category: str) -> Decimal:
        rule = pricing.rule_for(rules, connection_id=asked.store_id, category=category)
        try:
            return pricing.price(amount, table.find(base, asked.currency), rule).price
        except PublishError as error:
            raise LeftOut(error.code) from error

    return price_of


def pages_of(product_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Where buyers find products that are in a store: the newest listing's page."""
    shown = Listing.objects.filter(product__in=product_ids, status__in=("LIVE", "OUT_OF_DATE")).exclude(remote_url="")
    return dict(shown.order_by("pushed_at").values_list("product_id", "remote_url"))


def words_of(asked: ExportRequested, product_ids: Iterable[UUID]) -> Mapping[UUID, Words]:
    """What the merchant wrote of products for the store that the file is for."""
    mine = Listing.objects.filter(connection_id=asked.store_id, connection__merchant_id=asked.merchant_id)
    found = mine.filter(product__in=product_ids).select_related("connection").prefetch_related("texts")
    return {listing.product_id: _words(listing, asked.language) for listing in found}


def _words(listing: Listing, language: str) -> Words:
    text = next((one for one in listing.texts.all() if one.language == language), None)
    return Words(
        name=text.name if text else "",
        html=text.description_html if text else "",
        seo_title=text.seo_title if text else "",
        seo_description=text.seo_description if text else "",
        language=language if text else "",
        sku=listing.sku,
        brand=listing.brand,
        category=listing.category,
        tags=tuple(listing.tags),
        price=listing.own_price,
        currency=listing.connection.currency,
    )


def write_file(context: StepContext[ExportRequested]) -> dict[str, Any]:
    return writing.write_file(context, writing.Selling(prices_of, pages_of, words_of))


EXPORT_FLOW = Flow(
    name=files.FLOW,
    on=ExportRequested,
    title=_("Export of products"),
    queue=Queue.DEFAULT,
    deadline_s=3600,
    subject=files.subject,
    steps=(Step(write_file, title=_("Writing the file")),),
    on_end=feeds.ended,
)
