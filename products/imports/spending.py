"""Who pays for reading pages, and what was spent on it this month."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, Sum

from merchants.models import Merchant
from products import budget
from products.budget import BudgetSpent, ceiling_of, limit_of, this_month
from products.ledger import MonthlySpending, SpendingLimit
from products.models import ScrapeAttempt
from scraping.errors import BudgetReached
from scraping.policy import ScrapePolicy, Settle


def policy_for(merchant: Merchant) -> ScrapePolicy:
    """The operator's policy with ``merchant`` as the one who pays. Without it no paid service is ever asked."""
    policy: ScrapePolicy = settings.SCRAPE_POLICY
    return replace(policy, budget=MerchantBudget(merchant)) if policy.services else policy


@dataclass(frozen=True, slots=True)
class MerchantBudget:
    """The budget of one merchant, and of the whole installation behind it."""

    merchant: Merchant

    def reserve(self, provider: str, usd: Decimal) -> Settle:
        """Set ``usd`` aside; the answer takes the true cost. Raises BudgetReached."""
        try:
            return budget.reserve(self.merchant, usd)
        except BudgetSpent as error:
            raise BudgetReached(str(error)) from error


@dataclass(frozen=True, slots=True)
class Report:
    """One month of one merchant. ``committed`` counts what is under way as well."""

    month: date
    providers: list[Any]
    spent: Decimal
    committed: Decimal
    limit: Decimal
    ceiling: Decimal

    @property
    def left(self) -> Decimal:
        return max(self.limit - self.committed, Decimal(0))

    @property
    def percent(self) -> int:
        """Of the budget that is used, 100 when there is none."""
        return min(round(100 * self.committed / self.limit), 100) if self.limit else 100


def report(merchant: Merchant) -> Report:
    """What reading pages has taken and cost this month, by provider, the dearest first."""
    month = this_month()
    since = datetime(month.year, month.month, 1, tzinfo=UTC)
    attempts = ScrapeAttempt.objects.filter(merchant=merchant, started_at__gte=since).order_by()
    providers = list(
        attempts.values("provider")
        .annotate(
            attempts=Count("pk"),
            failed=Count("pk", filter=~Q(error_code="")),
            bytes=Sum("bytes"),
            seconds=Sum("duration_ms") / 1000.0,
            usd=Sum("cost_usd"),
        )
        .order_by("-usd", "-attempts", "provider")
    )
    row = MonthlySpending.objects.filter(merchant=merchant, month=month).first()
    return Report(
        month=month,
        providers=providers,
        spent=sum((line["usd"] for line in providers), Decimal(0)),
        committed=row.usd if row else Decimal(0),
        limit=limit_of(merchant),
        ceiling=ceiling_of(SpendingLimit.objects.filter(merchant=merchant).first()),
    )


def has_paid_services() -> bool:
    """Whether the operator has set any up."""
    policy: ScrapePolicy = settings.SCRAPE_POLICY
    return bool(policy.services)
