"""From a product, its listing and the price rules to what a store is to have. Asks nobody, changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from hashlib import blake2s, sha256
from typing import Any

from pydantic import TypeAdapter

from merchants.stores.clients.base import Capabilities
from merchants.stores.product import StoreImage, StoreOption, StoreProduct, StoreVariant, Visibility
from products.categories import trail
from products.content import ProductText
from products.models import Product, ProductVariant
from products.publishing import pricing, texts
from products.publishing.errors import NoPrice, NoStoreCurrency, PublishError
from products.publishing.models import Listing, PriceRule
from products.publishing.pricing import Priced, RateUsed
from products.publishing.rates import Rates
from products.publishing.texts import Values
from products.weights import grams

GONE = {"out_of_stock", "discontinued"}
OPTION = {"ar": "الصنف", "en": "Variant"}

_form: TypeAdapter[StoreProduct] = TypeAdapter(StoreProduct)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What the store is to have and how its price came about. ``variant_prices`` by the variant's SKU.

    ``pictures_over``: how many pictures there are beyond those that the store takes.
    """

    product: StoreProduct
    priced: Priced
    regular: Priced | None = None
    variant_prices: Mapping[str, Priced] = field(default_factory=dict)
    pictures_over: int = 0

    @property
    def hash(self) -> str:
        return hash_of(self.product)


@dataclass(frozen=True, slots=True)
class Pricer:
    """Turns the shop's prices of one product into the store's."""

    rate: RateUsed
    rule: PriceRule | None
    own: Decimal | None

    def __call__(self, amount: Decimal) -> Priced:
        return pricing.own(self.own, amount, self.rate) if self.own else pricing.price(amount, self.rate, self.rule)

    def pair(self, amount: Decimal, regular: Decimal | None) -> tuple[Priced, Priced | None]:
        """Price and regular price; the regular one only when it is the higher of the two."""
        now = self(amount)
        if regular is None or regular <= amount or self.own:
            return now, None
        before = self(regular)
        return now, before if before.price > now.price else None


def dump(product: StoreProduct) -> dict[str, Any]:
    """The stable JSON form, for a step's result."""
    data: dict[str, Any] = _form.dump_python(product, mode="json")
    return data


def load(data: dict[str, Any]) -> StoreProduct:
    return _form.validate_python(data)


def hash_of(product: StoreProduct) -> str:
    """Alike for what is alike to the store."""
    return sha256(_form.dump_json(product)).hexdigest()


def compose(listing: Listing, can: Capabilities, *, rates: Rates, rules: list[PriceRule]) -> Composed:
    """Raises PublishError: NoPrice, NoStoreCurrency, NoRate, RateTooOld."""
    product, connection = listing.product, listing.connection
    values = Values.of(product)
    category = listing.category or default_category(values)
    pricer = _pricer(listing, values, category, rates, rules)
    price, pictures = _price(values, list(product.variants.all())), _pictures(product)
    now, before = pricer.pair(price, decimal_of(values.get("regular_price")))
    sold = StoreProduct(
        key=listing.key.hex,
        sku=listing.sku,
        texts=_texts(listing, values, can),
        currency=connection.currency,
        price=now.price,
        regular_price=before.price if before else None,
        cost_price=now.cost,
        quantity=_stock(listing, _quantity(values.get("stock_quantity"), values.get("availability"))),
        brand=listing.brand or str(values.get("brand") or "")[:255],
        categories=(category,) if category else (),
        tags=tuple(listing.tags or _tags(listing)),
        images=tuple(_images(pictures[: can.image_limit or None], values, _product_texts(listing))),
        gtin=digits(values.get("gtin")),
        mpn=str(values.get("mpn") or "")[:120],
        weight_g=grams(values.get("weight")),
        with_tax=listing.with_tax,
        tax_reason_code="" if listing.with_tax else listing.tax_reason_code,
        visibility=Visibility.HIDDEN if listing.wants_hidden else Visibility.LIVE,
    )
    variants = list(_variants(listing, values, sold, pricer, price))
    sold = replace(sold, options=_options(variants), variants=tuple(variant for variant, _priced in variants))
    prices = {variant.sku: priced for variant, priced in variants}
    over = len(pictures) - len(sold.images)
    return Composed(product=sold, priced=now, regular=before, variant_prices=prices, pictures_over=over)


def _pricer(listing: Listing, values: Values, category: str, rates: Rates, rules: list[PriceRule]) -> Pricer:
    base, quote = values.get("currency"), listing.connection.currency
    if not quote:
        raise NoStoreCurrency
    if not base:
        raise NoPrice("the product has no currency")
    rule = pricing.rule_for(rules, connection_id=listing.connection_id, category=category)
    return Pricer(rates.find(base, quote), rule, listing.own_price)


def _price(values: Values, variants: list[ProductVariant]) -> Decimal:
    """The product's price; where it has none, that of its cheapest variant. Raises NoPrice."""
    if amount := decimal_of(values.get("price")):
        return amount
    known = [variant.price for variant in variants if variant.price]
    if not known:
        raise NoPrice
    return min(known)


def _texts(listing: Listing, values: Values, can: Capabilities) -> dict[str, Any]:
    written = {text.language: text for text in listing.texts.all()}
    own = _product_texts(listing)
    return {
        language: texts.text_of(values, written.get(language), own.get(language), name_limit=can.name_limit)
        for language in languages(listing, can, {*written, *own})
    }


