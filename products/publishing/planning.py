"""What would be sent for a listing, and what stands in its way. Asks no store; for previews, checks and the flow."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from merchants.stores import opening as stores
from merchants.stores.clients.base import Lack
from merchants.stores.clients.lacks import NOT_FATAL
from merchants.stores.models import StoreConnection
from products.publishing import gates
from products.publishing.compose import Composed, compose
from products.publishing.errors import PublishError
from products.publishing.models import Listing, PriceRule
from products.publishing.rates import Rates


@dataclass(frozen=True, slots=True)
class Plan:
    """``composed`` is None when there is no price to sell at; ``error_code`` then says why. Notes are JSON."""

    composed: Composed | None
    error_code: str
    lacks: tuple[Lack, ...]

    @property
    def missing(self) -> list[dict[str, Any]]:
        """What must be mended before anything can be sent."""
        return [_note(lack) for lack in self.lacks if lack.code not in NOT_FATAL]

    @property
    def notes(self) -> list[dict[str, Any]]:
        """What the store takes, and shows otherwise than it should be."""
        over = self.composed.pictures_over if self.composed else 0
        left_out = [{"code": "pictures_over", "value": str(over)}] if over else []
        return [*left_out, *(_note(lack) for lack in self.lacks if lack.code in NOT_FATAL)]

    @property
    def is_ready(self) -> bool:
        return self.composed is not None and not self.missing


class Planner:
    """Plans for the listings of one store, with rates and rules read once."""

    def __init__(self, connection: StoreConnection) -> None:
        self._connection = connection

    @cached_property
    def _rates(self) -> Rates:
        return Rates(self._connection.merchant_id)

    @cached_property
    def _rules(self) -> list[PriceRule]:
        return list(PriceRule.objects.filter(merchant_id=self._connection.merchant_id))

    def plan(self, listing: Listing, *, rules: Iterable[PriceRule] | None = None) -> Plan:
        """``rules`` in place of the saved ones, for a look at what others would do."""
        store = stores.open_store(self._connection)
        chosen = list(rules) if rules is not None else self._rules
        try:
            composed = compose(listing, store.capabilities, rates=self._rates, rules=chosen)
        except PublishError as error:
            return Plan(None, error.code, ())
        return Plan(composed, "", (*store.lacks(composed.product), *gates.lacks(listing, composed.product)))


def _note(lack: Lack) -> dict[str, Any]:
    return {"code": lack.code, "field": lack.field, "value": lack.value, "limit": lack.limit}
