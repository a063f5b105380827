"""WooCommerce's words: a product as it wants it (prices are texts), and what it tells of one."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from merchants.stores.clients import marks
from merchants.stores.clients.errors import FieldsRefused, SkuTaken, StoreCallFailed
from merchants.stores.clients.http import Reply, decimal
from merchants.stores.product import (
    RemoteImage,
    RemoteProduct,
    RemoteVariant,
    StoreProduct,
    StoreRefs,
    StoreText,
    StoreVariant,
    Visibility,
)

MARK = "_wared_mark"  # meta data whose name begins with "_" is not shown to buyers
GRAMS = {"kg": Decimal(1000), "g": Decimal(1), "lbs": Decimal("453.59237"), "oz": Decimal("28.349523125")}


def product_form(product: StoreProduct, refs: StoreRefs, language: str, weight_unit: str) -> dict[str, Any]:
    """Everything but pictures, attributes and the status."""
    text = product.text(language)
    form: dict[str, Any] = {
        "name": text.name,
        "description": text.description_html,
        "short_description": text.subtitle,
        "sku": product.sku,
        "global_unique_id": product.gtin,
        "categories": [{"id": int(each)} for each in refs.categories],
        "tags": [{"id": int(each)} for each in refs.tags],
        "meta_data": [{"key": MARK, "value": marks.mark(product.key)}],
        "weight": weight(product.weight_g, weight_unit),
        "virtual": not product.requires_shipping,
        "tax_status": "taxable" if product.with_tax else "none",
    }
    if not product.variants:
        form |= money(product.price, product.regular_price) | stock(product.quantity)
    return form


def money(price: Decimal, regular_price: Decimal | None) -> dict[str, str]:
    """Prices are texts; a sale price is given only beside a higher regular one."""
    if regular_price is None:
        return {"regular_price": f"{price:f}", "sale_price": ""}
    return {"regular_price": f"{regular_price:f}", "sale_price": f"{price:f}"}


def offer_form(offered: StoreProduct | StoreVariant, *, price: bool, quantity: bool) -> dict[str, Any]:
    """Money or stock alone."""
    form: dict[str, Any] = dict(money(offered.price, offered.regular_price)) if price else {}
    return form | (stock(offered.quantity) if quantity else {})


def stock(quantity: int | None) -> dict[str, Any]:
    if quantity is None:
        return {"manage_stock": False, "stock_status": "instock"}
    return {"manage_stock": True, "stock_quantity": quantity}


def weight(grams: Decimal | None, unit: str) -> str:
    """In the shop's own unit; nothing when that is not one we know."""
    if grams is None or unit not in GRAMS:
        return ""
    return f"{(grams / GRAMS[unit]).quantize(Decimal('0.001')).normalize():f}"


def attributes(product: StoreProduct) -> list[dict[str, Any]]:
    return [
        {"name": option.name, "visible": True, "variation": True, "options": list(option.values)}
        for option in product.options
    ]


def variation_form(variant: StoreVariant, weight_unit: str, image_id: int) -> dict[str, Any]:
    """``image_id`` 0: its picture stays as it is."""
    form: dict[str, Any] = {
        "sku": variant.sku,
        "global_unique_id": variant.gtin,
        "attributes": [{"name": name, "option": value} for name, value in variant.options.items()],
        "weight": weight(variant.weight_g, weight_unit),
        **money(variant.price, variant.regular_price),
        **stock(variant.quantity),
    }
    return form | ({"image": {"id": image_id}} if image_id else {})


def product_of(data: Mapping[str, Any], variants: tuple[RemoteVariant, ...], currency: str) -> RemoteProduct:
    price, regular = _money_of(data)
    return RemoteProduct(
        id=str(data["id"]),
        sku=data.get("sku") or "",
        text=StoreText(
            name=data.get("name") or "",
            description_html=data.get("description") or "",
            subtitle=data.get("short_description") or "",
        ),
        visibility=_visibility(data),
        currency=currency,
        price=price,
        regular_price=regular,
        quantity=data.get("stock_quantity") if data.get("manage_stock") else None,
        categories=tuple(str(each["id"]) for each in data.get("categories") or ()),
        tags=tuple(str(each["id"]) for each in data.get("tags") or ()),
        images=tuple(image_of(each, number) for number, each in enumerate(data.get("images") or (), 1)),
        variants=variants,
        url=data.get("permalink") or "",
        mark=mark_of(data),
    )


def _visibility(data: Mapping[str, Any]) -> Visibility:
    if data.get("status") == "trash":
        return Visibility.DELETED
    if data.get("status") != "publish":
        return Visibility.HIDDEN
    return Visibility.OUT if data.get("stock_status") == "outofstock" else Visibility.LIVE


def mark_of(data: Mapping[str, Any]) -> str:
    return next((str(each["value"]) for each in data.get("meta_data") or () if each.get("key") == MARK), "")


def image_of(data: Mapping[str, Any], position: int) -> RemoteImage:
    return RemoteImage(id=str(data["id"]), url=data.get("src") or "", alt=data.get("alt") or "", position=position)


def variation_of(data: Mapping[str, Any]) -> RemoteVariant:
    price, regular = _money_of(data)
    image = data.get("image") or {}
    return RemoteVariant(
        id=str(data["id"]),
        options={each["name"]: each["option"] for each in data.get("attributes") or ()},
        sku=data.get("sku") or "",
        price=price,
        regular_price=regular,
        quantity=data.get("stock_quantity") if data.get("manage_stock") else None,
        gtin=data.get("global_unique_id") or "",
        image=str(image.get("id") or ""),
    )


def _money_of(data: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    price, regular = decimal(data.get("price")), decimal(data.get("regular_price"))
    return price, regular if price is not None and regular is not None and regular > price else None


def refusal(reply: Reply) -> StoreCallFailed:
    """The error for a 400: ``{code, message, data: {params?}}``."""
    said = reply.data if isinstance(reply.data, Mapping) else {}
    code, message = str(said.get("code") or ""), str(said.get("message") or "")
    params = (said.get("data") or {}).get("params") if isinstance(said.get("data"), Mapping) else None
    fields = {str(name): [str(text)] for name, text in params.items()} if isinstance(params, Mapping) else {}
    if "sku" in code:
        return SkuTaken(message, status_code=reply.status, fields={"sku": [message]})
    return FieldsRefused(message or code, status_code=reply.status, fields=fields or {code: [message]})
