"""Salla's words: a product as Salla wants it, and what Salla tells of one."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from merchants.stores.clients import marks
from merchants.stores.clients.errors import FieldsRefused, SkuTaken, StoreCallFailed
from merchants.stores.clients.http import Reply, decimal, number
from merchants.stores.clients.rates import Told
from merchants.stores.product import (
    RemoteImage,
    RemoteProduct,
    RemoteVariant,
    StoreOption,
    StoreProduct,
    StoreRefs,
    StoreText,
    StoreVariant,
    Visibility,
)

STATUSES = {Visibility.LIVE: "sale", Visibility.HIDDEN: "hidden"}
VISIBILITIES = {
    "sale": Visibility.LIVE,
    "hidden": Visibility.HIDDEN,
    "out": Visibility.OUT,
    "deleted": Visibility.DELETED,
}
TAKEN = ("مستخدم", "already", "taken")  # how "sku" is said to be taken: messages are Arabic unless asked otherwise


def product_form(product: StoreProduct, refs: StoreRefs, language: str) -> dict[str, Any]:
    """Everything but pictures, options and the type, which cannot change. Empty values empty the field."""
    form: dict[str, Any] = {
        "sku": product.sku,
        "status": STATUSES[product.visibility],
        "categories": [int(each) for each in refs.categories],
        "tags": [int(each) for each in refs.tags],
        "brand_id": int(refs.brand) if refs.brand else None,
        "cost_price": number(product.cost_price) if product.cost_price is not None else None,
        "require_shipping": product.requires_shipping,
        "with_tax": product.with_tax,
        "metadata_url": marks.slug(product.slug or product.text(language).name, product.key),
        "mpn": product.mpn or None,
        "gtin": product.gtin or None,
        **text_form(product.text(language)),
        **money(product.price, product.regular_price),
    }
    if not product.with_tax:
        form["tax_reason_code"] = product.tax_reason_code
    if product.weight_g is not None:
        form |= {"weight": number(product.weight_g), "weight_type": "g"}
    if not product.variants:
        form |= stock(product.quantity)
    return form


def text_form(text: StoreText) -> dict[str, Any]:
    """What differs by language; sent once more for each with ``Accept-Language``."""
    return {
        "name": text.name,
        "description": text.description_html,
        "subtitle": text.subtitle or None,
        "promotion_title": text.promotion or None,
        "metadata_title": text.seo_title or None,
        "metadata_description": text.seo_description or None,
    }


def money(price: Decimal, regular_price: Decimal | None) -> dict[str, Any]:
    """Salla's ``price`` is the regular one; what the buyer pays is ``sale_price`` where it is lower."""
    if regular_price is None:
        return {"price": number(price), "sale_price": None}
    return {"price": number(regular_price), "sale_price": number(price)}


def stock(quantity: int | None) -> dict[str, Any]:
    if quantity is None:
        return {"unlimited_quantity": True}
    return {"unlimited_quantity": False, "quantity": quantity}


def offer_form(product: StoreProduct, *, price: bool, quantity: bool) -> dict[str, Any]:
    """Money or stock alone."""
    form = money(product.price, product.regular_price) if price else {}
    return form | (stock(product.quantity) if quantity else {})


def variant_offer_form(variant: StoreVariant, *, price: bool, quantity: bool) -> dict[str, Any]:
    """The same for one variant."""
    form = money(variant.price, variant.regular_price) if price else {}
    return form | (variant_stock(variant.quantity) if quantity else {})


def variant_stock(quantity: int | None) -> dict[str, Any]:
    """A variant's stock, which Salla calls otherwise. A number alone leaves what is not counted uncounted."""
    if quantity is None:
        return {"unlimited_quantity": True}
    return {"unlimited_quantity": False, "stock_quantity": quantity}


def variant_form(variant: StoreVariant) -> dict[str, Any]:
    form: dict[str, Any] = {"sku": variant.sku, **money(variant.price, variant.regular_price)}
    form |= variant_stock(variant.quantity)
    if variant.cost_price is not None:
        form["cost_price"] = number(variant.cost_price)
    if variant.weight_g is not None:
        form |= {"weight": number(variant.weight_g), "weight_type": "g"}
    return form | {name: value for name, value in (("mpn", variant.mpn), ("gtin", variant.gtin)) if value}


