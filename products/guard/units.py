"""Units in English and Arabic: what they measure, and how much of the base unit one is."""

import re
from dataclasses import dataclass

from products.guard.vocabulary import forms, table


@dataclass(frozen=True, slots=True)
class Unit:
    """``factor``: base units in one; ``offset`` is added first (temperatures). ``system``: metric or imperial."""

    name: str
    measures: str
    factor: float
    offset: float = 0.0
    system: str = "metric"

    def base(self, value: float) -> float:
        return (value + self.offset) * self.factor


def _by_form() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for row in table("units")["unit"]:
        unit = Unit(**{name: value for name, value in row.items() if name != "forms"})
        found |= dict.fromkeys(forms(row["forms"]), unit)
    return found


BY_FORM: dict[str, Unit] = _by_form()
ALSO: dict[str, tuple[Unit, ...]] = {"oz": (BY_FORM["fl oz"],)}
"""Units that may stand for another by their name alone: a mug's ounces are a volume."""

UNIT = "|".join(re.escape(form).replace(r"\ ", r"[\s-]+") for form in sorted(BY_FORM, key=len, reverse=True))
END = r"(?![^\W\d_])"
"""No letter follows: ``3 m`` is a measure, ``3 men`` is none."""


def unit_of(text: str) -> Unit:
    """The unit that ``text``, folded, names."""
    return BY_FORM[re.sub(r"[\s-]+", " ", text)]
