"""Software products: the plans they are sold by, and the company behind them."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from scraping.evidence import Findings
from scraping.outline import Element
from scraping.readers import jsonld
from scraping.readers.microdata import text_of
from scraping.readers.offers import price_pair
from scraping.readers.schema import ProductItem
from scraping.readers.values import as_list, first_text
from scraping.readers.visible.prices import Spot
from scraping.snapshot import Candidate, PricingPlan
from scraping.text.clean import squeeze
from scraping.text.currencies import currency_code
from scraping.text.needles import Words
from scraping.text.patterns import one_of
from scraping.zones import Zone

_SOFTWARE = frozenset({"softwareapplication", "webapplication", "mobileapplication"})
_COMPANY_KEYS = ("publisher", "provider", "creator", "author", "manufacturer", "brand")
_PERIODS = (
    ("month", one_of(r"""\bmo(nth(ly)?)?\b|/ ?mo\b|\bmonat|\bmtl\b|\bmois\b|\bmensuel|\bmes\b|\bmensual
        |\bmese\b|\bmensile|\bmês\b|\bmaand
        |\bmånad|\bay\b|aylık|в месяц|/ ?мес|شهر|月""")),
    ("year", one_of(r"""\by(ea)?r(ly)?\b|\bannu(al(ly)?|m)\b|\bjahr|\bjährlich|\ban(née)?\b|\bannuel|\baño\b
        |\banual|\banno\b|\bannuale|\bano\b|\bjaar
        |\bår\b|yıl|в год|سنة|سنوي|سنويا|年""")),
    ("once", one_of(r"""\bone[- ]time\b|\bonce\b|\blifetime\b|\beinmalig|\bune fois\b|\bpago único|مرة واحدة
        |مدى الحياة|買い切り""")),
)  # fmt: skip
_PARTS = Words((
    "mo", "mtl", "mens", "mes", "mês", "maand", "månad", "ay", "мес", "شهر", "月", "yr", "year", "an", "año", "jahr",
    "jähr", "jaar", "år", "yıl", "год", "سن", "年", "one", "once", "lifetime", "einmalig", "une fois", "pago",
    "مرة", "مدى", "買",
))  # fmt: skip
"""Of which each word for a period has one: hardly a price stands beside any."""
_FEWEST = 2  # prices, and texts that speak of a period; a table of plans has one in each card
_BESIDE = 20  # elements
_FREE = one_of(r"^(free( forever)?|gratis|gratuit|kostenlos|gratuito|ücretsiz|бесплатно|مجاني[ةا]?|مجانا|無料|免费|0)$")
_UNITS = {
    "mon": "month",
    "month": "month",
    "p1m": "month",
    "ann": "year",
    "year": "year",
    "p1y": "year",
    "p12m": "year",
}
_HEADINGS = ("h2", "h3", "h4", "h5")
_NAMED = ("plan-name", "plan__name", "plan-title", "tier-name", "plan_name", "card-title", "package-name")
_AWAY = Zone.RELATED | Zone.CHROME | Zone.REVIEWS | Zone.UNRENDERED
_LONGEST_CARD, _MOST_PLANS, _MOST_FEATURES, _MOST_RATES = 4_000, 12, 40, 40  # characters; no table of prices has more
_HIGHEST = 8  # levels between a price and the card that holds it


def read(findings: Findings) -> Iterator[Candidate]:
    """Candidates for ``pricing_plans`` and, where the page is a software product's, ``company_name``."""
    items = [item for item in findings.main_items if _SOFTWARE.intersection(jsonld.types_of(item.data))]
    plans = [plan for item in items for plan in _of_offers(item)]
    if len(plans) > 1:
        yield Candidate("pricing_plans", plans[:_MOST_PLANS], items[0].source, 0.85, f"{items[0].where}.offers")
    shown = _of_cards(findings)
    if shown:
        yield Candidate("pricing_plans", shown, "visible", 0.9, "cards")
    if items or shown:
        yield from _company(findings, items)


def _of_offers(item: ProductItem) -> Iterator[PricingPlan]:
    """Named offers of an application: ``{"name": "Pro", "price": 12, "priceSpecification": {"unitText": "MONTH"}}``."""
    for offer in as_list(item.data.get("offers")):
        for entry in as_list(offer.get("offers")) or [offer] if isinstance(offer, dict) else ():
            name = first_text(entry.get("name")) if isinstance(entry, dict) else None
            if name:
                yield _plan_of_offer(name, entry)


def _plan_of_offer(name: str, offer: dict[str, Any]) -> PricingPlan:
    price, _ = price_pair(offer)
    if price is None and first_text(offer.get("price")) in ("0", "0.0", "0.00"):
        price = Decimal(0)
    code = currency_code(first_text(offer.get("priceCurrency")))
    return PricingPlan(
        name, price, code, _period_of_offer(offer) or period_in(first_text(offer.get("description")) or "")
    )


