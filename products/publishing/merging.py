"""What a merchant changed in the store itself stays there when the product is brought up to date.

Three states are compared field by field: how the store showed it when we read it last (``Listing.shown``), how it shows
it now, and how it is to be. What differs between the first two was changed in the store; it is kept and named, until
the merchant says that ours is to be sent over it. A quantity is another matter: it falls with each sale, so it is kept
silently for as long as it is the same here, and ours is sent when it changed here.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from merchants.stores.product import RemoteProduct, RemoteVariant, StoreProduct, StoreRefs, StoreVariant, Visibility
from products.publishing.texts import one_line

TEXTS = ("name", "description_html", "seo_title", "seo_description")
MOST_NAMED = 100  # differences that are kept of one product
LONGEST_NAMED = 2000  # characters of a text in them
REFS = ("brand", "categories", "tags")


@dataclass(frozen=True, slots=True)
class Merged:
    """What is sent after all. ``kept``: the names of the fields that stay as the store has them, in order."""

    product: StoreProduct
    refs: StoreRefs
    kept: list[str] = field(default_factory=list)


def seen(there: RemoteProduct) -> dict[str, Any]:
    """What is compared later on, as JSON."""
    return {
        **{name: getattr(there.text, name) for name in TEXTS},
        "brand": there.brand,
        "categories": sorted(there.categories),
        "tags": sorted(there.tags),
        "is_hidden": there.visibility == Visibility.HIDDEN,
        "price": _money(there),
        "quantity": there.quantity,
        "variants": {one.sku: {"price": _money(one), "quantity": one.quantity} for one in there.variants if one.sku},
    }


def seen_after(before: dict[str, Any], there: RemoteProduct, kept: list[str]) -> dict[str, Any]:
    """The same after an update. What was kept stays as it was before the merchant changed it, so that it still counts
    as changed the next time."""
    now = seen(there)
    for name in kept:
        sku = name.removeprefix("variants.") if name.startswith("variants.") else ""
        if sku and sku in now["variants"] and sku in before.get("variants", {}):
            now["variants"][sku]["price"] = before["variants"][sku]["price"]
        elif name in before:
            now[name] = before[name]
    return now


def changed_there(shown: dict[str, Any], there: RemoteProduct) -> list[dict[str, Any]]:
    """What the store shows otherwise than when we read it last, field by field, for people: ``before`` and ``now``.

    Of brand, categories and tags the store tells ids alone, so these are named without values.
    """
    now = seen(there)
    fields = (*TEXTS, *REFS, "is_hidden", "price", "quantity")
    found = [_change(name, shown[name], now[name]) for name in fields if name in shown and _differs(name, shown, now)]
    for sku, before in shown.get("variants", {}).items():
        variant = now["variants"].get(sku)
        if variant is None:
            found.append({"field": f"variants.{sku}", "is_gone": True})
            continue
        found += [
            _change(f"variants.{sku}.{name}", before[name], variant[name])
            for name in ("price", "quantity")
            if before[name] != variant[name]
        ]
    return found[:MOST_NAMED]


def _differs(name: str, shown: dict[str, Any], now: dict[str, Any]) -> bool:
    if name in TEXTS:
        return one_line(shown[name]) != one_line(now[name])
    return bool(shown[name] != now[name])


def _change(name: str, before: Any, now: Any) -> dict[str, Any]:
    if name in REFS:
        return {"field": name}
    cut = LONGEST_NAMED if name in TEXTS else None
    return {"field": name, "before": before[:cut] if cut else before, "now": now[:cut] if cut else now}


def merge(
    product: StoreProduct,
    refs: StoreRefs,
    *,
    sent: StoreProduct | None,
    shown: dict[str, Any],
    there: RemoteProduct,
    language: str,
) -> Merged:
    """``product`` and ``refs`` with what was changed in the store in their place."""
    if not shown:
        return Merged(product, refs)
    now = seen(there)
    product, kept = _texts(product, shown, now, there, language)
    theirs: dict[str, Any] = {name: getattr(there, name) for name in REFS if now[name] != shown.get(name)}
    refs = replace(refs, **theirs)
    kept += theirs
    if now["is_hidden"] and not shown.get("is_hidden") and product.visibility == Visibility.LIVE:
        kept.append("is_hidden")
        product = replace(product, visibility=Visibility.HIDDEN)
    product, changed = merge_offer(product, sent=sent, shown=shown, there=there)
    return Merged(product, refs, [*kept, *changed])


def merge_offer(
    product: StoreProduct, *, sent: StoreProduct | None, shown: dict[str, Any], there: RemoteProduct
) -> tuple[StoreProduct, list[str]]:
    """The same of prices and stock alone, the variants' too."""
    if not shown:
        return product, []
    before = {variant.sku: variant for variant in sent.variants} if sent else {}
    now = {variant.sku: variant for variant in there.variants}
    product, kept = _offer(product, sent, shown, there, "price")
    variants: list[StoreVariant] = []
    for variant in product.variants:
        known = shown.get("variants", {}).get(variant.sku)
        if known is not None and variant.sku in now:
            name = f"variants.{variant.sku}"
            variant, changed = _offer(variant, before.get(variant.sku), known, now[variant.sku], name)
            kept += changed
        variants.append(variant)
    return replace(product, variants=tuple(variants)), kept


def _offer[T: (StoreProduct, StoreVariant)](
    wanted: T, sent: T | None, shown: dict[str, Any], there: RemoteProduct | RemoteVariant, name: str
) -> tuple[T, list[str]]:
    kept: list[str] = []
    money = _money(there)
    if money != shown.get("price") and there.price and money != _money(wanted):
        wanted, kept = replace(wanted, price=there.price, regular_price=there.regular_price), [name]
    if sent is not None and wanted.quantity == sent.quantity and there.quantity != shown.get("quantity"):
        wanted = replace(wanted, quantity=there.quantity)
    return wanted, kept


def _texts(
    product: StoreProduct, shown: dict[str, Any], now: dict[str, Any], there: RemoteProduct, language: str
) -> tuple[StoreProduct, list[str]]:
    """The texts in the store's own language, the only one that stores tell."""
    ours, first = product.text(language), language if language in product.texts else next(iter(product.texts))
    changed = [name for name in TEXTS if name in shown and now[name] != shown[name]]
    changed = [name for name in changed if one_line(now[name]) != one_line(getattr(ours, name))]
    if not changed:
        return product, []
    theirs: dict[str, Any] = {name: getattr(there.text, name) for name in changed}
    text = replace(ours, **theirs)
    return replace(product, texts={**product.texts, first: text}), changed


def _money(offered: StoreProduct | StoreVariant | RemoteProduct | RemoteVariant) -> list[str | None]:
    return [_plain(offered.price), _plain(offered.regular_price)]


def _plain(amount: Decimal | None) -> str | None:
    """Alike for equal amounts, however many zeros they have."""
    return None if amount is None else f"{amount.normalize():f}"
