"""How often a store may be called, obeyed by all workers together: one row a store, one decision a call.

What a store allows is known to its client beforehand and corrected by what each answer tells. A call that would have
to wait longer than a moment is not made: ``StoreBusy`` says when, and the run waits instead of a worker.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep

from django.db import transaction
from django.utils import timezone

from merchants.stores.clients.errors import StoreBusy
from merchants.stores.clients.models import StoreRate

LONGEST_PAUSE_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a store allows until it tells more: ``most`` calls at once, then ``per_s`` a second."""

    most: float
    per_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an answer says of the limit; None where it says nothing.

    ``left`` of ``most`` calls, full again at ``full_at``; ``closed_for_s``: the store sent us away for so many seconds.
    """

    most: float | None = None
    left: float | None = None
    per_s: float | None = None
    full_at: datetime | None = None
    closed_for_s: float | None = None

    @property
    def says_nothing(self) -> bool:
        return self == Told()


def take(key: str, limit: Limit, cost: float = 1.0) -> None:
    """Take ``cost`` calls of what is left for the store ``key``, after a moment's pause if need be.

    Call it outside of transactions. Raises StoreBusy, having taken nothing.
    """
    pause_s = _reserve(key, limit, cost)
    if pause_s > 0:
        sleep(pause_s)


def _reserve(key: str, limit: Limit, cost: float) -> float:
    """Seconds until the calls taken may be made."""
    with transaction.atomic():
        now = timezone.now()
        rate = _locked(key, limit, now)
        _let_flow(rate, now)
        cost = min(cost, rate.most)  # what costs more than the bucket holds takes all of it
        closed_s = (rate.closed_until - now).total_seconds() if rate.closed_until else 0.0
        lacking_s = (cost - rate.left) / rate.per_s if rate.left < cost else 0.0
        wait_s = max(closed_s, lacking_s, 0.0)
        if wait_s > LONGEST_PAUSE_S:
            raise StoreBusy(f"The store takes no call for {wait_s:.0f} s.", retry_after_s=wait_s)
        rate.left -= cost
        rate.save()
    return wait_s


def learn(key: str, limit: Limit, told: Told) -> None:
    """Correct what is left by what the store ``told``.

    Answers of calls made at once come in any order, so within one filling only the lowest number counts.
    """
    if told.says_nothing:
        return
    with transaction.atomic():
        now = timezone.now()
        rate = _locked(key, limit, now)
        _let_flow(rate, now)
        _correct(rate, told)
        if told.closed_for_s is not None:
            _close(rate, now + timedelta(seconds=told.closed_for_s))
        rate.save()


def _correct(rate: StoreRate, told: Told) -> None:
    if told.per_s:
        rate.per_s = told.per_s
    if told.most and told.most != rate.most:
        rate.left += told.most - rate.most  # another plan than we thought
        rate.most = told.most
    if told.left is not None:
        rate.left = min(rate.left, told.left)
    if told.full_at:
        rate.full_at = max(rate.full_at or told.full_at, told.full_at)


def _close(rate: StoreRate, until: datetime) -> None:
    """Nothing flows in while it is closed; then it starts from empty."""
    rate.closed_until = max(rate.closed_until or until, until)
    rate.left = min(rate.left, 0.0)
    rate.counted_at = max(rate.counted_at, rate.closed_until)


def _locked(key: str, limit: Limit, now: datetime) -> StoreRate:
    rate = StoreRate.objects.select_for_update().filter(key=key).first()
    if rate is None:
        full = {"left": limit.most, "most": limit.most, "per_s": limit.per_s, "counted_at": now}
        StoreRate.objects.get_or_create(key=key, defaults=full)
        rate = StoreRate.objects.select_for_update().get(key=key)
    return rate


def _let_flow(rate: StoreRate, now: datetime) -> None:
    """Add what came in since it was counted."""
    if rate.closed_until and rate.closed_until <= now:
        rate.closed_until = None
    if rate.full_at and rate.full_at <= now:
        rate.left, rate.full_at = rate.most, None
    passed_s = max((now - rate.counted_at).total_seconds(), 0.0)
    rate.left = min(rate.left + passed_s * rate.per_s, rate.most)
    rate.counted_at = max(rate.counted_at, now)
