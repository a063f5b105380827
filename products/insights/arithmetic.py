"""The arithmetic of all sections. Decimals in, Decimals out; percents have one digit."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import quantiles

HUNDRED = Decimal(100)
TENTH = Decimal("0.1")

type Five = tuple[Decimal, Decimal, Decimal, Decimal, Decimal]


def five_numbers(values: Sequence[Decimal]) -> Five:
    """Least, first quartile, median, third quartile, greatest of at least one value; between two, in proportion."""
    first, middle, third = quantiles(values, n=4, method="inclusive")
    return min(values), first, middle, third, max(values)


def median(values: Sequence[Decimal]) -> Decimal:
    return five_numbers(values)[2]


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """``part`` of ``whole``; None when there is no whole."""
    return tenth(HUNDRED * part / whole) if whole else None


def above(value: Decimal, base: Decimal) -> Decimal:
    """How much ``value`` is above ``base``, in percent of it and not rounded; below is negative. ``base`` is not 0."""
    return HUNDRED * (value - base) / base


def tenth(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)


def mean(values: Iterable[Decimal]) -> Decimal | None:
    listed = list(values)
    return tenth(sum(listed, Decimal(0)) / len(listed)) if listed else None


def weighted_mean(pairs: Iterable[tuple[Decimal, int]]) -> Decimal | None:
    """Of (value, weight), with two digits; None without weight."""
    listed = list(pairs)
    weight = sum(times for _value, times in listed)
    total = sum((value * times for value, times in listed), Decimal(0))
    return (total / weight).quantize(Decimal("0.01"), ROUND_HALF_UP) if weight else None


def written(value: Decimal | None) -> str | None:
    """A number as JSON keeps it."""
    return None if value is None else f"{value:f}"
