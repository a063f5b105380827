"""Finding and making the listing of a product in a store."""

from typing import Any
from uuid import UUID

from django.db import transaction

from merchants.stores.models import StoreConnection
from products.markup import clean, one_line
from products.models import Product
from products.publishing.models import Listing, ListingText
from products.publishing.texts import Values


def listing_of(product_id: UUID, connection: StoreConnection) -> Listing | None:
    """The listing of one of the store's merchant's products, made if need be. None for one that is not ready."""
    own = Product.objects.alive().filter(pk=product_id, merchant_id=connection.merchant_id)
    product = own.select_related("facts").first()
    return find_or_make(product, connection) if product and product.is_ready else None


def find_or_make(product: Product, connection: StoreConnection) -> Listing:
    """Of two who ask at once, both get the same."""
    listing, _is_new = Listing.objects.get_or_create(product=product, connection=connection)
    listing.product, listing.connection = product, connection
    if not listing.sku:
        listing.sku = _first_sku(product, listing)
        Listing.objects.filter(pk=listing.pk, sku="").update(sku=listing.sku)
    return listing


def unsaved(product: Product, connection: StoreConnection) -> Listing:
    """The listing for a look ahead, which makes nothing."""
    known = Listing.objects.filter(product=product, connection=connection).first()
    listing = known or Listing(product=product, connection=connection)
    listing.product, listing.connection = product, connection
    listing.sku = listing.sku or _first_sku(product, listing)
    return listing


def _first_sku(product: Product, listing: Listing) -> str:
    """The shop's own, else one that nobody else has."""
    read = one_line(str(Values.of(product).get("sku") or ""))
    return read[:100] or f"W-{listing.key.hex[-10:].upper()}"


def write_text(listing: Listing, language: str, written: dict[str, Any]) -> None:
    """Keep what the merchant wrote in one language; nothing at all takes the product's own again."""
    fields = {**written, "description_html": clean(written.get("description_html") or "")}
    with transaction.atomic():
        if any(fields.values()):
            ListingText.objects.update_or_create(listing=listing, language=language, defaults=fields)
        else:
            ListingText.objects.filter(listing=listing, language=language).delete()
