"""Shopify's words: a product as ``productSet`` wants it, whole, and what Shopify tells of one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import batched
from typing import Any

from merchants.stores.clients import arranging, marks
from merchants.stores.clients.http import Reply, decimal
from merchants.stores.clients.offering import is_same
from merchants.stores.clients.rates import Told
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

NAMESPACE, MARK_KEY = "wared", "listing"
STATUSES = {Visibility.LIVE: "ACTIVE", Visibility.HIDDEN: "DRAFT"}
BEFORE_IT = 500.0  # points of what comes before a query in the same step, at most
ONLY_OPTION = {"optionName": "Title", "name": "Default Title"}  # what a product without variants has


def product_form(
    product: StoreProduct,
    there: Mapping[str, Any],
    refs: StoreRefs | None,
    language: str,
    location: str,
    images: Mapping[str, str],
) -> dict[str, Any]:
    """``there``: the product as it is, or nothing for a new one, which starts as a draft.

    ``images``: Shopify's ids of our pictures by their keys, in order, for the variants that show one.
    """
    files = arranging.order([each["id"] for each in _pictures(_nodes(there, "media"))], [*images.values()])
    text = product.text(language)
    form: dict[str, Any] = {
        "title": text.name,
        "descriptionHtml": text.description_html,
        "seo": {"title": text.seo_title, "description": text.seo_description},
        "tags": list(refs.tags) if refs else there.get("tags", []),
        "collections": list(refs.categories) if refs else [each["id"] for each in _nodes(there, "collections")],
        "metafields": _metafields(product, there),
        "files": [{"id": each} for each in files],
        "productOptions": _options(product),
        "variants": [_variant_form(each, product, location, images) for each in product.variants]
        or [_only_variant(product, location)],
    }
    if refs:
        form["vendor"] = refs.brand
    if not there:
        form |= {"status": "DRAFT", "handle": marks.slug(product.slug or text.name, product.key)}
    return form


def _nodes(there: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return list((there.get(name) or {}).get("nodes") or ())


def _pictures(media: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that there are. What Shopify could not fetch is told of as well, and is no picture."""
    return [each for each in media if each.get("status") != "FAILED"]


def points_of(form: Mapping[str, Any]) -> float:
    """What ``productSet`` costs for ``form``, by Shopify's own reckoning."""
    counted = [("variants", 0.2), ("metafields", 0.4), ("files", 1.9)]
    pictured = sum("file" in variant for variant in form["variants"])
    return 10 + 0.6 * pictured + sum(len(form[name]) * points for name, points in counted)


def within_points(form: dict[str, Any], most: float) -> Iterator[dict[str, Any]]:
    """``form``, or as often as it takes the same with the pictures of some variants only, none above ``most`` points.

    A variant whose picture is not named keeps the one that it has.
    """
    pictured = [number for number, variant in enumerate(form["variants"]) if "file" in variant]
    bare = [{name: value for name, value in each.items() if name != "file"} for each in form["variants"]]
    at_once = max(1, int((most - points_of(form | {"variants": bare})) / 0.6))
    for named in [*batched(pictured, at_once)] or [()]:
        variants = [*bare]
        for number in named:
            variants[number] = form["variants"][number]
        yield form | {"variants": variants}


def moves(now: Sequence[str], wanted: Sequence[str]) -> Iterator[dict[str, str]]:
    """The moves that bring ``now`` into the order of ``wanted``, made one after the other; places count from 0."""
    order = [*now]
    for place, each in enumerate(wanted):
        if order[place] != each:
            order.remove(each)
            order.insert(place, each)
            yield {"id": each, "newPosition": str(place)}


def _metafields(product: StoreProduct, there: Mapping[str, Any]) -> list[dict[str, Any]]:
    ours = {"namespace": NAMESPACE, "key": MARK_KEY, "type": "id", "value": marks.mark(product.key)}
    others = [each for each in _nodes(there, "metafields") if (each["namespace"], each["key"]) != (NAMESPACE, MARK_KEY)]
    return [*others, ours]


def _options(product: StoreProduct) -> list[dict[str, Any]]:
    if not product.variants:
        return [{"name": ONLY_OPTION["optionName"], "values": [{"name": ONLY_OPTION["name"]}]}]
    return [{"name": one.name, "values": [{"name": value} for value in one.values]} for one in product.options]


def _only_variant(product: StoreProduct, location: str) -> dict[str, Any]:
    only = StoreVariant(
        options={ONLY_OPTION["optionName"]: ONLY_OPTION["name"]},
        sku=product.sku,
        price=product.price,
        regular_price=product.regular_price,
        cost_price=product.cost_price,
        quantity=product.quantity,
        gtin=product.gtin,
        weight_g=product.weight_g,
    )
    return _variant(only, location)


def _variant_form(
    variant: StoreVariant, product: StoreProduct, location: str, images: Mapping[str, str]
) -> dict[str, Any]:
    """Weight is the variants' alone at Shopify; where they have none of their own, it is the product's."""
    form = _variant(replace(variant, weight_g=variant.weight_g or product.weight_g), location)
    return form | ({"file": {"id": images[variant.image]}} if variant.image in images else {})


