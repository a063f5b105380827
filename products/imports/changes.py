"""What is new between two readings of one product. Facts are compared with facts; small noise is none.

Noise: white space, invisible marks and case in texts, rounding in prices, order and size of pictures, order of
variants.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import Any

from scraping.text.images import identity as picture

TEXT_KEPT = 300  # characters of a long text that a change keeps; the facts have all of it
PICTURES_KEPT = 10  # addresses that a change of pictures names
LEAST_STEP = Decimal("0.01")  # a step no larger than this …
LEAST_SHARE = Decimal("0.001")  # … and than this share of the price is the rounding of a conversion

MONEY = ("price", "regular_price")
NUMBERS = ("stock_quantity",)
WORDS = ("currency", "availability")
TEXTS = ("name", "brand", "sku", "mpn", "gtin", "color", "size", "material", "style", "weight", "seller", "description")
OF_VARIANTS = ("price", "regular_price", "availability", "stock_quantity")

type Facts = dict[str, Any]
type Identity = Callable[[Facts], Any]


@dataclass(frozen=True, slots=True)
class Change:
    """``kind`` is the snapshot's field, or ``images``, ``variant_added``, ``variant_lost``, ``variant_<field>``.

    ``old`` and ``new`` are JSON; prices are decimal strings in the facts' currency, pictures lists of addresses that
    went and came. ``variant`` names the variant in words.
    """

    kind: str
    old: Any
    new: Any
    variant: str = ""

    def dump(self) -> dict[str, Any]:
        return asdict(self)


def compare(old: Facts, new: Facts) -> list[Change]:
    """The changes from ``old`` to ``new``, two snapshots in their stable JSON form; most telling first."""
    return [*_fields(old, new), *_pictures(old, new), *_variants(old.get("variants") or [], new.get("variants") or [])]


def _fields(old: Facts, new: Facts) -> Iterator[Change]:
    for name in chain(MONEY, WORDS, NUMBERS, TEXTS):
        if not same(name, old.get(name), new.get(name)):
            yield Change(name, _short(old.get(name)), _short(new.get(name)))


def same(field: str, old: Any, new: Any) -> bool:
    """Whether two readings of ``field`` say the same to a buyer."""
    if old == new:
        return True
    if old in (None, "") or new in (None, ""):
        return (old or None) == (new or None) if field not in NUMBERS else old == new
    if field in MONEY:
        return _same_price(old, new)
    return plain(old) == plain(new) if field in TEXTS else old == new


def _same_price(old: str, new: str) -> bool:
    try:
        before, after = Decimal(old), Decimal(new)
    except InvalidOperation:
        return old == new
    step = abs(before - after)
    return step <= LEAST_STEP and step <= LEAST_SHARE * max(before, after)


def plain(text: str) -> str:
    """``text`` as a reader hears it: one kind of space, no invisible marks, no case."""
    visible = (
        " " if c.isspace() else c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf"
    )
    return " ".join("".join(visible).casefold().split())


def _short(value: Any) -> Any:
    return f"{value[:TEXT_KEPT]}…" if isinstance(value, str) and len(value) > TEXT_KEPT else value


def _pictures(old: Facts, new: Facts) -> Iterator[Change]:
    if old.get("images") == new.get("images"):
        return
    before = {picture(address): address for address in old.get("images") or []}
    after = {picture(address): address for address in new.get("images") or []}
    went = [before[key] for key in before if key not in after]
    came = [after[key] for key in after if key not in before]
    if went or came:
        yield Change("images", went[:PICTURES_KEPT], came[:PICTURES_KEPT])


def _variants(old: list[Facts], new: list[Facts]) -> Iterator[Change]:
    if old == new:
        return
    pairs, lost, added = _matched(old, new)
    yield from (Change("variant_lost", label(variant), None, label(variant)) for variant in lost)
    yield from (Change("variant_added", None, label(variant), label(variant)) for variant in added)
    for before, after in pairs:
        for name in OF_VARIANTS:
            if not same(name, before.get(name), after.get(name)):
                yield Change(f"variant_{name}", before.get(name), after.get(name), label(after))


def _matched(old: list[Facts], new: list[Facts]) -> tuple[list[tuple[Facts, Facts]], list[Facts], list[Facts]]:
    """Pairs of one variant then and now, and those without a partner.

    By the shop's own codes first: option names change with the language of an answer, codes stay.
    """
    pairs: list[tuple[Facts, Facts]] = []
    for identity in (_code("source_id"), _code("sku"), _code("gtin"), _by_words):
        before, after = _keyed(old, identity()), _keyed(new, identity())
        both = before.keys() & after.keys()
        pairs += [(before[key], after[key]) for key in before if key in both]
        taken = {id(one) for key in both for one in (before[key], after[key])}
        old = [variant for variant in old if id(variant) not in taken]
        new = [variant for variant in new if id(variant) not in taken]
    return pairs, old, new


def _keyed(variants: list[Facts], identity: Identity) -> dict[Any, Facts]:
    """The variants that have this identity, alone. Some shops give all variants the parent's code."""
    keys = [identity(variant) for variant in variants]
    times = Counter(keys)
    return {key: variant for key, variant in zip(keys, variants, strict=True) if key and times[key] == 1}


def _code(field: str) -> Callable[[], Identity]:
    return lambda: lambda variant: variant.get(field)


def _by_words() -> Identity:
    """By options and name; the second of two that read alike has the number 2, so each list needs its own count."""
    seen: Counter[Any] = Counter()

    def identity(variant: Facts) -> Any:
        options = tuple(sorted((plain(str(k)), plain(str(v))) for k, v in (variant.get("options") or {}).items()))
        key = (options, plain(variant.get("name") or ""))
        seen[key] += 1
        return key, seen[key]

    return identity


def label(variant: Facts) -> str:
    """A variant in words, as its shop shows it: its options, else its name or code."""
    options = " / ".join(str(value) for value in (variant.get("options") or {}).values())
    return str(options or variant.get("name") or variant.get("sku") or variant.get("source_id") or "")[:TEXT_KEPT]
