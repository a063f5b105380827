"""Salla (SA): markup is mostly complete; the buy button's element knows whether there is any."""

from collections.abc import Iterator

from scraping.page import Page
from scraping.platforms.base import Platform
from scraping.snapshot import Availability, Candidate
from scraping.text.prices import plain_number

_BUTTON = "salla-add-product-button"
_STARS = "salla-rating-stars"
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
            if element.tag == _STARS:
                stars, count = plain_number(element.get("value")), plain_number(element.get("reviews"))
                if stars and count:
                    yield Candidate("rating", stars, "salla", 0.85, f"{_STARS}[value]")
                    yield Candidate("review_count", int(count), "salla", 0.85, f"{_STARS}[reviews]")
                return
