"""From a shop's price to the merchant's: convert, add the margin, add VAT, round up. Pure arithmetic on Decimals."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any

from products.publishing.errors import NoPrice
from products.publishing.models import PriceRule

HUNDRED = Decimal(100)
THREE_DIGITS = frozenset({"BHD", "JOD", "KWD", "LYD", "OMR", "TND"})
NO_DIGITS = frozenset({"CLP", "IQD", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RateUsed:
    """One ``base`` is so much of ``quote``. ``source`` says who said so, ``on`` when; both empty for one currency."""

    base: str
    quote: str
    rate: Decimal = Decimal(1)
    source: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A price and how it came about; ``shop_price`` in the shop's currency, all else in the store's."""

    shop_price: Decimal
    rate: RateUsed
    cost: Decimal
    margin: Decimal
    vat: Decimal
    rounded_by: Decimal
    price: Decimal
    is_own: bool = False

    def dump(self) -> dict[str, Any]:
        """JSON, for the record: amounts as text, the rate with its source and date."""
        data = {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(self).items()}
        used = self.rate
        data["rate"] = {
            "base": used.base,
            "quote": used.quote,
            "rate": str(used.rate),
            "source": used.source,
            "on": used.on.isoformat() if used.on else None,
        }
        return data


def price(shop_price: Decimal, rate: RateUsed, rule: PriceRule | None) -> Priced:
    """What the buyer pays in the store. Without a rule the converted price. Raises NoPrice for none above zero."""
    if not shop_price.is_finite() or shop_price <= 0:
        raise NoPrice
    step = smallest(rate.quote)
    cost = shop_price * rate.rate
    margin = _margin(cost, rule) if rule else Decimal(0)
    vat = (cost + margin) * rule.vat_percent / HUNDRED if rule else Decimal(0)
    before = (cost + margin + vat).quantize(step, ROUND_HALF_UP)
    final = max(rounded_up(before, rule.rounding) if rule else before, step)
    return Priced(
        shop_price=shop_price,
        rate=rate,
        cost=cost.quantize(step, ROUND_HALF_UP),
        margin=margin.quantize(step, ROUND_HALF_UP),
        vat=vat.quantize(step, ROUND_HALF_UP),
        rounded_by=final - before,
        price=final.quantize(step),
    )


def own(amount: Decimal, shop_price: Decimal, rate: RateUsed) -> Priced:
    """A price that the merchant set for the store, beside what the product costs in the shop."""
    step = smallest(rate.quote)
    cost, final = (shop_price * rate.rate).quantize(step, ROUND_HALF_UP), amount.quantize(step, ROUND_HALF_UP)
    zero = Decimal(0)
    return Priced(
        shop_price=shop_price,
        rate=rate,
        cost=cost,
        margin=final - cost,
        vat=zero,
        rounded_by=zero,
        price=final,
        is_own=True,
    )


def _margin(cost: Decimal, rule: PriceRule) -> Decimal:
    return max(cost * rule.margin_percent / HUNDRED + rule.margin_fixed, rule.least_margin)


def rounded_up(amount: Decimal, rounding: str) -> Decimal:
    """Never down: rounding must not eat the smallest margin."""
    if not rounding:
        return amount
    value = Decimal(rounding)
    if rounding.startswith("."):
        return (amount - value).to_integral_value(ROUND_CEILING) + value
    return (amount / value).to_integral_value(ROUND_CEILING) * value


def smallest(currency: str) -> Decimal:
    """The smallest amount that is paid in ``currency``."""
    if currency in THREE_DIGITS:
        return Decimal("0.001")
    return Decimal(1) if currency in NO_DIGITS else Decimal("0.01")


def rule_for(rules: Iterable[PriceRule], *, connection_id: Any, category: str) -> PriceRule | None:
    """The rule that says most: of this store and category, of this store, of the category, of all."""
    fitting = [
        rule for rule in rules if rule.connection_id in (None, connection_id) and _is_within(category, rule.category)
    ]
    return max(fitting, key=lambda rule: (rule.connection_id is not None, len(rule.category)), default=None)


def _is_within(category: str, of: str) -> bool:
    """``Home > Lamps`` is within ``Home``, and everything within nothing."""
    inner, outer = parts_of(category), parts_of(of)
    return inner[: len(outer)] == outer


def parts_of(category: str) -> list[str]:
    return [part.strip().casefold() for part in category.split(">") if part.strip()]