def _variant(variant: StoreVariant, location: str) -> dict[str, Any]:
    item: dict[str, Any] = {"tracked": variant.quantity is not None}
    if variant.cost_price is not None:
        item["cost"] = str(variant.cost_price)
    if variant.weight_g is not None:
        item["measurement"] = {"weight": {"value": float(variant.weight_g), "unit": "GRAMS"}}
    form: dict[str, Any] = {
        "optionValues": [{"optionName": name, "name": value} for name, value in variant.options.items()],
        "sku": variant.sku,
        "price": str(variant.price),
        "compareAtPrice": str(variant.regular_price) if variant.regular_price is not None else None,
        "barcode": variant.gtin or None,
        "inventoryItem": item,
    }
    if variant.quantity is not None:
        counted = {"locationId": location, "name": "available", "quantity": variant.quantity}
        form["inventoryQuantities"] = [counted]
    return form


def offers(
    nodes: list[dict[str, Any]], product: StoreProduct, *, price: bool, quantity: bool
) -> list[tuple[dict[str, Any], StoreProduct | StoreVariant]]:
    """The variants there whose money or stock is not as it should be, each with what it should be."""
    wanted: dict[str, StoreVariant] = {variant.sku: variant for variant in product.variants}
    pairs: list[tuple[dict[str, Any], StoreProduct | StoreVariant]] = (
        [(each, wanted[each["sku"]]) for each in nodes if each.get("sku") in wanted]
        if product.variants
        else [(each, product) for each in nodes[:1]]
    )
    return [
        (there, each) for there, each in pairs if not is_same(_variant_of(there), each, price=price, quantity=quantity)
    ]


def variant_offer_form(
    there: Mapping[str, Any], offered: StoreProduct | StoreVariant, *, price: bool, quantity: bool
) -> dict[str, Any]:
    """Money, and whether stock is counted; how many there are is told by another call."""
    form: dict[str, Any] = {"id": there["id"]}
    if price:
        regular = offered.regular_price
        form |= {"price": str(offered.price), "compareAtPrice": None if regular is None else str(regular)}
    return form | ({"inventoryItem": {"tracked": offered.quantity is not None}} if quantity else {})


def product_of(data: Mapping[str, Any], currency: str) -> RemoteProduct:
    variants = tuple(_variant_of(each) for each in _nodes(data, "variants"))
    is_single = len(variants) == 1 and variants[0].options == {ONLY_OPTION["optionName"]: ONLY_OPTION["name"]}
    only = variants[0] if is_single else None
    seo = data.get("seo") or {}
    return RemoteProduct(
        id=data["id"],
        sku=only.sku if only else "",
        text=StoreText(
            name=data["title"],
            description_html=data.get("descriptionHtml") or "",
            seo_title=seo.get("title") or "",
            seo_description=seo.get("description") or "",
        ),
        visibility=Visibility.LIVE if data["status"] == "ACTIVE" else Visibility.HIDDEN,
        currency=currency,
        price=only.price if only else min((each.price for each in variants if each.price is not None), default=None),
        regular_price=only.regular_price if only else None,
        quantity=only.quantity if only else None,
        brand=data.get("vendor") or "",
        categories=tuple(each["id"] for each in _nodes(data, "collections")),
        tags=tuple(data.get("tags") or ()),
        images=tuple(images_of(_nodes(data, "media"))),
        variants=() if only else variants,
        url=data.get("onlineStoreUrl") or "",
        mark=(data.get("mark") or {}).get("value") or "",
    )


def images_of(media: Sequence[dict[str, Any]]) -> list[RemoteImage]:
    return [image_of(each, number) for number, each in enumerate(_pictures(media), 1)]


def image_of(data: Mapping[str, Any], position: int) -> RemoteImage:
    is_ready = data.get("status") == "READY"
    return RemoteImage(id=data["id"], alt=data.get("alt") or "", position=position, is_ready=is_ready)


def _variant_of(data: Mapping[str, Any]) -> RemoteVariant:
    is_counted = (data.get("inventoryItem") or {}).get("tracked")
    return RemoteVariant(
        id=data["id"],
        options={each["name"]: each["value"] for each in data["selectedOptions"]},
        sku=data.get("sku") or "",
        price=decimal(data.get("price")),
        regular_price=decimal(data.get("compareAtPrice")),
        quantity=data.get("inventoryQuantity") if is_counted else None,
        gtin=data.get("barcode") or "",
    )


def told(reply: Reply) -> Told:
    """``extensions.cost.throttleStatus``, in points."""
    cost = _cost(reply)
    status = cost.get("throttleStatus") or {}
    return Told(
        most=_float(status.get("maximumAvailable")),
        left=_float(status.get("currentlyAvailable")),
        per_s=_float(status.get("restoreRate")),
        closed_for_s=throttled_s(reply),
    )


def throttled_s(reply: Reply) -> float | None:
    """Seconds until there are points enough to begin again; None when nothing was refused.

    What was refused may be the last page of a long product, and whoever waits reads it from the first page on: with
    just enough for the refused query, the pages before would take it, again and again.
    """
    errors = reply.data.get("errors") if isinstance(reply.data, Mapping) else None
    codes = [(each.get("extensions") or {}).get("code") for each in errors] if isinstance(errors, list) else []
    if "THROTTLED" not in codes:
        return None
    cost = _cost(reply)
    status = cost.get("throttleStatus") or {}
    asked, most, left = (
        float(told or 0)
        for told in (cost.get("requestedQueryCost"), status.get("maximumAvailable"), status.get("currentlyAvailable"))
    )
    enough = min(most, 2 * asked + BEFORE_IT) if most else asked
    return max(1.0, (enough - left) / float(status.get("restoreRate") or 50))


def _cost(reply: Reply) -> Mapping[str, Any]:
    data = reply.data if isinstance(reply.data, Mapping) else {}
    return (data.get("extensions") or {}).get("cost") or {}


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))
