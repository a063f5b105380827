"""What variants are sold at, and how many of them, where the page or the merchant says it of the product alone."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from merchants.stores.clients.salla import SallaClient
from merchants.stores.product import StoreProduct
from products.imports.steps import save_facts
from products.models import OwnValue
from products.publishing.compose import _variant_sku, compose
from products.publishing.models import Listing
from products.publishing.rates import Rates
from tests.products.publishing.conftest import LAMP

pytestmark = pytest.mark.django_db
SIZES = ({"options": {"Size": "S"}}, {"options": {"Size": "M"}})


@pytest.fixture
def sold(lamp_of, merchant, store_of) -> Callable[..., StoreProduct]:
    """The lamp as a store is to have it. ``own`` are the merchant's values."""
    store = store_of(merchant)

    def make(*, own: dict[str, Any] | None = None, **facts: Any) -> StoreProduct:
        product = lamp_of(merchant, **facts)
        for field, value in (own or {}).items():
            OwnValue.objects.create(product=product, field=field, value=value, origin="typed")
        listing = Listing.objects.create(product=product, connection=store, sku="LAMP-1")
        return compose(listing, SallaClient.capabilities, rates=Rates(merchant.pk), rules=[]).product

    return make


def prices(product: StoreProduct) -> list[tuple[Decimal, Decimal | None]]:
    return [(variant.price, variant.regular_price) for variant in product.variants]


def test_variants_without_prices_have_the_products_and_its_sale(sold):
    assert prices(sold(variants=SIZES)) == [(Decimal("100.00"), Decimal("150.00"))] * 2


def test_variants_of_a_product_that_is_sold_out_are_sold_out(sold):
    gone = sold(variants=SIZES, availability="out_of_stock")
    said = sold(variants=SIZES, own={"availability": "out_of_stock"})

    assert [variant.quantity for variant in (*gone.variants, *said.variants)] == [0] * 4


def test_a_changed_price_is_that_of_the_variants_that_had_the_old_one(sold):
    same, other = (
        {"options": {"Size": "S"}, "price": Decimal("100.0000")},
        {"options": {"Size": "L"}, "price": Decimal(120)},
    )

    changed = sold(variants=(same, other), own={"price": "50.00"})

    assert [price for price, _regular in prices(changed)] == [Decimal("50.00"), Decimal("120.00")]


def test_a_variants_price_in_another_currency_is_not_taken_for_the_products(lamp_of, merchant):
    product = lamp_of(merchant)
    of_size = {
        "name": None,
        "sku": None,
        "gtin": None,
        "regular_price": None,
        "availability": None,
        "stock_quantity": None,
        "image": None,
        "source_id": None,
    }
    variants = [
        of_size | {"options": {"Size": "S"}, "price": "100", "currency": "USD"},
        of_size | {"options": {"Size": "M"}, "price": "375", "currency": "SAR"},
        of_size | {"options": {"Size": "L"}, "price": "380", "currency": None},
    ]

    save_facts(product, LAMP | {"price": "375.00", "variants": variants}, page_id=None)

    assert [row.price for row in product.variants.all()] == [None, Decimal(375), Decimal(380)]


def test_variants_whose_codes_would_begin_alike_get_codes_of_their_own():
    """Two of a hundred thousand values whose first six signs are the same: nobody may take the other's price."""
    by_code: dict[str, dict[str, str]] = {}
    for number in range(100_000):
        chosen = {"Size": str(number)}
        code = _variant_sku("", "LAMP", chosen, set())
        if code in by_code:
            break
        by_code[code] = chosen

    assert _variant_sku("", "LAMP", chosen, {code}) not in ("", code)
    assert _variant_sku("", "LAMP", chosen, set()) == code  # what stands in stores already stays
