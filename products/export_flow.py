"""The flow that writes a file of products: where files meet price rules, stores and the words written for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from jobs.context import StepContext
from jobs.flows import Flow, Step
from jobs.models import Queue
from products.content import ProductText
from products.enhancement.gate import open_claims
from products.factsheet import snapshot_of
from products.files import feeds, writing
from products.files import service as files
from products.files.items import LeftOut, PriceOf, as_read
from products.files.payloads import ExportRequested
from products.files.words import Words, language_of
from products.guard import Known
from products.models import Product
from products.proof import sources_of
from products.publishing import pricing, rates
from products.publishing.errors import PublishError
from products.publishing.models import Listing, ListingText, PriceRule


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


def words_of(asked: ExportRequested, products: Sequence[Product]) -> Mapping[UUID, Words]:
    """The texts in force in the file's language, and what the merchant wrote for the store that the file is for."""
    language = asked.language or language_of(asked.merchant_id)
    listings = _listings(asked, products) if asked.store_id else {}
    accepted = {text.product_id: text for one in products for text in one.texts.all() if text.language == language}
    chosen = [product for product in products if product.pk in listings or product.pk in accepted]
    return {one.pk: _words(one, listings.get(one.pk), accepted.get(one.pk), language) for one in chosen}


def _listings(asked: ExportRequested, products: Sequence[Product]) -> Mapping[UUID, Listing]:
    mine = Listing.objects.filter(connection_id=asked.store_id, connection__merchant_id=asked.merchant_id)
    found = mine.filter(product__in=products).select_related("connection").prefetch_related("texts")
    return {listing.product_id: listing for listing in found}


def _words(product: Product, listing: Listing | None, accepted: ProductText | None, language: str) -> Words:
    """Field by field what was written for the store, else what was accepted. The same words that a store gets."""
    own = next((one for one in listing.texts.all() if one.language == language), None) if listing else None
    seo_title, seo_description = _seo(own, accepted)
    words = Words(
        name=(own and own.name) or (accepted.name if accepted else ""),
        html=(own and own.description_html) or (accepted.description_html if accepted else ""),
        seo_title=seo_title,
        seo_description=seo_description,
        language=language if own or accepted else "",
        tags=tuple(map(str, (listing and listing.tags) or (accepted.tags if accepted else ()))),
    )
    if accepted:
        words = replace(words, **_machine_made(product, accepted, own))
    return replace(words, **_of_store(listing)) if listing else words


def _seo(own: ListingText | None, accepted: ProductText | None) -> tuple[str, str]:
    """Those of an accepted text go with its words: a store's own title or description is not described by them."""
    title, description = (own.seo_title, own.seo_description) if own else ("", "")
    if accepted and not (own and own.name):
        title = title or accepted.seo_title
    if accepted and not (own and own.description_html):
        description = description or accepted.seo_description
    return title, description


def _machine_made(product: Product, accepted: ProductText, own: ListingText | None) -> dict[str, Any]:
    """What a file has to say of texts that a model may have written."""
    pictures = map(str, snapshot_of(product).get("images") or [])
    return {
        "is_name_by_ai": accepted.is_by_ai("name") and not (own and own.name),
        "is_text_by_ai": accepted.is_by_ai("description_html") and not (own and own.description_html),
        "highlights": () if own and own.description_html else tuple(map(str, accepted.highlights)),
        "alts": {address: str(alt) for address, alt in zip(pictures, accepted.image_alts, strict=False) if alt},
        "has_open_claims": bool(accepted.made_by) and bool(open_claims(accepted, Known(sources_of(product)), own)),
    }


def _of_store(listing: Listing) -> dict[str, Any]:
    return {
        "sku": listing.sku,
        "brand": listing.brand,
        "category": listing.category,
        "price": listing.own_price,
        "currency": listing.connection.currency,
    }


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
