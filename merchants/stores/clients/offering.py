"""What differs between the prices and stock that a store shows and those that it is to have."""

from collections.abc import Iterator

from merchants.stores.product import RemoteProduct, RemoteVariant, StoreProduct, StoreVariant


def is_same(
    there: RemoteProduct | RemoteVariant, wanted: StoreProduct | StoreVariant, *, price: bool, quantity: bool
) -> bool:
    """Whether what is asked for, money or stock, is there already."""
    same_money = (there.price, there.regular_price) == (wanted.price, wanted.regular_price)
    return (same_money or not price) and (there.quantity == wanted.quantity or not quantity)


def changes(
    there: RemoteProduct, product: StoreProduct, *, price: bool, quantity: bool
) -> Iterator[tuple[RemoteVariant, StoreVariant]]:
    """The variants that the store has and that are not as they should be, each with what it should be."""
    wanted = {variant.sku: variant for variant in product.variants}
    for each in there.variants:
        variant = wanted.get(each.sku)
        if variant is not None and not is_same(each, variant, price=price, quantity=quantity):
            yield each, variant
