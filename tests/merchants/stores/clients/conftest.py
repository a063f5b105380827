"""A store on loopback, a client for it, and a product to send there."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from merchants.stores.clients.base import AccessGetter, StoreAccess, StoreSite
from merchants.stores.clients.salla import SallaClient
from merchants.stores.product import StoreImage, StoreOption, StoreProduct, StoreText, StoreVariant
from tests.support.stores.salla import SallaStore, open_salla

SIZES = StoreOption(name="المقاس", values=("صغير", "كبير"))
COLORS = StoreOption(name="اللون", values=("أحمر", "أزرق"), display="color", shown={"أحمر": "#ff0000"})


@pytest.fixture
def salla() -> Iterator[SallaStore]:
    with open_salla() as store:
        yield store


@pytest.fixture
def salla_client(db, salla) -> SallaClient:
    return salla_client_of(salla)


def salla_client_of(salla: SallaStore, access: AccessGetter | None = None) -> SallaClient:
    site = StoreSite(key="salla:1305146709", api_url=salla.api_url, currency="SAR", language="ar")
    return SallaClient(site, access or given("first-access"))


def given(*tokens: str, second: str = "") -> AccessGetter:
    """Gives the first token, and the next each time that one is rejected; the last for ever."""
    left = list(tokens)

    def access(rejected: str) -> StoreAccess:
        if rejected == left[0] and len(left) > 1:
            left.pop(0)
        return StoreAccess(token=left[0], second=second)

    return access


@pytest.fixture
def lamp() -> StoreProduct:
    """A product without variants, in two languages."""
    return StoreProduct(
        key="0193e1f0-0000-7000-8000-00000000abcd",
        sku="LAMP-1",
        texts={
            "ar": StoreText(name="مصباح حرير", description_html="<p>دافئ</p>", seo_title="مصباح", subtitle="جديد"),
            "en": StoreText(name="Silk lamp", description_html="<p>Warm</p>", seo_title="Lamp"),
        },
        currency="SAR",
        price=Decimal("149.50"),
        regular_price=Decimal("199"),
        quantity=7,
        weight_g=Decimal("1250"),
        gtin="6281000000014",
        images=(
            StoreImage(key="one", url="https://shop.example/one.png", alt={"ar": "مصباح", "en": "Lamp"}),
            StoreImage(key="two", url="https://shop.example/two.png"),
        ),
    )


@pytest.fixture
def shirt(lamp) -> StoreProduct:
    """A product with two options and three of their four combinations."""
    return replace(
        lamp,
        sku="SHIRT",
        gtin="",
        quantity=None,
        options=(SIZES, COLORS),
        variants=tuple(variants_of([("صغير", "أحمر"), ("صغير", "أزرق"), ("كبير", "أحمر")])),
    )


def variants_of(chosen: list[tuple[str, str]], **changes: Any) -> Iterator[StoreVariant]:
    for number, (size, color) in zip(count(1), chosen, strict=False):
        fields: dict[str, Any] = {
            "sku": f"SHIRT-{number}",
            "price": Decimal(100 + number),
            "regular_price": Decimal(200),
            "quantity": number,
        }
        yield StoreVariant(options={SIZES.name: size, COLORS.name: color}, **(fields | changes))


type Make = Callable[..., Any]
