"""Salla (SA): markup is mostly complete; the buy button's element knows whether there is any."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice, product
from typing import Any

from scraping.page import Page
from scraping.platforms.base import Platform, json_in
from scraping.readers.values import as_list, first_text
from scraping.snapshot import Availability, Candidate, Variant
from scraping.text.prices import plain_number

_BUTTON = "salla-add-product-button"
_STARS = "salla-rating-stars"
_OPTIONS = "salla-product-options"
_ONE_OF = frozenset({"single-option", "thumbnail", "color", "radio", "digital-card-value"})
"""Types of options that are answered with one of several; others ask for words, files or dates."""
_MOST = 300
_STATUS = {
    "sale": Availability.IN_STOCK,
    "out": Availability.OUT_OF_STOCK,
    "out-and-notify": Availability.OUT_OF_STOCK,
}


class Salla(Platform):
    """Shops on Salla, whatever theme. Seen on tests/scraping/cases/salla/."""

    key = "salla"
    hosts = (".salla.sa",)
    marks = ("cdn.salla.sa", "cdn.salla.network", "salla.init", "assets.salla")

    def candidates(self, page: Page) -> Iterator[Candidate]:
        """The theme shows "out of stock" hidden on every page, so its words say nothing; the button's status does."""
        for element in page.outline.near:
            if element.tag == _BUTTON and element in page.outline.position:
                status = _STATUS.get(element.get("product-status") or "")
                if status:
                    yield Candidate("availability", status, "salla", 0.92, f"{_BUTTON}[product-status]")
                break
        for element in page.outline.near:
            if element.tag == _OPTIONS:
                variants = _variants(json_in(element, "options"), _amount(page))
                if len(variants) > 1:
                    yield Candidate("variants", variants, "salla", 0.9, f"{_OPTIONS}[options]")
                break
        for element in page.outline.near:
            if element.tag == _STARS:
                stars, count = plain_number(element.get("value")), plain_number(element.get("reviews"))
                if stars and count:
                    yield Candidate("rating", stars, "salla", 0.85, f"{_STARS}[value]")
                    yield Candidate("review_count", int(count), "salla", 0.85, f"{_STARS}[reviews]")
                return


def _amount(page: Page) -> Decimal | None:
    """What the buy button says that the product costs before any option."""
    return next((plain_number(e.get("amount")) for e in page.outline.near if e.tag == _BUTTON), None)


def _variants(options: Any, amount: Decimal | None) -> list[Variant]:
    """Each way to answer the options that one must answer with one of several: Salla sells all of them."""
    asked = [
        (first_text(option.get("name")) or "option", choices)
        for option in as_list(options)
        if isinstance(option, dict) and option.get("required") and option.get("type") in _ONE_OF
        if (choices := [choice for choice in as_list(option.get("details")) if isinstance(choice, dict)])
    ]
    names = [name for name, _ in asked]
    ways = product(*(choices for _, choices in asked)) if asked else ()
    return [_variant(names, way, amount) for way in islice(ways, _MOST)]


def _variant(names: list[str], way: tuple[dict[str, Any], ...], amount: Decimal | None) -> Variant:
    more = sum((plain_number(choice.get("additional_price")) or Decimal(0) for choice in way), Decimal(0))
    out = any(choice.get("is_out") for choice in way)
    return Variant(
        options={name: first_text(choice.get("name")) or "" for name, choice in zip(names, way, strict=True)},
        price=amount + more if amount else None,
        availability=Availability.OUT_OF_STOCK if out else Availability.IN_STOCK,
        source_id="-".join(str(choice.get("id")) for choice in way),
    )
