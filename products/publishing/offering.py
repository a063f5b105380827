"""The steps that bring prices and stock alone up to date in a store. Texts, pictures and options stay as they are."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from jobs.context import StepContext
from merchants.stores import opening as stores
from merchants.stores.product import RemoteProduct, StoreProduct, StoreVariant
from products.publishing import compose
from products.publishing.comparing import money_differences
from products.publishing.errors import (
    ListingBusy,
    ListingWaits,
    NotInStore,
    NotReady,
    PublishError,
    StoreShowsOtherwise,
)
from products.publishing.merging import changed_there, merge_offer, seen_after
from products.publishing.models import Listing
from products.publishing.payloads import OfferRequested
from products.publishing.planning import Planner
from products.publishing.steps import held, keep_sent, mine, take

AGAIN_S = 10.0  # until a publish of the same listing is looked for once more
OF_MONEY = frozenset({"price_not_positive", "regular_price_not_higher", "wrong_currency"})
Status = Listing.Status


def check(context: StepContext[OfferRequested]) -> dict[str, Any]:
    """Take the listing, and decide at what prices and in what numbers it is offered.

    Raises NotInStore, ListingWaits, NotReady, what ``steps.take`` raises and what pricing raises.
    """
    asked = context.payload
    listing = mine(context)
    if not listing.is_in_store or listing.status == Status.DRAFT:
        raise NotInStore
    try:
        listing = take(context)
    except ListingBusy as error:
        raise ListingWaits(retry_after_s=AGAIN_S) from error
    listing = mine(context)  # as it is now that it is ours: what changes from here on is marked
    plan = Planner(listing.connection).plan(listing)
    if plan.composed is None:
        raise PublishError.of(plan.error_code)
    if wrong := [lack for lack in plan.lacks if lack.code in OF_MONEY]:
        raise NotReady(", ".join(f"{lack.field}: {lack.code}" for lack in wrong))
    new = plan.composed.product
    before = compose.load(listing.sent) if listing.sent else new
    offered = with_offer(before, new, price=asked.price, quantity=asked.quantity)
    is_finished = bool(listing.content_hash)  # a publish that failed half way stays to be done
    return {
        "product": compose.dump(offered),
        "hash": compose.hash_of(offered) if is_finished else "",
        "pricing": plan.composed.priced.dump(),
        "is_whole": is_finished and compose.hash_of(offered) == plan.composed.hash,
        "is_same": is_finished and offered == before,
    }


def send(context: StepContext[OfferRequested]) -> dict[str, Any]:
    """Send what differs and read it back. A price that was changed in the store stays.

    Raises StoreShowsOtherwise when the prices are not as sent, ProductGone.
    """
    listing, checked = held(context), context.results["check"]
    store, asked = stores.open_store(listing.connection), context.payload
    remote = store.get(listing.remote_id)
    sent = compose.load(listing.sent) if listing.sent else None
    product, kept = merge_offer(compose.load(checked["product"]), sent=sent, shown=listing.shown, there=remote)
    if not checked["is_same"]:
        remote = store.set_offer(listing.remote_id, product, price=asked.price, quantity=asked.quantity)
        keep_sent(context, shown=_shown_after(listing, remote, kept), sent=checked["product"])
    wrong = money_differences(product, remote, store.capabilities) if asked.price else []
    if wrong:
        raise StoreShowsOtherwise(", ".join(wrong))
    shown = _shown_after(listing, remote, kept)
    return {
        "remote_id": remote.id,
        "nothing_to_do": checked["is_same"],
        "price": str(product.price),
        "shown": shown,
        "differs": changed_there(shown, remote),
        "notes": [{"code": "kept_from_store", "field": name} for name in kept],
    }


def _shown_after(listing: Listing, remote: RemoteProduct, kept: list[str]) -> dict[str, Any]:
    if not listing.shown:
        return {}
    now = seen_after(listing.shown, remote, kept)
    return listing.shown | {name: now[name] for name in ("price", "quantity", "variants")}


def with_offer(before: StoreProduct, new: StoreProduct, *, price: bool, quantity: bool) -> StoreProduct:
    """``before`` at the prices, or in the numbers, of ``new``."""
    return replace(
        _offered(before, new, price=price, quantity=quantity),
        variants=tuple(_variants(before, new, price=price, quantity=quantity)),
    )


def _variants(before: StoreProduct, new: StoreProduct, *, price: bool, quantity: bool) -> Iterator[StoreVariant]:
    """A variant that ``new`` has no more keeps its price, and nobody can buy it: the shop does not have it either.

    Where ``new`` has no variants at all, its own number is meant for each when it is 0.
    """
    found = {variant.sku: variant for variant in new.variants}
    alike = {frozenset(variant.options.items()): variant for variant in new.variants}
    for variant in before.variants:
        now = found.get(variant.sku) or alike.get(frozenset(variant.options.items()))
        is_over = bool(new.variants) or new.quantity == 0
        if now:
            yield _offered(variant, now, price=price, quantity=quantity)
        else:
            yield replace(variant, quantity=0) if quantity and is_over else variant


def _offered[T: (StoreProduct, StoreVariant)](before: T, new: T, *, price: bool, quantity: bool) -> T:
    if price:
        before = replace(before, price=new.price, regular_price=new.regular_price, cost_price=new.cost_price)
    return replace(before, quantity=new.quantity) if quantity else before
