"""schema.org offers: what is paid now, what it was, whether there is any, and the variants."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from scraping.page import Page
from scraping.readers.values import as_list, first_text, texts
from scraping.snapshot import Availability, Candidate, Variant
from scraping.text.addresses import joined
from scraping.text.currencies import currency_code
from scraping.text.gtin import valid_gtin
from scraping.text.images import absolute
from scraping.text.prices import as_written, plain_number
from scraping.text.stock import availability_term

_REGULAR_TYPES = (
    "listprice",
    "strikethroughprice",
    "srp",
    "msrp",
    "suggestedretailprice",
    "minimumadvertisedprice",
    "regularprice",
)
_OPTION_KEYS = ("color", "size", "material", "pattern", "suggestedGender", "suggestedAge")
_NOT_OPTION = re.compile(r"^https?://")
_MOST_VARIANTS = 2_000
_MOST_DESTINATIONS, _MOST_ASKED = 300, 20


def offers_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The single offers of an item; those inside an AggregateOffer in its place when it has any."""
    found: list[dict[str, Any]] = []
    for offer in as_list(data.get("offers"))[:_MOST_VARIANTS]:
        if not isinstance(offer, dict):
            continue
        inner = [entry for entry in as_list(offer.get("offers"))[:_MOST_VARIANTS] if isinstance(entry, dict)]
        found.extend(inner or [offer])
    return found


def offer_candidates(data: dict[str, Any], source: str, sure: float, where: str, page: Page) -> Iterator[Candidate]:
    """Price, regular price, currency, availability and codes that the item's offers state.

    Of several different prices the lowest is what the range starts at; each further one is kept as a weaker candidate.
    """
    offers = _for_everybody(offers_of(data) or _variant_offers(data))
    where = f"{where}.offers"
    yield from _money(offers, source, sure, where)
    yield from _aggregate(data, source, sure, where)
    stock = [term for offer in offers if (term := availability_term(first_text(offer.get("availability"))))]
    if stock:
        best = Availability.IN_STOCK if Availability.IN_STOCK in stock else stock[0]
        yield Candidate("availability", best, source, sure - 0.05, f"{where}.availability")
    cost = next((cost for offer in offers[:_MOST_ASKED] if (cost := shipping_cost(offer, page.places))), None)
    if cost:
        yield Candidate("shipping", cost, source, sure, f"{where}.shippingDetails")
    if len(offers) == 1:
        yield from _codes(offers[0], source, sure, where)


def shipping_cost(offer: dict[str, Any], places: tuple[str, ...] = ()) -> str | None:
    """What sending costs, as ``4.95 EUR``: to the page's own country where that is told, else the first that is told.

    Source: ``shippingDetails`` with a ``shippingRate``, of which ``maxValue`` is the most it may be.
    """
    costs: dict[str, str] = {}
    for details in as_list(offer.get("shippingDetails"))[:_MOST_DESTINATIONS]:
        rate = details.get("shippingRate") if isinstance(details, dict) else None
        amount = plain_number(first_text(rate.get("value", rate.get("maxValue")))) if isinstance(rate, dict) else None
        code = currency_code(first_text(rate.get("currency"))) if isinstance(rate, dict) else None
        if amount is not None and code and not details.get("doesNotShip"):
            for country in _countries(details) or [""]:
                costs.setdefault(country, f"{as_written(amount)} {code}")
    return next((costs[place] for place in places if place in costs), next(iter(costs.values()), None))


def _countries(details: dict[str, Any]) -> list[str]:
    """The destinations' country codes in capitals: ``{"addressCountry": "SA"}``, one or many, plain or named."""
    regions = [region for region in as_list(details.get("shippingDestination")) if isinstance(region, dict)]
    return [code.upper() for region in regions for code in texts(region.get("addressCountry"))]


