"""The end of a look: what it means for the product's watch, its history and its shop."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from jobs.errors import StepError
from jobs.models import Run, Status
from products.imports.changes import Facts, plain
from products.models import Facts as FactsRow
from products.models import Product
from products.watch import breaker, due, observing, schedules, timing
from products.watch.models import ShopHealth, WatchedProduct
from products.watch.payloads import LookRequested
from products.watch.rules import Act, raise_alerts
from scraping.errors import BadLink
from scraping.fetched import Known
from scraping.links import parse_link

FLOW = "product/look"
PACE_KEY_LIMIT = 120  # the column's length; a longer host still has an end of its own
GONE = {"page_not_found": False, "page_gone": True}  # whether one answer is enough
SELLING = ("price", "regular_price", "currency", "availability", "stock_quantity", "variant_")
CODES = ("gtin", "sku", "mpn")
Outcome = WatchedProduct.Outcome


class AnotherProduct(StepError):
    """The link leads to another product by now; its facts are not taken for this one's."""

    code = "another_product"


def pace_of(payload: LookRequested) -> str:
    """Looks at a shop keep a pace of their own: a merchant who imports from it never waits behind them."""
    return looks_at(payload.source_url)


def looks_at(address: str) -> str:
    """The key of the pace of looks at the shop of ``address``."""
    host = urlsplit(address).hostname or ""
    return f"look:{host.removeprefix('www.')}"[-PACE_KEY_LIMIT:]


def subject_of(payload: LookRequested) -> str:
    return f"product:{payload.product_id}"


def known_of(row: WatchedProduct, facts: FactsRow) -> Known | None:
    """How the page was from which the facts in force were read, if that is remembered."""
    return Known(**row.known) if row.known and row.known_read_at == facts.read_at else None


def check_same_product(old: Facts, new: Facts) -> None:
    """Raises AnotherProduct when the page now stands elsewhere and is about something else."""
    if _key(old.get("url")) == _key(new.get("url")):
        return
    for code in CODES:
        if old.get(code) and new.get(code):
            if old[code] == new[code]:
                return
            raise AnotherProduct
    before, after = (set(plain(facts.get("name") or "").split()) for facts in (old, new))
    if len(before & after) * 2 < max(len(before), len(after)):
        raise AnotherProduct


def _key(address: str | None) -> str:
    try:
        policy = settings.SCRAPE_POLICY
        return parse_link(address or "", ports=policy.ports, allow_private=policy.allow_private).key
    except BadLink:
        return address or ""


def ended(run: Run, act: Act) -> None:
    """Take in a look that has ended, in the transaction that ends its run."""
    row = with_product(WatchedProduct.objects.select_for_update(of=("self",)), run.payload["productId"])
    result = run.result or {}
    if row is None or run.status == Status.CANCELLED or result.get("is_over"):
        return  # nobody asked the shop anything, so nothing was confirmed
    product, now = row.product, timezone.now()
    if run.status == Status.FAILED:
        _failed(row, product, run, now, act)
    elif result["outcome"] == Outcome.RESTED:
        _rested(row, now)
    else:
        _succeeded(row, product, run, now, act)


def with_product(rows: QuerySet[WatchedProduct], product_id: Any) -> WatchedProduct | None:
    """The watch of a product with all that a look at an unchanged page needs, which is not what was read from it."""
    joined = rows.select_related("product__merchant", "product__facts").defer("product__facts__snapshot")
    return joined.filter(pk=product_id).order_by().first()


def _rested(row: WatchedProduct, now: datetime) -> None:
    due.put_off(row, ShopHealth.objects.filter(pk=row.domain).first() or ShopHealth(domain=row.domain), now)
    row.save(update_fields=["next_at", "outcome"])


