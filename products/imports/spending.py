"""Who pays for paid services, how much is left this month, what was spent. All web and worker processes count here."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from merchants.models import Merchant
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
        month = this_month()
        limits = ((self.merchant, limit_of(self.merchant)), (None, settings.PROVIDER_BUDGET_USD))
        with transaction.atomic():
            for owner, limit in limits:
                if not _add(owner, month, usd, limit):
                    raise BudgetReached(_said(owner, limit))
        return partial(self._settle, month, usd)

    def _settle(self, month: date, reserved: Decimal, cost: Decimal) -> None:
        mine = MonthlySpending.objects.filter(Q(merchant=self.merchant) | Q(merchant=None), month=month)
        mine.update(usd=F("usd") - reserved + cost)


def _add(owner: Merchant | None, month: date, usd: Decimal, limit: Decimal) -> bool:
    """Whether ``usd`` still went below ``limit``. One UPDATE looks and adds, so that two at once cannot both pass."""
    MonthlySpending.objects.bulk_create([MonthlySpending(merchant=owner, month=month)], ignore_conflicts=True)
    row = MonthlySpending.objects.filter(merchant=owner, month=month, usd__lte=limit - usd)
    return row.update(usd=F("usd") + usd) > 0


def _said(owner: Merchant | None, limit: Decimal) -> str:
    whose = "this merchant's" if owner else "the installation's"
    return f"{whose} budget of {limit} USD for paid services is spent until the end of the month"


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


def want(merchant: Merchant, usd: Decimal | None) -> None:
    """Set the merchant's own budget; None takes what the operator allows."""
    SpendingLimit.objects.update_or_create(merchant=merchant, defaults={"wanted_usd": usd})
