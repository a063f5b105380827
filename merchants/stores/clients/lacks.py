"""What a store would not take, found before it is sent. The sentences stand with whoever shows them, by code."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product as combinations

from merchants.stores.clients.base import Capabilities, Lack
from merchants.stores.product import StoreProduct

CODES = (
    "missing",
    "too_long",
    "too_many",
    "price_not_positive",
    "regular_price_not_higher",
    "wrong_currency",
    "gtin_wrong",
    "tax_reason_missing",
    "image_missing",
    "quantity_missing",
    "sku_repeated",
    "variant_options_wrong",
    "variant_repeated",
)
"""All that ``lacks`` may say. ``image_missing`` and ``quantity_missing``: the store takes it and does not show it."""

NOT_FATAL = frozenset({"image_missing"})


def lacks(product: StoreProduct, allowed: Capabilities, currency: str = "") -> list[Lack]:
    """Everything at once, so that nobody mends one thing after the other. ``currency``: the store's, if known."""
    return [
        *_of_texts(product, allowed),
        *_of_money(product, currency),
        *_of_codes(product, allowed),
        *_of_variants(product, allowed),
        *_of_counts(product, allowed),
    ]


def _of_texts(product: StoreProduct, allowed: Capabilities) -> Iterator[Lack]:
    if not product.texts:
        yield Lack(code="missing", field="name")
    for language, text in product.texts.items():
        if not text.name.strip():
            yield Lack(code="missing", field="name", value=language)
        limits = (
            ("name", text.name, allowed.name_limit),
            ("description", text.description_html, allowed.description_limit),
            ("seo_title", text.seo_title, allowed.seo_title_limit),
            ("seo_description", text.seo_description, allowed.seo_description_limit),
        )
        for field, value, limit in limits:
            if limit and len(value) > limit:
                yield Lack(code="too_long", field=field, value=language, limit=limit)


def _of_money(product: StoreProduct, currency: str) -> Iterator[Lack]:
    if currency and product.currency != currency:
        yield Lack(code="wrong_currency", field="price", value=currency)
    for field, price, regular in [("price", product.price, product.regular_price)] + [
        (f"variants.{variant.sku}", variant.price, variant.regular_price) for variant in product.variants
    ]:
        if price <= Decimal(0):
            yield Lack(code="price_not_positive", field=field, value=str(price))
        if regular is not None and regular <= price:
            yield Lack(code="regular_price_not_higher", field=field, value=str(regular))


def _of_codes(product: StoreProduct, allowed: Capabilities) -> Iterator[Lack]:
    if not product.sku.strip():
        yield Lack(code="missing", field="sku")
    if allowed.needs_tax_reason and not product.with_tax and not product.tax_reason_code:
        yield Lack(code="tax_reason_missing", field="tax_reason_code")
    for gtin in filter(None, (product.gtin, *(variant.gtin for variant in product.variants))):
        if not (gtin.isascii() and gtin.isdigit() and len(gtin) in allowed.gtin_lengths):
            yield Lack(code="gtin_wrong", field="gtin", value=gtin)


def _of_variants(product: StoreProduct, allowed: Capabilities) -> Iterator[Lack]:
    values = {option.name: set(option.values) for option in product.options}
    skus: set[str] = {product.sku} if product.variants and allowed.has_parent_sku else set()
    seen: set[tuple[str, ...]] = set()
    for variant in product.variants:
        if not variant.sku.strip():
            yield Lack(code="missing", field="variants.sku", value=" / ".join(variant.options.values()))
        elif variant.sku in skus:
            yield Lack(code="sku_repeated", field="variants.sku", value=variant.sku)
        skus.add(variant.sku)
        fits = variant.options.keys() == values.keys()
        if not fits or any(value not in values[name] for name, value in variant.options.items()):
            yield Lack(code="variant_options_wrong", field="variants", value=variant.sku)
            continue
        chosen = tuple(variant.options[name] for name in values)
        if chosen in seen:
            yield Lack(code="variant_repeated", field="variants", value=" / ".join(chosen))
        seen.add(chosen)
    uncounted = any(variant.quantity is None for variant in product.variants)
    if allowed.makes_all_combinations and uncounted and seen != set(combinations(*values.values())):
        yield Lack(code="quantity_missing", field="variants")  # else what nobody has could be bought


def _of_counts(product: StoreProduct, allowed: Capabilities) -> Iterator[Lack]:
    counts = (
        ("images", len(product.images), allowed.image_limit),
        ("options", len(product.options), allowed.option_limit),
        ("variants", len(product.variants), allowed.variant_limit),
    )
    for field, count, limit in counts:
        if limit and count > limit:
            yield Lack(code="too_many", field=field, value=str(count), limit=limit)
    if allowed.hidden_without_image and not product.images:
        yield Lack(code="image_missing", field="images")
    if not allowed.has_unlimited_quantity and not product.variants and product.quantity is None:
        yield Lack(code="quantity_missing", field="quantity")