def _product_texts(listing: Listing) -> dict[str, ProductText]:
    return {text.language: text for text in listing.product.texts.all()}


def languages(listing: Listing, can: Capabilities, written: set[str]) -> list[str]:
    """The store's own language first, then those in which there are texts, where the store takes several at once."""
    first = listing.connection.language or "ar"
    return [first, *sorted(written - {first})] if can.languages_at_once else [first]


def default_category(values: Values) -> str:
    """Where the shop has it, without the shop's front page and the product itself."""
    read = values.snapshot
    kept = trail(read.get("breadcrumbs") or [], read.get("name") or "", _category)
    return " > ".join(kept[:4])[:500]


def _category(part: str) -> str:
    return texts.one_line(part).replace(">", "/")


def _pictures(product: Product) -> list[str]:
    """The addresses of all pictures, the product's before its variants'."""
    of_variants = (variant.image for variant in product.variants.all() if variant.image)
    return list(dict.fromkeys([*(image.url for image in product.images.all()), *of_variants]))


def _tags(listing: Listing) -> list[str]:
    """Those of the product's text in the store's language."""
    text = _product_texts(listing).get(listing.connection.language or "ar")
    return list(text.tags) if text else []


def _images(addresses: list[str], values: Values, written: Mapping[str, ProductText]) -> Iterator[StoreImage]:
    name = texts.cut(texts.one_line(values.get("name") or ""), 120)
    language = values.snapshot.get("language") or "ar"
    for n, address in enumerate(addresses):
        own = {code: str(alt) for code, text in written.items() for alt in text.image_alts[n : n + 1] if alt}
        yield StoreImage(key=key_of(address), url=address, alt=({language[:2]: name} if name else {}) | own)


def key_of(address: str) -> str:
    return blake2s(address.encode(), digest_size=16).hexdigest()


def _quantity(counted: Any, availability: str | None) -> int | None:
    """None is "not counted": the shop says that it has some, and not how many."""
    if availability in GONE:
        return 0
    return max(counted, 0) if isinstance(counted, int) else None


def _stock(listing: Listing, counted: int | None) -> int | None:
    """None on hold. The merchant's own number stands in where the shop does not say how many there are."""
    if listing.is_on_hold:
        return 0
    return listing.quantity if counted is None else counted


def _variants(
    listing: Listing, values: Values, sold: StoreProduct, pricer: Pricer, price: Decimal
) -> Iterator[tuple[StoreVariant, Priced]]:
    """Each buyable form once. What differs in nothing that a buyer chooses is one form."""
    rows = list(listing.product.variants.all())
    if len(rows) < 2 and not any(row.options for row in rows):
        return
    names = list(rows[0].options)
    is_whole = bool(names) and all(list(row.options) == names or set(row.options) == set(names) for row in rows)
    language = next(iter(sold.texts))
    pictures = {image.key for image in sold.images}
    seen: set[tuple[str, ...]] = set()
    skus = {sold.sku}
    for row in rows:
        chosen = {name: str(row.options[name]) for name in names} if is_whole else {_option(language): str(row)}
        if not all(chosen.values()) or tuple(chosen.values()) in seen:
            continue
        seen.add(tuple(chosen.values()))
        now, before = pricer.pair(*_prices(row, values, price))
        sku = _variant_sku(row.sku, sold.sku, chosen, skus)
        skus.add(sku)
        key = key_of(row.image) if row.image else ""
        variant = StoreVariant(
            options=chosen,
            sku=sku,
            price=now.price,
            regular_price=before.price if before else None,
            cost_price=now.cost,
            quantity=_stock(listing, _quantity(row.stock_quantity, row.availability or values.get("availability"))),
            gtin=digits(row.gtin),
            image=key if key in pictures else "",
        )
        yield variant, now


def _prices(row: ProductVariant, values: Values, price: Decimal) -> tuple[Decimal, Decimal | None]:
    """A variant's price and regular price. Where the page gives it none of its own, the product's are meant; so are
    they where the merchant changed the price that it had in common with the product."""
    if row.price is None or ("price" in values.own and row.price == decimal_of(values.snapshot.get("price"))):
        return price, decimal_of(values.get("regular_price"))
    return row.price, row.regular_price


def _option(language: str) -> str:
    return OPTION.get(language, OPTION["en"])


def _variant_sku(own: str, of_product: str, chosen: dict[str, str], taken: set[str]) -> str:
    """The shop's own, unless another has it; else one that follows from what is chosen, so that it stays."""
    if own and own not in taken:
        return own
    whole = blake2s("\x1f".join(chosen.values()).encode()).hexdigest()
    marks = (f"{of_product}-{whole[:length]}" for length in range(6, len(whole) + 1))
    return next(sku for sku in marks if sku not in taken)  # of 2,000 variants some begin alike


def _options(variants: list[tuple[StoreVariant, Priced]]) -> tuple[StoreOption, ...]:
    if not variants:
        return ()
    names = variants[0][0].options
    return tuple(
        StoreOption(name=name, values=tuple(dict.fromkeys(variant.options[name] for variant, _ in variants)))
        for name in names
    )


def decimal_of(text: Any) -> Decimal | None:
    """A positive amount, or None."""
    try:
        amount = Decimal(str(text))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount > 0 else None


def digits(text: Any) -> str:
    return "".join(c for c in str(text or "") if c.isascii() and c.isdigit())


__all__ = ["Composed", "PublishError", "compose", "dump", "languages", "load"]
