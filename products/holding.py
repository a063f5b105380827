"""What a rule may change in a merchant's stores: the price, by the price rules, and the quantity, to 0 and back.

What the merchant wrote for the product or for its listing stays as it is. Nothing is sent from here: each change is a
run of its own, which waits for a publish that goes on.
"""

from collections.abc import Callable, Iterable

from products.models import Product
from products.publishing import service as publishing
from products.publishing.models import Listing
from products.watch.models import WatchAlert, WatchRule

Action = WatchRule.Action
Done = WatchAlert.Done
OF_PRICE, OF_STOCK = ("price", "currency"), ("availability",)


def act(product: Product, action: str) -> str:
    """Do one action of a rule in all stores where buyers see the product; a word of ``WatchAlert.Done``."""
    listings = list(publishing.in_stores(product))
    done = ACTIONS[Action(action)](product, listings)
    return done if listings else Done.NOWHERE


def follow_price(product: Product, listings: Iterable[Listing]) -> str:
    """The shop's new price, by the price rules, where the merchant set none."""
    if _has_own(product, OF_PRICE):
        return Done.KEPT
    free = [listing for listing in listings if listing.own_price is None]
    for listing in free:
        publishing.push_offer(listing, quantity=False)
    return Done.ASKED if free else Done.KEPT


def hold(product: Product, listings: Iterable[Listing]) -> str:
    """Nobody can buy it any more: the quantity is 0 until it is given back."""
    if _has_own(product, OF_STOCK):
        return Done.KEPT
    free = [listing for listing in listings if listing.quantity is None]
    return _set_hold(free, is_on_hold=True) if free else Done.KEPT


def drop_variants(product: Product, listings: Iterable[Listing]) -> str:
    """Nobody can buy the variants that the shop has no more; the others are sold on."""
    if _has_own(product, OF_STOCK):
        return Done.KEPT
    free = [listing for listing in listings if listing.quantity is None]
    for listing in free:
        publishing.push_offer(listing, price=False)
    return Done.ASKED if free else Done.KEPT


def give_back(product: Product, listings: Iterable[Listing]) -> str:
    """The quantity is again what it was, also where buyers do not see it now. What no rule has held is left alone."""
    held = [listing for listing in listings if listing.is_on_hold]
    Listing.objects.filter(product=product, is_on_hold=True).update(is_on_hold=False)
    return _set_hold(held, is_on_hold=False) if held else Done.NOTHING


def release(product: Product) -> bool:
    """A person gives the quantity back in every store. Whether there was anything to give back."""
    held = list(publishing.in_stores(product).filter(is_on_hold=True))
    return give_back(product, held) == Done.ASKED


def _set_hold(listings: list[Listing], *, is_on_hold: bool) -> str:
    Listing.objects.filter(pk__in=[listing.pk for listing in listings]).update(is_on_hold=is_on_hold)
    for listing in listings:
        publishing.push_offer(listing, price=False)
    return Done.ASKED


def _has_own(product: Product, fields: tuple[str, ...]) -> bool:
    return product.own_values.filter(field__in=fields).exists()


ACTIONS: dict[Action, Callable[[Product, Iterable[Listing]], str]] = {
    Action.PRICE: follow_price,
    Action.HOLD: hold,
    Action.RELEASE: give_back,
    Action.VARIANT: drop_variants,
}
