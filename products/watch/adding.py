"""Steps of a price that are each below a rule's limit: they add up until the rule tells of them.

A rule reckons from the price that it told of last; where it told of none, from the one before the first small step. A
rule for prices that rise reckons from the lowest since then, one for prices that fall from the highest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from products.models import Product
from products.watch.models import ToldPrice, WatchRule
from products.watch.observing import Happening, amount_text, percent_of

Direction = WatchRule.Direction


@dataclass(frozen=True, slots=True)
class Base:
    """The price from which steps are added up, above zero; ``at``: when the first of them came."""

    price: Decimal
    at: datetime


def since(base: Base, step: Happening) -> Happening:
    """What ``step`` and those before it have led to, from ``base`` on."""
    percent = percent_of(base.price, Decimal(step.new or 0))
    return replace(step, old=amount_text(base.price), percent=percent, since=base.at)


def leads_on(rule: WatchRule, base: Base, step: Happening) -> bool:
    """Whether the price is away from ``base`` in a direction that the rule is about."""
    new = Decimal(step.new or 0)
    if rule.direction == Direction.UP:
        return new > base.price
    return new < base.price if rule.direction == Direction.DOWN else new != base.price


class Bases:
    """From where the ``rules`` reckon at one product, read once. What was kept in another currency does not count."""

    def __init__(self, product: Product, currency: str, rules: Sequence[WatchRule]) -> None:
        self._product, self._currency = product, currency
        mine = ToldPrice.objects.filter(product=product, rule__in=[rule.pk for rule in rules]) if rules else ()
        self._rows = {row.rule_id: row for row in mine}

    def of(self, rule: WatchRule) -> Base | None:
        row = self._rows.get(rule.pk)
        return Base(row.price, row.at) if row and row.currency == self._currency else None

    def keep(self, rule: WatchRule, base: Base | None) -> None:
        """None: the product stands at the price that counts."""
        if base is None:
            if rule.pk in self._rows:
                ToldPrice.objects.filter(pk=self._rows[rule.pk].pk).delete()
        elif base != self.of(rule):
            values = {"price": base.price, "currency": self._currency, "at": base.at}
            ToldPrice.objects.update_or_create(product=self._product, rule=rule, defaults=values)
