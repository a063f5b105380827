"""Products as the API shows them."""

from decimal import Decimal
from typing import Any, cast

from products import factsheet
from products.api.schemas import Availability, ProductDetail, ProductItem, ProductState
from products.imports import values
from products.imports.reasons import reason_for
from products.models import Product


def item(product: Product) -> ProductItem:
    return ProductItem(**_columns(product))


def detail(product: Product) -> ProductDetail:
    """With its facts and own values; reads them in three queries unless they were read along."""
    snapshot = factsheet.snapshot_of(product)
    own = {name: value.value for name, value in values.own_values(product).items()}
    return ProductDetail(
        **_columns(product),
        values=values.in_force(snapshot, own),
        own_values=own,
        images=[image.url for image in product.images.all()],
        snapshot=snapshot or None,
    )


PLAIN = ("id", "link", "domain", "platform", "name", "brand", "currency", "image", "is_complete")
TIMES = ("created_at", "updated_at", "read_at")


def _columns(product: Product) -> dict[str, Any]:
    data: dict[str, Any] = {name: getattr(product, name) for name in PLAIN + TIMES}
    return data | {
        "status": cast(ProductState, product.status),
        "price": _money(product.price),
        "regular_price": _money(product.regular_price),
        "availability": cast(Availability, product.availability),
        "missing": product.incomplete,
        "error": str(reason_for(product.error_code).sentence) if product.is_failed else None,
        "error_code": product.error_code or None,
    }


def _money(amount: Decimal | None) -> str | None:
    """Without the zeros that the column adds, but with at least two decimals."""
    if amount is None:
        return None
    text = f"{amount:f}".rstrip("0") if "." in f"{amount:f}" else f"{amount:f}."
    whole, _point, decimals = text.partition(".")
    return f"{whole}.{decimals:0<2}"