def options_form(options: Iterable[StoreOption], there: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """``there``: the options that the store has; those of the same name keep their ids, else they were made anew."""
    by_name = {option["name"]: option for option in there}
    return [_option_form(option, by_name.get(option.name, {})) for option in options]


def _option_form(option: StoreOption, there: Mapping[str, Any]) -> dict[str, Any]:
    ids = {value["name"]: value["id"] for value in there.get("values") or ()}
    values: list[dict[str, Any]] = []
    for value in option.values:
        form: dict[str, Any] = {"name": value, "price": 0}  # what this value adds; prices stand at the variants
        if option.shown.get(value):
            form["display_value"] = option.shown[value]
        values.append(form | ({"id": ids[value]} if value in ids else {}))
    form = {"name": option.name, "display_type": option.display, "values": values}
    return form | ({"id": there["id"]} if there else {})


def same_options(options: Iterable[StoreOption], there: Iterable[Mapping[str, Any]]) -> bool:
    wanted = [(option.name, list(option.values)) for option in options]
    return wanted == [(option["name"], [value["name"] for value in option.get("values") or ()]) for option in there]


def product_of(data: Mapping[str, Any], currency: str) -> RemoteProduct:
    """What Salla tells of a product."""
    price, regular = _money_of(data)
    meta = data.get("metadata") or {}
    promotion = data.get("promotion") or {}
    urls = data.get("urls") or {}
    options = options_of(data)
    return RemoteProduct(
        id=str(data["id"]),
        sku=data.get("sku") or "",
        text=StoreText(
            name=data.get("name") or "",
            description_html=data.get("description") or "",
            subtitle=promotion.get("sub_title") or "",
            promotion=promotion.get("title") or "",
            seo_title=meta.get("title") or "",
            seo_description=meta.get("description") or "",
        ),
        visibility=VISIBILITIES.get(data.get("status") or "", Visibility.HIDDEN),
        currency=(data.get("price") or {}).get("currency") or currency,
        price=price,
        regular_price=regular,
        quantity=None if data.get("unlimited_quantity") else data.get("quantity"),
        brand=str((data.get("brand") or {}).get("id") or ""),
        categories=tuple(str(each["id"]) for each in data.get("categories") or ()),
        tags=tuple(str(each["id"]) for each in data.get("tags") or ()),
        images=tuple(image_of(each) for each in data.get("images") or ()),
        variants=tuple(variant_of(each, options) for each in data.get("skus") or ()),
        url=urls.get("customer") or data.get("url") or "",
        admin_url=urls.get("admin") or "",
        mark=meta.get("url") or data.get("metadata_url") or "",
    )


def image_of(data: Mapping[str, Any]) -> RemoteImage:
    """From a product's list or from the answer to an upload, which are shaped differently."""
    original = (data.get("image") or {}).get("original") or {}
    return RemoteImage(
        id=str(data["id"]),
        url=data.get("url") or original.get("url") or "",
        alt=data.get("alt") or data.get("alt_seo") or "",
        position=data.get("sort") or 0,
    )


def options_of(data: Mapping[str, Any]) -> dict[int, tuple[str, str]]:
    """By the id of an option's value: the option's and the value's name."""
    return {
        value["id"]: (option["name"], value["name"])
        for option in data.get("options") or ()
        for value in option.get("values") or ()
    }


def variant_of(data: Mapping[str, Any], options: Mapping[int, tuple[str, str]]) -> RemoteVariant:
    price, regular = _money_of(data)
    return RemoteVariant(
        id=str(data["id"]),
        options=dict(options[each] for each in data.get("related_option_values") or () if each in options),
        sku=data.get("sku") or "",
        price=price,
        regular_price=regular,
        quantity=None if data.get("unlimited_quantity") else data.get("stock_quantity"),
        gtin=data.get("gtin") or "",
    )


def _money_of(data: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    """What the buyer pays, and the regular price where it is higher. A sale price of 0 is none."""
    regular, sale = _amount(data.get("regular_price")) or _amount(data.get("price")), _amount(data.get("sale_price"))
    if sale and regular is not None and sale < regular:
        return sale, regular
    return _amount(data.get("price")), None


def _amount(value: Any) -> Decimal | None:
    return decimal(value.get("amount") if isinstance(value, Mapping) else value)


def refusal(reply: Reply) -> StoreCallFailed:
    """The error for a 422 and its like."""
    error = (reply.data or {}).get("error") if isinstance(reply.data, Mapping) else None
    error = error if isinstance(error, Mapping) else {}
    fields = {
        str(name): [str(each) for each in (said if isinstance(said, list) else [said])]
        for name, said in (error.get("fields") or {}).items()
    }
    message = str(error.get("message") or "")
    if any(word in said for said in fields.get("sku", []) for word in TAKEN):
        return SkuTaken(message, status_code=reply.status, fields=fields)
    return FieldsRefused(message, status_code=reply.status, fields=fields)


def told(reply: Reply) -> Told:
    """Salla's headers: ``X-RateLimit-Limit``, ``-Remaining``, ``-Reset`` (epoch, seconds)."""
    limit, left = reply.headers.get("X-RateLimit-Limit"), reply.headers.get("X-RateLimit-Remaining")
    reset = reply.headers.get("X-RateLimit-Reset", "")
    return Told(
        most=float(limit) if limit and limit.isdigit() else None,
        left=float(left) if left and left.isdigit() else None,
        full_at=datetime.fromtimestamp(int(reset), UTC) if reset.isdigit() and len(reset) <= 10 else None,
    )
