"""A shop that fails again and again rests, longer each time; then one product is tried, for all of them.

Only what says something of the shop counts, not of a page. Every change is one UPDATE that names what it expects, so
any number of workers may ask and tell at once.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q

from products.watch.models import ShopHealth

OF_THE_SHOP = frozenset(
    {"blocked_by_shop", "challenge_page", "shop_unreachable", "shop_busy", "page_too_slow", "too_many_redirects"}
)
PROBE_S = 900.0  # a probe that has told nothing by then is lost, and another may go


def resting(domains: set[str]) -> dict[str, ShopHealth]:
    """Of ``domains`` those at which nothing may be asked now, or a probe only."""
    return ShopHealth.objects.filter(rests_until__isnull=False).in_bulk(list(domains))


def may_probe(shop: ShopHealth, product_id: UUID, now: datetime) -> bool:
    """Whether the look at this product is the probe: the rest is over and no other probe is out."""
    free = ShopHealth.objects.filter(Q(probe=None) | Q(probe_until__lte=now) | Q(probe=product_id))
    mine = free.filter(pk=shop.pk, rests_until__lte=now)
    return mine.update(probe=product_id, probe_until=now + timedelta(seconds=PROBE_S)) > 0


def lets_in(domain: str, product_id: UUID, now: datetime) -> bool:
    """Whether this look may go on: the shop is open, or this is its probe."""
    shop = resting({domain}).get(domain)
    return shop is None or may_probe(shop, product_id, now)


def succeeded(domain: str) -> None:
    """The shop answered: its record is clean, and it is open."""
    bad = ShopHealth.objects.filter(pk=domain).exclude(failures=0, rests_until=None)
    bad.update(failures=0, rests=0, rests_until=None, error_code="", probe=None, probe_until=None)


def failed(domain: str, product_id: UUID, code: str, now: datetime) -> None:
    """Count a failure; at the limit, or when a probe fails, the shop rests."""
    if code not in OF_THE_SHOP:
        return
    shop, _ = ShopHealth.objects.get_or_create(pk=domain)
    ShopHealth.objects.filter(pk=domain).update(failures=F("failures") + 1, error_code=code)
    shop.refresh_from_db()
    is_probe = shop.probe == product_id
    if is_probe or (shop.rests_until is None and shop.failures >= settings.WATCH_FAILURES):
        _rest(shop, now)


def _rest(shop: ShopHealth, now: datetime) -> None:
    pause_s = min(settings.WATCH_REST_S * 2 ** min(shop.rests, 16), settings.WATCH_LONGEST_REST_S)
    same = ShopHealth.objects.filter(pk=shop.pk, rests=shop.rests)
    until = now + timedelta(seconds=pause_s)
    same.update(rests=F("rests") + 1, rests_until=until, probe=None, probe_until=None)
