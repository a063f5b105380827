"""AliExpress: the page is made of ``window.runParams``, in parts that changed their names but not their kinds."""

import re
from collections.abc import Iterator
from typing import Any

from scraping.page import Page
from scraping.platforms.base import Platform, json_after, pictures, scripts_with
from scraping.readers.values import as_list, first_text
from scraping.snapshot import Availability, Candidate
from scraping.text.currencies import currency_code
from scraping.text.prices import plain_number

_NUMBER = re.compile(r"/item/(?:[^/]*?[-_/])?(\d{8,20})\.html")


class AliExpress(Platform):
    """Parts are called ``priceModule`` until 2022, ``priceComponent`` since. Seen on cases/aliexpress/."""

    key = "aliexpress"
    hosts = ("aliexpress.",)

    def candidates(self, page: Page) -> Iterator[Candidate]:
        number = _NUMBER.search(page.url) or _NUMBER.search(page.canonical_url or "")
        if number:
            yield Candidate("sku", number[1], self.key, 0.9, "address")
        for text in scripts_with(page, "runParams"):
            data = json_after(text, "data:")
            if isinstance(data, dict):
                yield from self._read(data, page)
                return

    def _read(self, data: dict[str, Any], page: Page) -> Iterator[Candidate]:
        product, price = _part(data, "productInfo") or _part(data, "title"), _part(data, "price")
        name = first_text(product.get("subject"))
        if name:
            yield Candidate("name", name, self.key, 0.9, "runParams.subject")
        yield from pictures(as_list(_part(data, "image").get("imagePathList")), page, self.key, 0.85)
        yield from self._money(price)
        stock = _part(data, "inventory") or _part(data, "quantity") or _part(data, "action")
        left = plain_number(stock.get("totalAvailQuantity"))
        if left is not None:
            there = Availability.IN_STOCK if left else Availability.OUT_OF_STOCK
            yield Candidate("availability", there, self.key, 0.9, "runParams.totalAvailQuantity")
        rating = _part(data, "feedback") or _inside(product, "feedbackRating")
        stars = plain_number(rating.get("evarageStar") or rating.get("averageStar"))
        if stars:
            yield Candidate("rating", stars, self.key, 0.85, "runParams.averageStar")
        count = plain_number(rating.get("totalValidNum"))
        if count:
            yield Candidate("review_count", int(count), self.key, 0.85, "runParams.totalValidNum")

    def _money(self, price: dict[str, Any]) -> Iterator[Candidate]:
        """The least that one pays in the running promotion, and the least without it."""
        now = _inside(price, "discountPrice").get("minActivityAmount") or price.get("minActivityAmount")
        before = _inside(price, "origPrice").get("minAmount") or price.get("minAmount")
        paid, regular = (plain_number(_amount(amount).get("value")) for amount in (now or before, before))
        if paid:
            yield Candidate("price", paid, self.key, 0.9, "runParams.minActivityAmount")
        if paid and regular and regular > paid:
            yield Candidate("regular_price", regular, self.key, 0.88, "runParams.minAmount")
        code = currency_code(_amount(now or before).get("currency"))
        if code:
            yield Candidate("currency", code, self.key, 0.9, "runParams.currency")


def _part(data: dict[str, Any], name: str) -> dict[str, Any]:
    return _inside(data, f"{name}Component") or _inside(data, f"{name}Module")


def _inside(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _amount(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
