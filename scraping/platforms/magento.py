"""Magento and Adobe Commerce: gallery and options are JSON for the page's scripts; prices carry their type."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from scraping.page import Page
from scraping.platforms.base import Platform, by_class, json_after, pictures, scripts_with
from scraping.readers.values import as_list, first_text
from scraping.snapshot import Candidate, Variant
from scraping.text.prices import plain_number

_CONFIGURATIONS = ('"jsonConfig"', "new Product.Config(", "optionConfig")
"""What the options of a configurable product stand behind: in Magento 2, in Magento 1, in Hyvä."""


class Magento(Platform):
    """Magento 2 with its themes, and Magento 1."""

    key = "magento"
    marks = ("x-magento-init", "Magento_Ui", "/skin/frontend/", "Mage.Cookies", "mage/cookies", "/static/version")

    def candidates(self, page: Page) -> Iterator[Candidate]:
        for text in scripts_with(page, "mage/gallery/gallery"):
            entries = [entry for entry in as_list(json_after(text, '"data"')) if isinstance(entry, dict)]
            entries.sort(key=lambda entry: not entry.get("isMain"))
            yield from pictures((entry.get("full") or entry.get("img") for entry in entries), page, "magento", 0.85)
        for marker in _CONFIGURATIONS:
            for text in scripts_with(page, marker):
                variants = _variants(json_after(text, marker))
                if len(variants) > 1:
                    yield Candidate("variants", variants, "magento", 0.9, marker.strip('"('))
        yield from _price_boxes(page)


def _price_boxes(page: Page) -> Iterator[Candidate]:
    """``data-price-type`` finalPrice and oldPrice inside the product's own price box."""
    for box in by_class(page, "product-info-price")[:1]:
        for element in box.iter("span", "div"):
            kind, amount = element.get("data-price-type"), plain_number(element.get("data-price-amount"))
            if amount and kind in ("finalPrice", "oldPrice"):
                field = "price" if kind == "finalPrice" else "regular_price"
                yield Candidate(field, amount, "magento", 0.9, f"[data-price-type={kind}]")


def _variants(config: Any) -> list[Variant]:
    """Simple products of a configurable one, with the options that lead to each."""
    if not isinstance(config, dict) or not isinstance(config.get("attributes"), dict):
        return []
    options: dict[str, dict[str, str]] = {}
    more: dict[str, Decimal] = {}
    for attribute in config["attributes"].values():
        for option in as_list(attribute.get("options")) if isinstance(attribute, dict) else []:
            for product in as_list(option.get("products")) if isinstance(option, dict) else []:
                options.setdefault(str(product), {})[first_text(attribute.get("label")) or "option"] = (
                    first_text(option.get("label")) or ""
                )
                more[str(product)] = more.get(str(product), Decimal(0)) + (plain_number(option.get("price")) or 0)
    prices: Any = config.get("optionPrices")
    prices = prices if isinstance(prices, dict) else {}
    base = plain_number(config.get("basePrice"))  # Magento 1 says of each option what it costs more
    return [
        Variant(
            options=chosen,
            price=base + more[product] if base and not prices else _final(prices.get(product)),
            source_id=product,
        )
        for product, chosen in options.items()
    ]


def _final(prices: Any) -> Any:
    final = prices.get("finalPrice") if isinstance(prices, dict) else None
    return plain_number(final.get("amount")) if isinstance(final, dict) else None
