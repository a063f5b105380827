"""What a store tells of a product, beside what was sent."""

from collections.abc import Iterator
from typing import Any

from merchants.stores.clients.base import Capabilities
from merchants.stores.product import RemoteProduct, StoreProduct, Visibility
from products.publishing.texts import one_line


def differences(sent: StoreProduct, there: RemoteProduct, can: Capabilities) -> list[str]:
    """What must not differ: money, codes, variants. Names of fields; empty when all is right."""
    return [*_of_product(sent, there, can), *_of_variants(sent, there)]


def money_differences(sent: StoreProduct, there: RemoteProduct, can: Capabilities) -> list[str]:
    """The same of money alone."""
    return [name for name in differences(sent, there, can) if name.rpartition(".")[2] in ("price", "currency")]


def _of_product(sent: StoreProduct, there: RemoteProduct, can: Capabilities) -> Iterator[str]:
    if there.currency and there.currency != sent.currency:
        yield "currency"
    if sent.variants and not can.has_parent_sku:
        return
    if there.sku and there.sku != sent.sku:
        yield "sku"
    if not sent.variants and there.price is not None and there.price != sent.price:
        yield "price"


def _of_variants(sent: StoreProduct, there: RemoteProduct) -> Iterator[str]:
    known = {variant.sku: variant for variant in there.variants}
    for variant in sent.variants:
        remote = known.get(variant.sku)
        if remote is None:
            yield f"variants.{variant.sku}"
        elif remote.price is not None and remote.price != variant.price:
            yield f"variants.{variant.sku}.price"


def notes_on(
    sent: StoreProduct, there: RemoteProduct, images: dict[str, Any], *, language: str
) -> Iterator[dict[str, Any]]:
    """What a merchant should know and need not mend, as notes."""
    if there.visibility == Visibility.HIDDEN and sent.visibility == Visibility.LIVE:
        yield {"code": "hidden_in_store"}
    if there.visibility == Visibility.OUT:
        yield {"code": "out_in_store"}
    if there.text.name and one_line(there.text.name) != one_line(sent.text(language).name):
        yield {"code": "text_differs"}
    for code in dict.fromkeys(images["left_out"]):
        yield {"code": "image_left_out", "value": code}
    if len(there.images) < images["images"]:
        yield {"code": "images_differ", "value": str(len(there.images))}
