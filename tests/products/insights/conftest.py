"""A catalogue of two brands and a bit, with everything that the analyses count."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from jobs.models import Run
from products.models import Product, ProductImage, ProductVariant
from products.publishing.models import Rate

MUGS = ["Home", "Kitchen", "Mugs"]
LONG = "Hammered by hand from copper, lined with tin, made to last. " * 3


@pytest.fixture
def stocked(product_of, merchant):
    """Make a product with facts, pictures and variants. ``hours``: since it was read."""

    def make(name: str, brand: str, price: str | None, *, owner=None, hours: float = 1, **facts: Any) -> Product:
        pictures, variants = facts.pop("pictures", 3), facts.pop("variants", ())
        snapshot = {
            "name": name,
            "brand": brand,
            "price": price,
            "breadcrumbs": MUGS,
            "description": LONG,
            "properties": {"Material": "Copper"},
            "incomplete": [],
            **facts,
        }
        read_at = timezone.now() - timedelta(hours=hours)
        product = product_of(owner or merchant, snapshot=snapshot, read_at=read_at, image="")
        ProductImage.objects.bulk_create(
            ProductImage(product=product, position=n, url=f"https://shop.test/{n}.jpg") for n in range(pictures)
        )
        ProductVariant.objects.bulk_create(
            ProductVariant(product=product, position=n, availability=state) for n, state in enumerate(variants)
        )
        return product

    return make


@pytest.fixture
def catalogue(stocked):
    """Nahhas: four products, well kept, one of them in dollars. دار القهوة: three, written in two ways, badly kept."""
    return [
        stocked("Copper pot", "Nahhas", "120.00", rating="4.5", review_count=40, sku="N-1", gtin="6281000000007"),
        stocked("Small pot", "NAHHAS", "80.00", regular_price="100.00", variants=["in_stock", "out_of_stock"]),
        stocked("Large pot", "Nahhas", "40.00", currency="USD", rating="4.0", review_count=10),
        stocked("Old pot", "Nahhas", "95.00", hours=30),
        stocked("Dallah", "دار القهوة", "60.00", hours=90, pictures=1, description=""),
        stocked("Cup", "دار القهوه", "15.00", availability="out_of_stock", rating="3.0", review_count=8),
        stocked("Tray", "دار القهوة", None, availability=None, pictures=0),
    ]


@pytest.fixture
def dollars(db):
    """The provider's rate between dollars and riyals, of today."""
    today = timezone.now().date()
    return Rate.objects.create(base="USD", quote="SAR", rate=Decimal("3.75"), source="rates.test", on=today)


@pytest.fixture
def done(work_all):
    """Work a run to its end."""

    def work(run: Run) -> Run:
        work_all()
        return Run.objects.get(pk=run.pk)

    return work
