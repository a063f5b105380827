"""What the words of one choice say: its name, what it costs, and whether it is to be had."""

import re
from decimal import Decimal

from scraping.snapshot import Availability
from scraping.text.currencies import currency_of, is_at_home
from scraping.text.prices import amount_of, ascii_digits, find_prices, may_be_price
from scraping.text.stock import availability_words

_ASIDE = re.compile(r"\s*(?:\s[-–—:]\s|[(\[|])\s*(?P<said>[^-–—()\[\]|:]{3,30}?)[)\]\s.!]*$")
"""What is said of a choice behind its name: "M – sold out", "M (only 2 left)"."""
_MORE_OR_LESS = re.compile(r"(?:\+|[(\[]\s*[-–−])\s*$")
_PLUS_BEHIND = re.compile(r"(\d[\d.,]*)\+(?=\s?\D{1,8}$)")  # "(5.00+ ر.س)": Arabic pages turn it round
_BEFORE_PRICE = " \t-–—−([+:|,/"


def name_and_stock(text: str) -> tuple[str, Availability | None]:
    """``M - sold out`` is M, out of stock."""
    aside = _ASIDE.search(text)
    said = availability_words(aside["said"]) if aside else None
    return (text[: aside.start()], said) if aside and said else (text, None)


def name_and_price(text: str, places: tuple[str, ...]) -> tuple[str, Decimal | None, str | None]:
    """``Small - $10.00`` is Small at 10; of ``Large (+$5.00)`` the price is not told, only what it costs more."""
    line = _PLUS_BEHIND.sub(r"+\1", ascii_digits(text))
    prices = list(find_prices(line)) if may_be_price(line) else []
    if not prices or line[prices[-1].end :].strip(" )]*") or not is_at_home(prices[-1].sign, places, None):
        return text, None, None
    last = prices[-1]
    before = line[: last.start]
    name = before.rstrip(_BEFORE_PRICE)
    if not name:
        return text, None, None
    currency = currency_of(last.sign, places)
    price = None if _MORE_OR_LESS.search(before) else amount_of(last, currency)
    return name, price, currency if price else None
