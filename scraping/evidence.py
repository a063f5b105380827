"""All that the readers found on one page, sorted by field, and the small rules every decision shares."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from scraping.page import Page
from scraping.readers.schema import ProductItem
from scraping.readers.visible.gallery import Picture
from scraping.readers.visible.prices import Spot
from scraping.snapshot import Candidate, Evidence
from scraping.surroundings import Surroundings

_MOST_ALTERNATIVES = 8
_SURENESS = attrgetter("confidence")


@dataclass(slots=True)
class Findings:
    """The page, where things stand on it, and every candidate by field in the order found."""

    page: Page
    around: Surroundings
    by_field: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    spots: list[Spot] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    platform_key: str = ""
    main_items: list[ProductItem] = field(default_factory=list)
    """The markup items that speak of the page's own product."""

    def add(self, candidates: Iterable[Candidate]) -> None:
        for candidate in candidates:
            self.by_field[candidate.field].append(candidate)

    def of(self, name: str) -> list[Candidate]:
        """Candidates of a field, surest first; equals stay in the order found."""
        found = self.by_field.get(name, [])
        return sorted(found, key=_SURENESS, reverse=True) if len(found) > 1 else list(found)

    def best(self, name: str, fit: Callable[[Any], bool] = bool) -> Candidate | None:
        return next((candidate for candidate in self.of(name) if fit(candidate.value)), None)


def evidence_for(chosen: Candidate, others: Iterable[Candidate], reason: str = "") -> Evidence:
    """The chosen candidate's origin, with the other values that were found, one entry a value."""
    alternatives: dict[str, Candidate] = {}
    own = str(chosen.value)[:200] if others else ""
    for other in others:
        key = str(other.value)[:200]
        if key != own and key not in alternatives:
            alternatives[key] = other
    agreeing = {other.source for other in others if other.value == chosen.value and other.source != chosen.source}
    sure = min(0.99, chosen.confidence + 0.05 * len(agreeing))
    if agreeing and not reason:
        reason = "also in " + ", ".join(sorted(agreeing))
    return Evidence(
        chosen.source, round(max(0.0, sure), 2), chosen.where, reason, list(alternatives.values())[:_MOST_ALTERNATIVES]
    )
