"""What models were asked for a merchant this month, and what it cost."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from merchants.models import Merchant
from products.ai.models import AICall
from products.budget import this_month

PURPOSES: dict[str, str | Promise] = {
    "enhance": _("Writing texts"),
    "look": _("Looking at pictures"),
    "compare": _("Comparing"),
    "insights": _("Analysing"),
}


@dataclass
class Line:
    """The calls of one kind to one model. ``usd`` None: no price is known for that model."""

    purpose: str | Promise
    model: str
    calls: int = 0
    failed: int = 0
    tokens: int = 0
    usd: Decimal | None = None


def report(merchant: Merchant) -> list[Line]:
    """The dearest first. A call's purpose begins with its kind: ``enhance.ar write.1``."""
    month = this_month()
    calls = AICall.objects.filter(merchant=merchant, started_at__gte=datetime(month.year, month.month, 1, tzinfo=UTC))
    rows = calls.order_by().values("purpose", "model").annotate(
        calls=Count("pk"),
        failed=Count("pk", filter=~Q(error_code="")),
        tokens=Coalesce(Sum("tokens_given"), 0) + Coalesce(Sum("tokens_written"), 0),
        usd=Sum("cost_usd"),
    )  # fmt: skip
    lines: dict[tuple[str, str], Line] = {}
    for row in rows:
        kind = row["purpose"].replace(" ", ".").partition(".")[0]
        line = lines.setdefault((kind, row["model"]), Line(PURPOSES.get(kind, kind), row["model"]))
        line.calls, line.failed = line.calls + row["calls"], line.failed + row["failed"]
        line.tokens += row["tokens"]
        if row["usd"] is not None:
            line.usd = (line.usd or Decimal(0)) + row["usd"]
    return sorted(lines.values(), key=lambda line: (-(line.usd or 0), -line.calls))


def has_prices() -> bool:
    """Whether asking models counts against the budget."""
    return bool((settings.AI.writes or settings.AI.sees) and settings.AI.prices)
