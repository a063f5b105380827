"""A product's values for its page: what is in force, where it came from, how sure we are, what else was found."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from products.evidence import reason_words, source_name
from products.imports import choices, values
from products.imports.values import FIELDS, Field
from products.models import OwnValue, Product

SURE, FAIR = 0.8, 0.5  # confidences from which a value needs no check, or only a glance


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value that the page offers for a field.

    ``number`` is its place and ``stamp`` what stands there, for the form that chooses it: the page may be read again
    while somebody looks at the list.
    """

    number: int
    stamp: str
    value: str
    source: str | Promise
    where: str
    percent: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the fact sheet."""

    field: Field
    value: Any
    read: Any
    own: OwnValue | None
    """What the merchant set. Of one chosen among what the page shows, ``source`` and ``where`` are the chosen place."""
    source: str | Promise = ""
    where: str = ""
    reason: str = ""
    level: str = ""  # sure, fair, check; empty without evidence
    percent: int = 0
    alternatives: tuple[Alternative, ...] = ()
    is_by_choice: bool = False
    """Read at the place that the merchant once chose for the shop."""

    @property
    def needs_check(self) -> bool:
        return self.own is None and self.level == "check"

    @property
    def is_chosen(self) -> bool:
        return self.own is not None and self.own.origin == OwnValue.Origin.CHOSEN

    @property
    def is_missing(self) -> bool:
        return self.value in (None, "", [])


@dataclass(frozen=True, slots=True)
class Sheet:
    """All lines in the order of ``FIELDS``: those to be seen at once, and those that the page says nothing of."""

    found: list[Fact]
    missing: list[Fact]


def sheet(product: Product) -> Sheet:
    snapshot = snapshot_of(product)
    own = values.own_values(product)
    facts = [_fact(spec, snapshot, own.get(name)) for name, spec in FIELDS.items()]
    return Sheet(
        found=[fact for fact in facts if not fact.is_missing or fact.field.name in values.WANTED],
        missing=[fact for fact in facts if fact.is_missing and fact.field.name not in values.WANTED],
    )


def line(product: Product, name: str) -> Fact:
    return _fact(FIELDS[name], snapshot_of(product), values.own_values(product).get(name))


def snapshot_of(product: Product) -> dict[str, Any]:
    facts = getattr(product, "facts", None)
    return facts.snapshot if facts else {}


def alternatives_of(product: Product, name: str) -> list[dict[str, Any]]:
    """The stored candidates of a field, as the engine gave them."""
    evidence = snapshot_of(product).get("sources", {}).get(name) or {}
    return evidence.get("alternatives") or []


def stamp_of(item: dict[str, Any]) -> str:
    """What tells one candidate from the others."""
    told = f"{item.get('source')}\n{item.get('where')}\n{item.get('value')}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def place_of(item: dict[str, Any]) -> dict[str, str]:
    """Where a candidate was found, as it is kept beside a chosen value."""
    return {"source": (item.get("source") or "")[:60], "where": (item.get("where") or "")[:500]}


def _fact(spec: Field, snapshot: dict[str, Any], own: OwnValue | None) -> Fact:
    read = snapshot.get(spec.name)
    evidence = snapshot.get("sources", {}).get(spec.name) or {}
    confidence = evidence.get("confidence") or 0.0
    is_chosen = own is not None and own.origin == OwnValue.Origin.CHOSEN
    place = {"source": own.source, "where": own.where} if own and is_chosen else evidence
    return Fact(
        field=spec,
        value=own.value if own else read,
        read=read,
        own=own,
        source=source_name(place.get("source", "")) if place else "",
        where=place.get("where", ""),
        reason=reason_words(evidence.get("reason", "")),
        level=level_of(confidence) if evidence and read is not None else "",
        percent=round(confidence * 100),
        is_by_choice=own is None and evidence.get("reason") == choices.REASON,
        alternatives=tuple(
            _alternative(n, item)
            for n, item in enumerate(evidence.get("alternatives") or [])
            if not (own and is_chosen and _is_of(own, item))
        ),
    )


def _is_of(own: OwnValue, item: dict[str, Any]) -> bool:
    """Whether ``item`` is the candidate that was chosen. Choices from before 2026-12 have no place kept."""
    place = place_of(item)
    return (own.value, own.source) == (item.get("value"), place["source"]) and own.where in ("", place["where"])


def level_of(confidence: float) -> str:
    if confidence >= SURE:
        return "sure"
    return "fair" if confidence >= FAIR else "check"


LEVELS: dict[str, str | Promise] = {
    "sure": pgettext_lazy("confidence", "Sure"),
    "fair": pgettext_lazy("confidence", "Fairly sure"),
    "check": pgettext_lazy("confidence", "Please check"),
}


def _alternative(number: int, item: dict[str, Any]) -> Alternative:
    return Alternative(
        number=number,
        stamp=stamp_of(item),
        value=str(item.get("value", "")),
        source=source_name(item.get("source", "")),
        where=item.get("where", ""),
        percent=round(Decimal(str(item.get("confidence") or 0)) * 100),
    )
