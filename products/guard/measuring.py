"""When two numbers say the same: one unit to the digit, two units as far as rounding goes, counts of like things."""

from math import isclose

from products.guard.numbers import Number, forms_of_noun
from products.guard.units import Unit

EXACT = 1e-6
SAME_SYSTEM = 0.005  # 2.54 cm and 25.4 mm; 24 months and 2 years
ROUNDED_AT_MOST = 0.035  # 12 inches for 30 cm is 1.6 % too much, 40 cm for 16 inches 1.6 % too little
GENERAL = frozenset({"piece", "pack", "set"})
OBJECTS = GENERAL | {
    *(
        "cup",
        "glass",
        "plate",
        "bag",
        "bottle",
        "book",
        "tool",
        "candle",
        "battery",
        "bulb",
        "capsule",
        "sheet",
        "card",
    ),
    *("drawer", "shelf", "blade"),
}
TOLD_IN = {
    "length": (("cm", 0.01), ("in", 0.0254)),
    "mass": (("g", 1.0), ("kg", 1000.0), ("lb", 453.59237), ("oz", 28.349523)),
    "volume": (("ml", 1.0), ("l", 1000.0), ("fl oz", 29.5735)),
    "time": (("month", 2_629_800.0), ("year", 31_557_600.0)),
}


def is_same_measure(claimed: Number, known: Number) -> bool:
    """Whether the source's ``known`` bears out ``claimed``. A height is not borne out by a width."""
    if claimed.side and known.side and claimed.side != known.side:
        return False
    return any(
        mine.measures == theirs.measures and _is_close(claimed, mine, known, theirs)
        for mine in claimed.units
        for theirs in known.units
    )


def _is_close(claimed: Number, mine: Unit, known: Number, theirs: Unit) -> bool:
    one, other = mine.base(claimed.value), theirs.base(known.value)
    if mine == theirs:
        return isclose(one, other, rel_tol=EXACT, abs_tol=1e-9)
    if mine.system == theirs.system:
        return isclose(one, other, rel_tol=SAME_SYSTEM)
    step = max(_half_step(claimed, mine), _half_step(known, theirs))
    return abs(one - other) <= min(step, ROUNDED_AT_MOST * abs(other)) * 1.0001 or isclose(
        one, other, rel_tol=SAME_SYSTEM
    )


def _half_step(number: Number, unit: Unit) -> float:
    """Half of the last digit as written: how far rounding may have moved it."""
    return float(0.5 * 10**-number.digits * unit.factor)


def is_same_count(claimed: Number, known: Number) -> bool:
    """Counts of the same things, or of things that either side does not name."""
    if not isclose(claimed.value, known.value, rel_tol=EXACT):
        return False
    if known.unit is not None:  # "hot for 12 hours, cold for 24": nothing is counted, so it may be a measure
        return not (claimed.of or claimed.word_follows)
    if not claimed.of or not known.of or claimed.of == known.of:
        return True
    return bool(GENERAL & {claimed.of, known.of}) and {claimed.of, known.of} <= OBJECTS


def searched_for(number: Number) -> tuple[str, ...]:
    """What was looked for, for people."""
    if number.unit is None:
        return (f"{number.value:g} {number.of}".strip(), *(forms_of_noun(number.of)[:4] if number.of else ()))
    told = [f"{number.value:g} {number.unit.name}"]
    base = number.unit.base(number.value)
    others = TOLD_IN.get(number.unit.measures, ())
    return (*told, *(f"{base / factor:.4g} {name}" for name, factor in others if name != number.unit.name))