def _succeeded(row: WatchedProduct, product: Product, run: Run, now: datetime, act: Act) -> None:
    result = run.result or {}
    changes: list[dict[str, Any]] = result.get("changes", [])
    breaker.succeeded(row.domain)
    is_new = result["outcome"] == Outcome.CHANGED
    observed = observing.Observed([], {})
    if is_new or row.pending or row.failures:
        lost = [change["variant"] for change in changes if change["kind"] == "variant_lost"]
        observed = observing.observe(product, _snapshot(run, product), lost=lost, pending=row.pending, now=now)
        raise_alerts(product, observed.happenings, run_id=run.pk, now=now, act=act)
    is_moving = any(change["kind"].startswith(SELLING) for change in changes)
    row.interval_s = row.every if is_moving else timing.slower(row.interval_s, row.slowest)
    row.outcome, row.error_code, row.failures = (Outcome.CHANGED if changes else Outcome.UNCHANGED), "", 0
    row.changed_at = now if changes else row.changed_at
    if is_new:
        row.known = result.get("known") or {}  # an old mark is of a page whose facts are no longer in force
    if result["outcome"] == Outcome.UNCHANGED:
        confirm_facts(product, now)
    row.known_read_at = now if result["outcome"] == Outcome.UNCHANGED else product.facts.read_at
    _next(row, observed.pending, timing.after_look(row.pk, row.interval_s, now), now)


def confirm_facts(product: Product, now: datetime) -> None:
    """The page is as it was, so what was read from it holds as of ``now``."""
    FactsRow.objects.filter(product=product).update(read_at=now)
    Product.objects.filter(pk=product.pk).update(read_at=now)


def _failed(row: WatchedProduct, product: Product, run: Run, now: datetime, act: Act) -> None:
    code = run.error_code
    observed = observing.Observed([], row.pending)
    row.outcome, row.error_code, row.failures = Outcome.FAILED, code, row.failures + 1
    if code in GONE:
        breaker.succeeded(row.domain)  # the shop answered
        observed = observing.observe_gone(product, is_sure=GONE[code], pending=row.pending, now=now)
        raise_alerts(product, observed.happenings, run_id=run.pk, now=now, act=act)
        row.outcome = Outcome.GONE
    elif code == "forbidden_by_robots":
        row.outcome = Outcome.FORBIDDEN
    else:
        breaker.failed(row.domain, row.pk, code, now)
    _next(row, observed.pending, _after_failure(row, run, now), now)


def _after_failure(row: WatchedProduct, run: Run, now: datetime) -> datetime:
    """Later and later; not before the time that the shop named."""
    at = timing.after_failure(row.pk, row.interval_s, row.failures - 1, now)
    return max(at, run.retry_at) if run.retry_at else at


def _next(row: WatchedProduct, pending: dict[str, Any], at: datetime, now: datetime) -> None:
    """Save the watch. What is in doubt is looked at again soon."""
    is_fresh_doubt = bool(pending) and pending != row.pending
    row.pending, row.looked_at = pending, now
    row.next_at = min(at, now + timedelta(seconds=timing.CONFIRM_S)) if is_fresh_doubt else at
    row.save()


def read_otherwise(run: Run, product: Product, act: Act) -> None:
    """A reading that a person or a bulk re-scrape asked for has ended well: it belongs to the history too.

    ``product`` with its merchant and its watch. It is watched from now on, if its merchant's schedules say so.
    """
    now = timezone.now()
    is_watched = hasattr(product, "watched")
    row = WatchedProduct.objects.select_for_update().filter(pk=product.pk).first() if is_watched else None
    lost = [change["variant"] for change in (run.result or {}).get("changes", []) if change["kind"] == "variant_lost"]
    pending = row.pending if row else None
    observed = observing.observe(product, _snapshot(run, product), lost=lost, pending=pending, now=now)
    raise_alerts(product, observed.happenings, run_id=run.pk, now=now, act=act)
    if row is None:
        schedules.begin(product, now)
    elif row.pending != observed.pending:
        WatchedProduct.objects.filter(pk=row.pk).update(pending=observed.pending)


def _snapshot(run: Run, product: Product) -> Facts:
    """The facts in force, as this process has just saved them if it did."""
    saved: Facts | None = run.memory.get("snapshot")
    return saved or product.facts.snapshot
