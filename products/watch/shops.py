"""A merchant's shops as the page of watching shows them: how many products, how often, and whether one rests."""

from dataclasses import dataclass

from django.db.models import Count

from merchants.models import Merchant
from products.listing import values_of
from products.watch import breaker
from products.watch.models import ShopHealth, WatchedProduct
from products.watch.schedules import READY, Choices, Chosen

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Shop:
    domain: str
    products: int
    watched: int
    chosen: Chosen
    health: ShopHealth | None


def domains_of(merchant: Merchant) -> list[str]:
    """The shops that the merchant has products from, as many as a page shows."""
    return values_of(merchant, "domain", SHOWN)


def shops_of(merchant: Merchant) -> list[Shop]:
    domains, choices = domains_of(merchant), Choices(merchant.pk)
    mine = merchant.products.alive().filter(status__in=READY, domain__in=domains).order_by()
    counts = dict(mine.values_list("domain").annotate(number=Count("*")))
    looked_at = WatchedProduct.objects.filter(merchant=merchant, domain__in=domains).order_by()
    watched = dict(looked_at.values_list("domain").annotate(number=Count("*")))
    resting = breaker.resting(set(domains))
    return [
        Shop(one, counts[one], watched.get(one, 0), choices.of_shop(one), resting.get(one))
        for one in domains
        if one in counts
    ]
