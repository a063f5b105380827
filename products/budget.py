"""How much a merchant may spend on paid services in a month, and what is left. All processes count here."""

from collections.abc import Callable
from datetime import UTC, date
from decimal import Decimal
from functools import partial
from typing import ClassVar
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from jobs import service as jobs
from jobs.payloads import Payload
from merchants.models import Merchant
from products.ledger import MonthlySpending, SpendingLimit

type Settle = Callable[[Decimal], None]


class BudgetSpent(Exception):
    """Nothing is left of this month's budget: the merchant's, or the whole installation's."""

    def __init__(self, owner: Merchant | None, limit: Decimal) -> None:
        whose = "this merchant's" if owner else "the installation's"
        self.owner, self.limit = owner, limit
        super().__init__(f"{whose} budget of {limit} USD for paid services is spent until the end of the month")


class BudgetReached(Payload):
    """Nothing is left of what this merchant may spend this month. Told once for each budget and month."""

    event: ClassVar[str] = "budget/reached"
    merchant_id: UUID
    month: str
    limit_usd: Decimal


def reserve(merchant: Merchant, usd: Decimal) -> Settle:
    """Set ``usd`` aside; the answer takes the true cost. Raises BudgetSpent."""
    month = this_month()
    limits = ((merchant, limit_of(merchant)), (None, settings.PROVIDER_BUDGET_USD))
    try:
        with transaction.atomic():
            for owner, limit in limits:
                if not _add(owner, month, usd, limit):
                    raise BudgetSpent(owner, limit)
    except BudgetSpent as spent:
        if spent.owner and spent.limit:  # a budget of nothing is no news
            _tell(spent.owner, month, spent.limit)
        raise
    return partial(_settle, merchant, month, usd)


def _tell(merchant: Merchant, month: date, limit: Decimal) -> None:
    told = BudgetReached(merchant_id=merchant.pk, month=f"{month:%Y-%m}", limit_usd=limit)
    jobs.emit(told, owner=merchant, event_id=uuid5(merchant.pk, f"budget {told.month} {limit.normalize()}"))


def _settle(merchant: Merchant, month: date, reserved: Decimal, cost: Decimal) -> None:
    mine = MonthlySpending.objects.filter(Q(merchant=merchant) | Q(merchant=None), month=month)
    mine.update(usd=F("usd") - reserved + cost)


def _add(owner: Merchant | None, month: date, usd: Decimal, limit: Decimal) -> bool:
    """Whether ``usd`` still went below ``limit``. One UPDATE looks and adds, so that two at once cannot both pass."""
    MonthlySpending.objects.bulk_create([MonthlySpending(merchant=owner, month=month)], ignore_conflicts=True)
    row = MonthlySpending.objects.filter(merchant=owner, month=month, usd__lte=limit - usd)
    return row.update(usd=F("usd") + usd) > 0


def limit_of(merchant: Merchant) -> Decimal:
    """What ``merchant`` may spend in a month: its own wish, within what the operator allows."""
    limit = SpendingLimit.objects.filter(merchant=merchant).first()
    ceiling = ceiling_of(limit)
    return min(limit.wanted_usd, ceiling) if limit and limit.wanted_usd is not None else ceiling


def ceiling_of(limit: SpendingLimit | None) -> Decimal:
    """The most that the operator allows the merchant of ``limit``."""
    if limit and limit.ceiling_usd is not None:
        return limit.ceiling_usd
    return Decimal(settings.PROVIDER_BUDGET_PER_MERCHANT_USD)


def this_month() -> date:
    """Its first day. Months are those of UTC, like all times in the database."""
    return timezone.now().astimezone(UTC).date().replace(day=1)


def want(merchant: Merchant, usd: Decimal | None) -> None:
    """Set the merchant's own budget; None takes what the operator allows."""
    SpendingLimit.objects.update_or_create(merchant=merchant, defaults={"wanted_usd": usd})
