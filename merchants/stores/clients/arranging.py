"""Where pictures of ours go among those of others, which stay in their places."""

from collections.abc import Iterator, Sequence

from merchants.stores.product import PlacedImage, RemoteImage


def order(there: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The ids of all that are there, in order: ours as they are wanted, in the places that ours have."""
    left = iter([each for each in wanted if each in there])
    return [next(left) if each in wanted else each for each in there]


def changes(
    there: Sequence[RemoteImage], wanted: Sequence[PlacedImage]
) -> Iterator[tuple[RemoteImage, PlacedImage, int]]:
    """Those of ours whose place or text is another, each with the place that it is to have.

    For stores where each picture has a number: ours share the numbers that ours have, and no two the same.
    """
    found = {each.id: each for each in there}
    pairs = [(found[each.id], each) for each in wanted if each.id in found]
    last = 0
    for (each, placed), place in zip(pairs, sorted(each.position for each, _placed in pairs), strict=True):
        last = max(place, last + 1)
        if each.position != last or has_other_text(each, placed):
            yield each, placed, last


def has_other_text(there: RemoteImage, placed: PlacedImage) -> bool:
    return placed.alt is not None and there.alt != placed.alt