def _variant_offers(data: dict[str, Any]) -> list[dict[str, Any]]:
    variants = [entry for entry in as_list(data.get("hasVariant"))[:_MOST_VARIANTS] if isinstance(entry, dict)]
    return [offer for variant in variants for offer in offers_of(variant)]


def _money(offers: list[dict[str, Any]], source: str, sure: float, where: str) -> Iterator[Candidate]:
    pairs = [price_pair(offer) for offer in offers]
    prices = list(dict.fromkeys(price for price, _ in pairs if price))
    if prices:
        lowest = min(prices)
        yield Candidate("price", lowest, source, sure if len(prices) == 1 else sure - 0.1, f"{where}.price")
        for price in prices[:8]:
            if price != lowest:
                yield Candidate("price", price, source, sure - 0.25, f"{where}.price")
        for paid, regular in pairs:
            if paid == lowest and regular and regular > lowest:
                yield Candidate("regular_price", regular, source, sure - 0.1, f"{where}.priceSpecification")
                break
    for offer in offers[:3]:
        code = currency_code(first_text(offer.get("priceCurrency")) or _specified(offer, "priceCurrency"))
        if code:
            yield Candidate("currency", code, source, sure, f"{where}.priceCurrency")
            break


def _specified(offer: dict[str, Any], key: str) -> str | None:
    for entry in as_list(offer.get("priceSpecification")):
        if isinstance(entry, dict) and first_text(entry.get(key)):
            return first_text(entry.get(key))
    return None


