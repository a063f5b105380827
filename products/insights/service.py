"""Analyses from start to end: ask for one, find one that still holds, list them, throw away those that are old."""

import json
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone

from jobs import service as jobs
from jobs.models import OPEN, Run
from merchants.models import Merchant
from products.insights import comparing
from products.insights.models import Analysis
from products.insights.payloads import CompareRequested, FullRequested
from products.insights.seen import ready
from products.listing import values_of
from products.models import ProductQuerySet

ALL = "all"  # what a full analysis was asked about
COMPARE, FULL = "analysis/compare", "analysis/full"
HOLDS = timedelta(hours=24)  # how long an analysis is given again while nothing has changed
BRANDS_AT_MOST = 20_000  # different spellings of brands that are looked through
SHOWN = 30
AT_ONCE = 50  # analyses deleted in a transaction


def compare(merchant: Merchant, asked: CompareRequested) -> Run:
    """Compare; the open run when the same comparison goes on already."""
    return jobs.emit(asked, owner=merchant).run


def analyse(merchant: Merchant) -> Run:
    """Analyse the whole catalogue; the open run when that goes on already."""
    return jobs.emit(FullRequested(), owner=merchant).run


def payload_for(merchant: Merchant) -> FullRequested | None:
    """What starts a full analysis for ``merchant``; None when there is nothing to analyse."""
    return FullRequested() if ready(merchant.products.alive()).exists() else None


def compare_subject(asked: CompareRequested) -> str:
    """Which comparison it is, for one owner."""
    return f"comparison:{digest_of(asked)}"


def full_subject(asked: FullRequested) -> str:
    return "analysis:all"


def digest_of(asked: CompareRequested) -> str:
    """Of what is compared, whichever way round: a comparison and its mirror image are two, since sides are named."""
    return blake2b("\n".join(asked.pair).encode(), digest_size=16).hexdigest()


def brands_of(merchant: Merchant) -> list[str]:
    """Every spelling of every brand in the catalogue."""
    return values_of(merchant, "brand", BRANDS_AT_MOST)


def largest_brands(merchant: Merchant, number: int) -> list[str]:
    """The brands with the most products, for offering them; each spelling by itself."""
    found = ready(merchant.products.alive()).exclude(brand="").values("brand")
    return list(found.annotate(n=Count("pk")).order_by("-n", "brand").values_list("brand", flat=True)[:number])


def commonest_brand(merchant: Merchant, spellings: list[str]) -> str:
    """How most products of a brand write it; of two as frequent, the first by alphabet."""
    found = ready(merchant.products.alive()).filter(brand__in=spellings).order_by().values("brand")
    most = found.annotate(n=Count("pk")).order_by("-n", "brand").values_list("brand", flat=True)
    return most.first() or spellings[0]


def main_currency(products: ProductQuerySet) -> str:
    """The currency in which most of ``products`` are priced; of two as frequent, the first by alphabet; or nothing."""
    priced = products.filter(price__gt=0).exclude(currency="").order_by().values("currency")
    return priced.annotate(n=Count("pk")).order_by("-n", "currency").values_list("currency", flat=True).first() or ""


def digest_of_data(data: dict[str, Any]) -> str:
    """Of numbers that were counted, in whatever order they stand; not of the moment of counting."""
    timeless = data | {"freshness": {name: value for name, value in data["freshness"].items() if name != "at"}}
    return blake2b(json.dumps(timeless, sort_keys=True).encode(), digest_size=16).hexdigest()


def content_of(digests: list[str], notes: dict[str, Any] | str, model: str) -> str:
    """A digest of all that an analysis says: the values or numbers, the rates, the way of counting, who writes."""
    told = repr((comparing.VERSION, digests, notes, model))
    return blake2b(told.encode(), digest_size=16).hexdigest()


def still_holds(merchant_id: Any, asked: str, content: str) -> Analysis | None:
    """The analysis of HOLDS or less ago that says the same and whose words did not fail."""
    kept = Analysis.objects.filter(merchant_id=merchant_id, asked=asked, content=content, words_error="")
    return kept.filter(created_at__gt=timezone.now() - HOLDS).order_by("-created_at").first()


def newest(merchant: Merchant) -> list[Analysis]:
    """The newest, without their numbers."""
    return list(merchant.analyses.defer("data", "words")[:SHOWN])


def open_runs(merchant: Merchant) -> QuerySet[Run]:
    return merchant.runs.filter(flow__in=(COMPARE, FULL), status__in=OPEN).order_by("-pk")


def address(run: Run) -> str:
    """The page that watches ``run``."""
    return reverse("products:analysis-run", args=[run.pk])


def analysis_of(run: Run) -> Analysis | None:
    """What ``run`` made, or found to hold still; None while it is open, when it failed, and when it is gone."""
    found = (run.result or {}).get("analysis_id", "")
    mine = Analysis.objects.filter(merchant=run.owner_id) if run.owner_id else Analysis.objects.none()
    return mine.filter(pk=found).first() if found else None


def delete_old() -> int:
    """Delete some analyses that are older than KEEP_ANALYSES_D; how many."""
    cut = timezone.now() - timedelta(days=settings.KEEP_ANALYSES_D)
    ids = list(
        Analysis.objects.filter(created_at__lt=cut).order_by("created_at").values_list("pk", flat=True)[:AT_ONCE]
    )
    return Analysis.objects.filter(pk__in=ids).delete()[0]
