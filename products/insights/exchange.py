"""All prices in one currency, by rates that are named. What cannot be converted is left out and counted."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from babel.numbers import get_currency_precision


class Quote(Protocol):
    """One ``base`` is so much; ``source`` and ``on`` say who said so and when."""

    @property
    def rate(self) -> Decimal: ...
    @property
    def source(self) -> str: ...
    @property
    def on(self) -> date | None: ...


class NoQuote(Exception):
    """There is no rate that could be used; ``code`` is ``no_rate`` or ``rate_too_old``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


type Find = Callable[[str, str], Quote]


class Exchange:
    """Converts into ``currency`` and remembers by which rates, and what was left out for which reason.

    ``find(base, quote)`` gives a rate or raises NoQuote.
    """

    def __init__(self, currency: str, find: Find) -> None:
        self.currency = currency
        self._find = find
        self._known: dict[str, Quote | None] = {}
        self._why: dict[str, str] = {}
        self.used: Counter[str] = Counter()
        self.left_out: Counter[tuple[str, str]] = Counter()

    def amount(self, price: Decimal | None, currency: str) -> Decimal | None:
        """``price`` in our currency; None, and counted, when there is none above zero or no rate."""
        if price is None or price <= 0:
            self.left_out["no_price", ""] += 1
            return None
        if not currency:
            self.left_out["no_currency", ""] += 1
            return None
        if currency == self.currency:
            return price
        quote = self._quote(currency)
        if quote is None:
            self.left_out[self._why[currency], currency] += 1
            return None
        self.used[currency] += 1
        return price * quote.rate

    def _quote(self, currency: str) -> Quote | None:
        if currency not in self._known:
            try:
                self._known[currency] = self._find(currency, self.currency)
            except NoQuote as error:
                self._known[currency], self._why[currency] = None, error.code
        return self._known[currency]

    def text(self, amount: Decimal) -> str:
        """``amount`` as JSON keeps it, rounded to what is paid in our currency."""
        places = Decimal(1).scaleb(-get_currency_precision(self.currency)) if self.currency else Decimal("0.01")
        return f"{amount.quantize(places, ROUND_HALF_UP):f}"

    def notes(self) -> dict[str, Any]:
        """The rates that were used, with how many prices by each, and what was left out."""
        return {
            "currency": self.currency,
            "rates": [self._rate(base, times) for base, times in sorted(self.used.items())],
            "left_out": [
                {"reason": reason, "currency": currency, "count": count}
                for (reason, currency), count in sorted(self.left_out.items())
            ],
        }

    def _rate(self, base: str, times: int) -> dict[str, Any]:
        quote = self._known[base]
        assert quote is not None
        day = quote.on.isoformat() if quote.on else None
        return {"base": base, "rate": f"{quote.rate.normalize():f}", "source": quote.source, "on": day, "count": times}