def price_pair(offer: dict[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    """What an offer asks now and what it asked before. Specifications with a price type tell which is which."""
    code = currency_code(first_text(offer.get("priceCurrency")) or _specified(offer, "priceCurrency"))
    price = _amount(offer.get("price"), code) or _amount(offer.get("lowPrice"), code)
    regular = None
    entries = [entry for entry in as_list(offer.get("priceSpecification")) if isinstance(entry, dict)]
    entries = sorted(_for_everybody(entries), key=_is_net)
    if entries and not _is_net(entries[0]) and price in [_amount(e.get("price"), code) for e in entries if _is_net(e)]:
        price = None
    for entry in entries:
        if "referenceQuantity" in entry and price:
            continue
        amount = _amount(entry.get("price"), code) or _amount(entry.get("minPrice"), code)
        kind = (first_text(entry.get("priceType")) or "").rsplit("/", 1)[-1].lower()
        if kind in _REGULAR_TYPES:
            regular = amount or regular
        elif price is None or kind == "saleprice":
            price = amount or price
    return price, regular


def _for_everybody(offers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those for who buys one; where there are none, all."""
    return [offer for offer in offers if not _is_for_some(offer)] or offers


def _is_for_some(offer: dict[str, Any]) -> bool:
    """Whether the price is for who takes many or rents it."""
    least = offer.get("eligibleQuantity")
    count = plain_number(first_text(least.get("minValue"))) if isinstance(least, dict) else None
    rented = (first_text(offer.get("businessFunction")) or "").endswith("LeaseOut")
    return rented or (count is not None and count > 1)


def _is_net(entry: dict[str, Any]) -> bool:
    """Whether it is said to be without tax: such a price comes last."""
    return str(entry.get("valueAddedTaxIncluded")).lower().endswith("false")


def _amount(value: Any, currency: str | None) -> Decimal | None:
    """An amount above zero; of a list (both prices under one name) the lowest."""
    amounts = [amount for entry in as_list(value) if (amount := plain_number(entry, currency))]
    return min(amounts, default=None)


def _aggregate(data: dict[str, Any], source: str, sure: float, where: str) -> Iterator[Candidate]:
    for offer in as_list(data.get("offers"))[:1]:
        if isinstance(offer, dict) and "lowPrice" in offer:
            code = currency_code(first_text(offer.get("priceCurrency")))
            low, high = _amount(offer.get("lowPrice"), code), _amount(offer.get("highPrice"), code)
            if low:
                yield Candidate("price", low, source, sure - (0.05 if low == high else 0.1), f"{where}.lowPrice")
            if code:
                yield Candidate("currency", code, source, sure, f"{where}.priceCurrency")


def _codes(offer: dict[str, Any], source: str, sure: float, where: str) -> Iterator[Candidate]:
    for field in ("sku", "mpn"):
        value = first_text(offer.get(field))
        if value:
            yield Candidate(field, value, source, sure - 0.05, f"{where}.{field}")
    for key in ("gtin13", "gtin12", "gtin14", "gtin8", "gtin"):
        code = valid_gtin(first_text(offer.get(key)))
        if code:
            yield Candidate("gtin", code, source, sure - 0.05, f"{where}.{key}")
    seller = first_text(offer.get("seller"))
    if seller:
        yield Candidate("seller", seller, source, sure, f"{where}.seller")
    level = offer.get("inventoryLevel")
    count = plain_number(first_text(level.get("value") if isinstance(level, dict) else level))
    if count is not None:
        yield Candidate("stock_quantity", int(count), source, sure, f"{where}.inventoryLevel")


def variants_of(data: dict[str, Any], page: Page) -> list[Variant]:
    """Buyable forms: ``hasVariant`` products, else several offers that differ in code, name or address."""
    members = [entry for entry in as_list(data.get("hasVariant"))[:_MOST_VARIANTS] if isinstance(entry, dict)]
    if members:
        return [variant for entry in members if (variant := _variant(entry, (offers_of(entry) or [{}])[0], page))]
    offers = offers_of(data)
    keys = {
        (
            first_text(o.get("sku")),
            first_text(o.get("name")),
            first_text(o.get("url")),
            first_text(o.get("itemOffered")),
        )
        for o in offers
    }
    if len(offers) < 2 or len(keys) < 2 or len({_seller(offer) for offer in offers}) > 1:
        return []
    return [variant for offer in offers if (variant := _variant(_offered(offer), offer, page))]


def _seller(offer: dict[str, Any]) -> str | None:
    """Offers of several sellers are one product at several prices, not variants."""
    return first_text(offer.get("seller"))


def _offered(offer: dict[str, Any]) -> dict[str, Any]:
    inner = offer.get("itemOffered")
    return {**offer, **inner} if isinstance(inner, dict) else offer


def _variant(item: dict[str, Any], offer: dict[str, Any], page: Page) -> Variant:
    price, regular = price_pair(offer)
    image = next((absolute(_image_address(entry), page.base_url) for entry in as_list(item.get("image"))), None)
    address = first_text(offer.get("url")) or first_text(item.get("url"))
    gtins = (
        valid_gtin(first_text(x[k]))
        for x in (item, offer)
        for k in ("gtin", "gtin13", "gtin12", "gtin14", "gtin8")
        if k in x
    )
    return Variant(
        options=_options(item),
        name=first_text(item.get("name")) or first_text(offer.get("name")),
        price=price,
        regular_price=regular if regular and price and regular > price else None,
        currency=currency_code(first_text(offer.get("priceCurrency"))),
        availability=availability_term(first_text(offer.get("availability"))),
        sku=first_text(item.get("sku")) or first_text(offer.get("sku")),
        mpn=first_text(item.get("mpn")),
        gtin=next((code for code in gtins if code), None),
        image=image,
        url=joined(page.base_url, address) if address else None,
    )


def _image_address(entry: Any) -> Any:
    return entry.get("contentUrl") or entry.get("url") if isinstance(entry, dict) else entry


def _options(item: dict[str, Any]) -> dict[str, str]:
    found = {
        key: value for key in _OPTION_KEYS if (value := first_text(item.get(key))) and not _NOT_OPTION.match(value)
    }
    for entry in as_list(item.get("additionalProperty"))[:20]:
        if isinstance(entry, dict):
            name, value = first_text(entry.get("name")), first_text(entry.get("value"))
            if name and value:
                found[name] = value
    return found
