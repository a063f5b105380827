"""A merchant's shops as the page of watching shows them: how many products, how often, and whether one rests."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from merchants.models import Merchant
from products.listing import values_of
from products.watch import breaker
from products.watch.models import ShopHealth
from products.watch.schedules import READY, Choices, Chosen

SHOWN = 200
COUNT_CAP = 1_000  # of one shop; a merchant with half a million products would wait for nothing but the counting


@dataclass(frozen=True, slots=True)
class Shop:
    """``products`` and ``watched``: counted to one more than COUNT_CAP."""

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
    counts = _counts(merchant, domains) if domains else {}
    resting = breaker.resting(set(domains))
    return [Shop(one, *counts[one], choices.of_shop(one), resting.get(one)) for one in domains if counts[one][0]]


def _counts(merchant: Merchant, domains: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Of each shop how many products there are and how many of them are watched.

    One question for all; each count goes along an index and ends at the cap, which ``GROUP BY`` cannot.
    """
    text = f"""
        WITH shop(domain) AS (VALUES {", ".join(["(%s)"] * len(domains))})
        SELECT domain,
            (SELECT COUNT(*) FROM (
                SELECT 1 FROM products_product AS one
                WHERE merchant_id = %s AND one.domain = shop.domain AND deleted_at IS NULL AND status IN (%s, %s)
                LIMIT %s) AS counted),
            (SELECT COUNT(*) FROM (
                SELECT 1 FROM products_watchedproduct AS one
                WHERE merchant_id = %s AND one.domain = shop.domain LIMIT %s) AS counted)
        FROM shop"""  # noqa: S608 - placeholders only
    pk, most = Merchant._meta.pk.get_db_prep_value(merchant.pk, connection), COUNT_CAP + 1
    with connection.cursor() as cursor:
        cursor.execute(text, [*domains, pk, *READY, most, pk, most])
        return {domain: (products, watched) for domain, products, watched in cursor.fetchall()}
