"""Zid's words: names by language, quantities by place."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from merchants.stores.clients import marks
from merchants.stores.clients.errors import FieldsRefused, SkuTaken, StoreCallFailed
from merchants.stores.clients.http import Reply, decimal, number
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

LANGUAGES = ("ar", "en")


def localized(texts: Mapping[str, str], otherwise: str) -> dict[str, str]:
    """Both languages; where one is missing, what there is."""
    return {language: texts.get(language) or otherwise for language in LANGUAGES}


def product_form(product: StoreProduct, refs: StoreRefs) -> dict[str, Any]:
    """Everything but pictures, variants and whether it is seen."""
    texts = {language: product.text(language) for language in LANGUAGES}
    form: dict[str, Any] = {
        "name": {language: text.name for language, text in texts.items()},
        "description": {language: text.description_html for language, text in texts.items()},
        "short_description": {language: text.subtitle for language, text in texts.items()},
        "seo": {
            "title": {language: text.seo_title for language, text in texts.items()},
            "description": {language: text.seo_description for language, text in texts.items()},
        },
        "sku": product.sku,
        "barcode": product.gtin or None,
        "cost": number(product.cost_price) if product.cost_price is not None else None,
        "keywords": list(dict.fromkeys([*refs.tags, marks.mark(product.key)])),
        "requires_shipping": product.requires_shipping,
        "is_taxable": product.with_tax,
        "categories": [{"id": each} for each in refs.categories if each],
        **_money(product.price, product.regular_price),
        **_weight(product.weight_g),
    }
    return form if product.variants else form | stock(product.quantity)


def stock(quantity: int | None) -> dict[str, Any]:
    return {"is_infinite": True} if quantity is None else {"is_infinite": False, "quantity": quantity}


def offer_form(offered: StoreProduct | StoreVariant, *, price: bool, quantity: bool) -> dict[str, Any]:
    """Money or stock alone."""
    form = _money(offered.price, offered.regular_price) if price else {}
    return form | (stock(offered.quantity) if quantity else {})


def _money(price: Decimal, regular_price: Decimal | None) -> dict[str, Any]:
    """Zid's ``price`` is the regular one."""
    if regular_price is None:
        return {"price": number(price), "sale_price": None}
    return {"price": number(regular_price), "sale_price": number(price)}


def _weight(grams: Decimal | None) -> dict[str, Any]:
    return {} if grams is None else {"weight": {"unit": "g", "value": number(grams)}}


def variant_form(
    variant: StoreVariant,
    slugs: Mapping[str, str],
    translated: Mapping[str, Mapping[str, Mapping[str, str]]],
    location: str,
) -> dict[str, Any]:
    """``slugs``: of the options' names; ``translated``: option → value → language → text."""
    counted = {"available_quantity": variant.quantity or 0, "is_infinite": variant.quantity is None}
    values = [
        {"slug": slugs[name], "value": localized(translated.get(name, {}).get(value, {}), value)}
        for name, value in variant.options.items()
    ]
    return {
        "is_deleted": False,
        "sku": variant.sku,
        "barcode": variant.gtin or None,
        "attributes": values,
        "stocks": [counted | {"location": location}],
        **_money(variant.price, variant.regular_price),
        **_weight(variant.weight_g),
    }


def product_of(data: Mapping[str, Any], language: str) -> RemoteProduct:
    price, regular = _money_of(data)
    seo = data.get("seo") or {}
    is_seen = data.get("is_published") and not data.get("is_draft")
    return RemoteProduct(
        id=str(data["id"]),
        sku=data.get("sku") or "",
        text=StoreText(
            name=_text(data.get("name"), language),
            description_html=_text(data.get("description"), language),
            subtitle=_text(data.get("short_description"), language),
            seo_title=_text(seo.get("title"), language),
            seo_description=_text(seo.get("description"), language),
        ),
        visibility=Visibility.LIVE if is_seen else Visibility.HIDDEN,
        currency=data.get("currency") or "",
        price=price,
        regular_price=regular,
        quantity=None if data.get("is_infinite") else data.get("quantity"),
        categories=tuple(str(each["id"]) for each in data.get("categories") or ()),
        tags=tuple(data.get("keywords") or ()),
        images=tuple(image_of(each, number) for number, each in enumerate(data.get("images") or (), 1)),
        variants=tuple(variant_of(each) for each in data.get("variants") or ()),
        url=data.get("html_url") or "",
        mark=next((each for each in data.get("keywords") or () if each.startswith("w")), ""),
    )


def variant_of(data: Mapping[str, Any]) -> RemoteVariant:
    price, regular = _money_of(data)
    return RemoteVariant(
        id=str(data["id"]),
        options={_text(each["name"], "ar"): _text(each["value"], "ar") for each in data.get("attributes") or ()},
        sku=data.get("sku") or "",
        price=price,
        regular_price=regular,
        quantity=None if data.get("is_infinite") else data.get("quantity"),
        gtin=data.get("barcode") or "",
    )


def image_of(data: Mapping[str, Any], position: int) -> RemoteImage:
    image = data.get("image") or {}
    url = image.get("full_size") if isinstance(image, Mapping) else image
    order = data.get("display_order") or position
    return RemoteImage(id=str(data["id"]), url=url or "", alt=data.get("alt_text") or "", position=order)


def _money_of(data: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    regular, sale = decimal(data.get("price")), decimal(data.get("sale_price"))
    return (sale, regular) if sale and regular is not None and sale < regular else (regular, None)


def _text(value: object, language: str) -> str:
    if isinstance(value, Mapping):
        return str(value.get(language) or next((each for each in value.values() if each), ""))
    return str(value or "")


def refusal(reply: Reply) -> StoreCallFailed:
    """The error for a 400 or 422: ``{field: [text]}``, or a ``detail``."""
    said = reply.data if isinstance(reply.data, Mapping) else {}
    fields = {str(name): [str(each) for each in texts] for name, texts in said.items() if isinstance(texts, list)}
    message = str(said.get("detail") or said.get("message") or "")
    if any("exist" in text or "unique" in text for text in fields.get("sku", [])):
        return SkuTaken(message, status_code=reply.status, fields=fields)
    return FieldsRefused(message, status_code=reply.status, fields=fields)
