"""What the guard finds in a text."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a claim is about."""

    NUMBER = "number"  # a count, or a number without a unit
    MEASURE = "measure"
    SIZE = "size"
    CODE = "code"  # a model's name or a standard: letters and digits
    MATERIAL = "material"
    COLOUR = "colour"
    PROPERTY = "property"
    COMPATIBILITY = "compatibility"
    CERTIFICATE = "certificate"
    WARRANTY = "warranty"
    PART = "part"  # what it has or comes with: sleeves, a lid, a charger
    AUDIENCE = "audience"
    DATE = "date"
    NAME = "name"  # of a person, a firm, a place
    ORIGIN = "origin"
    PROMISE = "promise"  # delivery, returns, discounts, stock: the merchant's affair; what buyers are said to say
    SUPERLATIVE = "superlative"
    PRICE = "price"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim. ``start`` and ``end`` are places in the text that was checked.

    ``found``: where the source says it, empty when nowhere. ``searched``: in which forms it was looked for.
    """

    kind: Kind
    text: str
    start: int
    end: int
    found: str = ""
    searched: tuple[str, ...] = ()

    @property
    def is_traced(self) -> bool:
        return bool(self.found)

    def dump(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self) | {"kind": str(self.kind), "searched": list(self.searched)}


@dataclass(frozen=True, slots=True)
class Report:
    """All claims of one text, in order."""

    claims: tuple[Claim, ...]

    @classmethod
    def of(cls, claims: Iterable[Claim]) -> "Report":
        return cls(tuple(sorted(claims, key=lambda claim: (claim.start, claim.end))))

    @property
    def untraced(self) -> tuple[Claim, ...]:
        return tuple(claim for claim in self.claims if not claim.is_traced)
