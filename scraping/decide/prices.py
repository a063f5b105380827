"""What the buyer pays now, what it was, and in which currency. What is shown wins over markup that disagrees."""

from dataclasses import dataclass, field
from decimal import Decimal

from scraping.evidence import Findings
from scraping.readers.visible.prices import Spot
from scraping.snapshot import Candidate
from scraping.surroundings import Zone
from scraping.text.currencies import is_ambiguous

_SHOWN_AT_LEAST = 3.0  # below this a price on the page is more likely another product's
_SHOWN_SURELY = 5.5  # above this it wins over markup that names another amount
_AWAY = Zone.RELATED | Zone.CHROME | Zone.REVIEWS
_NEAR = 60  # elements between a price and the struck price beside it


@dataclass(slots=True)
class PriceDecision:
    """The chosen candidates with the reason, and every price candidate seen."""

    price: Candidate | None = None
    regular: Candidate | None = None
    currency: Candidate | None = None
    reason: str = ""
    seen: list[Candidate] = field(default_factory=list)


def decide_prices(findings: Findings) -> PriceDecision:
    marked = findings.of("price")
    shown = [spot for spot in findings.spots if spot.kind == "current" and spot.score >= _SHOWN_AT_LEAST]
    decision = PriceDecision(seen=[*marked, *(_as_candidate(spot) for spot in findings.spots[:12])])
    best = _best_shown(shown, marked)
    if best is None:
        best = _only_weakly_regular(findings, marked)
    _choose_price(decision, best, marked, findings)
    if decision.price is not None:
        decision.regular = _regular(decision.price.value, best, findings)
    decision.currency = _currency(decision, best, findings)
    return decision


def _as_candidate(spot: Spot, field_name: str = "price") -> Candidate:
    where = f"{spot.element.tag}.{(spot.element.get('class') or spot.element.get('id') or '')[:60]}"
    return Candidate(field_name, spot.amount, "visible", max(0.05, min(0.95, 0.3 + spot.score / 14)), where)


def _best_shown(shown: list[Spot], marked: list[Candidate]) -> Spot | None:
    """The shown price with most in its favour; agreement with markup counts, then the earlier place."""
    amounts = {candidate.value: candidate.confidence for candidate in reversed(marked)}
    best: tuple[float, Spot] | None = None
    for spot in shown:
        score = spot.score + 2.0 * amounts.get(spot.amount, 0.0)
        if best is None or score > best[0] + 0.01:
            best = (score, spot)
    return best[1] if best else None


def _only_weakly_regular(findings: Findings, marked: list[Candidate]) -> Spot | None:
    """A price whose class says "regular" while nothing cheaper stands beside it is simply the price."""
    weak = [s for s in findings.spots if s.kind == "regular" and not s.strong_kind and s.score >= _SHOWN_AT_LEAST]
    return _best_shown(weak, marked)


def _choose_price(decision: PriceDecision, best: Spot | None, marked: list[Candidate], findings: Findings) -> None:
    if best is None:
        decision.price = marked[0] if marked else None
        decision.reason = "no price is shown near the title" if marked else ""
        return
    shown = _as_candidate(best)
    if not marked:
        decision.price = shown
        return
    if any(candidate.value == best.amount for candidate in marked):
        decision.price = next(candidate for candidate in marked if candidate.value == best.amount)
        decision.reason = "shown on the page and in markup"
    elif best.score >= _SHOWN_SURELY or _markup_is_struck(marked, best, findings):
        decision.price, decision.reason = shown, "the page shows another price than its markup"
    else:
        decision.price, decision.reason = marked[0], "the shown price may be another product's"


def _markup_is_struck(marked: list[Candidate], best: Spot, findings: Findings) -> bool:
    """Markup keeps the price from before the discount."""
    top = marked[0].value
    return top > best.amount and any(
        spot.kind == "regular" and spot.amount == top and abs(spot.position - best.position) < _NEAR
        for spot in findings.spots
    )


def _regular(price: Decimal, best: Spot | None, findings: Findings) -> Candidate | None:
    """A higher price, struck or called so beside the price, else one that markup names as such."""
    beside = []
    for spot in findings.spots:
        if spot.kind != "regular" or spot.amount <= price or spot.amount > price * 20:
            continue
        near = best is not None and abs(spot.position - best.position) < _NEAR
        if near or (spot.score >= _SHOWN_AT_LEAST and not spot.zone & _AWAY):
            distance = abs(spot.position - best.position) if best else 0
            beside.append((not near, not spot.strong_kind, distance, spot.position, spot))
    if beside:
        return _as_candidate(min(beside, key=lambda entry: entry[:4])[4], "regular_price")
    return findings.best("regular_price", lambda value: price < value < price * 20)


def _currency(decision: PriceDecision, best: Spot | None, findings: Findings) -> Candidate | None:
    """The sign beside the chosen price when it says one currency, else what markup declares, else the sign's usual meaning here."""
    declared = findings.best("currency")
    signed = best if best is not None and decision.price is not None and best.amount == decision.price.value else None
    if signed is None or not signed.currency:
        return declared or _any_sign(findings)
    sign = Candidate("currency", signed.currency, "visible", 0.85, signed.sign)
    if declared is None or (not is_ambiguous(signed.sign) and declared.value != signed.currency):
        return sign
    return declared


def _any_sign(findings: Findings) -> Candidate | None:
    for spot in findings.spots:
        if spot.currency and not spot.zone & Zone.CHROME:
            return Candidate("currency", spot.currency, "visible", 0.5, spot.sign)
    return None