def _period_of_offer(offer: dict[str, Any]) -> str | None:
    for entry in (*as_list(offer.get("priceSpecification")), offer):
        if isinstance(entry, dict):
            reference = entry.get("referenceQuantity")
            parts = (entry, reference) if isinstance(reference, dict) else (entry,)
            for key in ("unitText", "unitCode", "billingDuration"):
                found = next(
                    (_UNITS[unit] for part in parts if (unit := str(part.get(key) or "").lower()) in _UNITS), None
                )
                if found:
                    return found
    return None


def _of_cards(findings: Findings) -> list[PricingPlan]:
    """Blocks side by side, each with a heading and a price for a period: a table of plans."""
    shown = [spot for spot in findings.spots if not spot.zone & _AWAY]
    if len(shown) < _FEWEST:
        return []
    position = findings.page.outline.position
    mentions = [position[piece.element] for piece in findings.page.outline.mentioning("periods")]
    if len(mentions) < _FEWEST:
        return []
    near = [spot for spot in shown if _is_beside(spot.position, mentions)]
    rates = [spot for spot in near[:_MOST_RATES] if _rate_of(spot)]
    for spot in rates if len(rates) > 1 else ():
        cards = _cards_around(spot, [other for other in rates if other is not spot])
        plans = [plan for card in cards if (plan := _plan_of_card(card, findings.spots))]
        if len(plans) > 1 and len({plan.name for plan in plans}) == len(plans):
            return plans[:_MOST_PLANS]
    return []


def _is_beside(position: int, mentions: list[int]) -> bool:
    """Whether one of ``mentions``, which are in order, is so near that both may stand in one small block."""
    at = bisect_left(mentions, position - _BESIDE)
    return at < len(mentions) and mentions[at] <= position + _BESIDE


def _rate_of(spot: Spot) -> str | None:
    """The period that the price is for, by the words in its own small block."""
    current: Element | None = spot.element
    for _ in range(3):
        if current is None:
            return None
        text = text_of(current, 200)
        if len(text) > 100:
            return None
        period = period_in(text)
        if period:
            return period
        current = current.getparent()
    return None


def _cards_around(spot: Spot, others: list[Spot]) -> list[Element]:
    """The blocks beside the one that holds ``spot``, where one of them holds another rate."""
    card = spot.element
    for _ in range(_HIGHEST):
        parent = card.getparent()
        if parent is None or parent.tag in ("body", "html"):
            return []
        inside = [other for other in others if _holds(parent, other.element)]
        if inside and not any(_holds(card, other.element) for other in inside):
            return [child for child in parent if isinstance(child.tag, str) and len(text_of(child)) < _LONGEST_CARD]
        card = parent
    return []


def _holds(outer: Element, element: Element) -> bool:
    return outer is element or any(parent is outer for parent in element.iterancestors())


def _plan_of_card(card: Element, spots: list[Spot]) -> PricingPlan | None:
    name = _name_of_card(card)
    if not name:
        return None
    features = [squeeze(text_of(item, 200)) for item in card.iter("li")][:_MOST_FEATURES]
    plan = PricingPlan(name, features=[feature for feature in features if feature])
    own = [spot for spot in spots if _holds(card, spot.element) and spot.kind != "regular"]
    rated = next((spot for spot in own if _rate_of(spot)), own[0] if own else None)
    if rated is not None:
        return replace(plan, price=rated.amount, currency=rated.currency, period=_rate_of(rated))
    words = [squeeze(str(piece)).lower() for piece in card.itertext()]
    return replace(plan, price=Decimal(0)) if any(_FREE.match(piece) for piece in words[:60] if piece) else plan


def _name_of_card(card: Element) -> str | None:
    for element in card.iter("*"):
        names = f"{element.get('class') or ''}".lower()
        if element.tag in _HEADINGS or any(word in names for word in _NAMED):
            text = squeeze(text_of(element, 80))
            if 0 < len(text) < 50 and not any(letter.isdigit() for letter in text[:3]):
                return text
    return None


def period_in(text: str) -> str | None:
    """``month``, ``year`` or ``once``, by the first word that tells it; "$9/mo billed annually" is a month's."""
    lowered = text.lower()
    if not _PARTS.any_in(lowered):
        return None
    places = [(match.start(), period) for period, pattern in _PERIODS if (match := pattern.search(lowered))]
    return min(places)[1] if places else None


def _company(findings: Findings, items: list[ProductItem]) -> Iterator[Candidate]:
    for item in items:
        for key in _COMPANY_KEYS:
            name = first_text(item.data.get(key))
            if name:
                yield Candidate("company_name", name, item.source, 0.85, f"{item.where}.{key}")
                break
    for block, where in jsonld.blocks(findings.page):
        for data, path, _ in jsonld.walk(block, where):
            if {"organization", "corporation"}.intersection(jsonld.types_of(data)) and first_text(data.get("name")):
                yield Candidate("company_name", first_text(data.get("name")), "json-ld", 0.7, f"{path}.name")
                return
    site = findings.page.meta("og:site_name", "application-name")
    if site:
        yield Candidate("company_name", site, "opengraph", 0.5, "meta[og:site_name]")
