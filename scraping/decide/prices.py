"""What the buyer pays now, what it was, and in which currency. What is shown wins over markup that disagrees."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from scraping.evidence import Findings
from scraping.outline import Element
from scraping.readers.visible.prices import MOST_NAMED, Spot
from scraping.snapshot import Candidate
from scraping.text.currencies import may_mean
from scraping.zones import Zone

_SHOWN_AT_LEAST = 3.0  # below this a price on the page is more likely another product's
_SHOWN_SURELY = 5.5  # above this it wins over markup that names another amount
_SHOWN_ALONE = 4.0  # the same for a price that stands right below the title with no other near
_AWAY = Zone.RELATED | Zone.CHROME | Zone.REVIEWS | Zone.UNRENDERED
_NEAR = 60  # elements between a price and the struck price beside it
_SIDE_BY_SIDE = 25  # elements between two prices that speak of one thing
_TOUCHING = 2
_CALLED_SO = 1.0  # what "now", or a name such as "sale", speaks for a price
_MOST_IN_BLOCK = 160  # characters of two prices with their labels
_MOST_TIMES = 25  # a regular price this many times the price is a mistake
_LABELLED = 2  # a regular price by its label, or struck
_MOST_OFF = 5  # what costs a fifth beside the price is a rate, a part or a unit
_STRENGTH_COST = {0: 0.0, 1: 1.0, 2: 2.5, 3: 6.0}


@dataclass(slots=True)
class PriceDecision:
    """The chosen candidates with the reason, and every price candidate seen."""

    price: Candidate | None = None
    regular: Candidate | None = None
    currency: Candidate | None = None
    reason: str = ""
    seen: list[Candidate] = field(default_factory=list)


def decide_prices(findings: Findings) -> PriceDecision:
    """Choose among what is shown and what markup says; the lower of two prices side by side is the one that is paid."""
    marked = _discounted_first(findings.of("price"), findings)
    decision = PriceDecision(seen=[*marked, *(_as_candidate(spot) for spot in findings.spots[:MOST_NAMED])])
    best = _best_shown(findings.spots, marked)
    if best is not None:
        best = _lower_beside(best, findings.spots, marked)
    _choose_price(decision, best, marked, findings.spots)
    decision.currency = _currency(decision, best, findings)
    if decision.price is not None:
        decision.regular = _regular(decision, best, findings)
    return decision


def _discounted_first(marked: list[Candidate], findings: Findings) -> list[Candidate]:
    """Markup that itself calls its surest price the regular one, and has a lower one, means the lower."""
    if not marked:
        return marked
    regular = {candidate.value for candidate in findings.of("regular_price")}
    lower = [c for c in marked if c.value < marked[0].value and c.value * _MOST_TIMES > marked[0].value]
    if marked[0].value not in regular or not lower:
        return marked
    return [lower[0], *(candidate for candidate in marked if candidate is not lower[0])]


def _as_candidate(spot: Spot, field_name: str = "price") -> Candidate:
    where = f"{spot.element.tag}.{(spot.element.get('class') or spot.element.get('id') or '')[:60]}"
    return Candidate(field_name, spot.amount, "visible", max(0.05, min(0.95, 0.3 + spot.score / 14)), where)


def _best_shown(spots: list[Spot], marked: list[Candidate]) -> Spot | None:
    """The shown price with most in its favour; agreement with markup counts, then the earlier place.

    A hidden price counts only when markup names it too, or there is no markup.
    """
    amounts = {candidate.value: candidate.confidence for candidate in reversed(marked)}
    best: tuple[float, Spot] | None = None
    for spot in spots:
        if spot.kind == "other" or spot.score < _SHOWN_AT_LEAST or spot.zone & _AWAY:
            continue
        if spot.kind == "regular" and _cheaper_beside(spot, spots):
            continue
        if spot.zone & Zone.HIDDEN and marked and spot.amount not in amounts:
            continue
        if spot.tile and spot.amount not in amounts:
            continue
        score = spot.score + 2.5 * amounts.get(spot.amount, 0.0) - _STRENGTH_COST[spot.strength]
        if best is None or score > best[0] + 0.01:
            best = (score, spot)
    return best[1] if best else None


def _cheaper_beside(regular: Spot, spots: list[Spot]) -> bool:
    """Whether what is called a regular price has a lower one beside it: then it is one, whatever markup says."""
    return any(
        abs(spot.position - regular.position) <= _SIDE_BY_SIDE
        and spot.kind == "current"
        and regular.amount / _MOST_TIMES < spot.amount < regular.amount
        and not _is_foreign(spot, regular.currency)
        and spot.zone == regular.zone
        and spot.score >= _SHOWN_AT_LEAST
        and _one_block(regular, spot)
        for spot in spots
    )


def _lower_beside(best: Spot, spots: list[Spot], marked: list[Candidate]) -> Spot:
    """Of two prices side by side that nothing tells apart, the second and lower one is paid."""
    if any(candidate.value == best.amount for candidate in marked):
        return best
    at_least = best.score + _CALLED_SO if _is_cut_already(best, spots) else best.score - 2
    for spot in spots:
        beside = (
            0 <= spot.position - best.position <= _SIDE_BY_SIDE
            and spot.kind == "current"
            and (best.least or not spot.least)
            and not _is_foreign(spot, best.currency)
            and _one_block(best, spot)
        )
        if beside and _is_discount(spot, best) and spot.score >= at_least:
            return spot
    return best


def _is_cut_already(best: Spot, spots: list[Spot]) -> bool:
    """Whether one beside it is struck or called the earlier one: what is lower still is a part's or a subscriber's."""
    return any(
        spot.kind == "regular"
        and spot.amount > best.amount
        and abs(spot.position - best.position) <= _SIDE_BY_SIDE
        and spot.zone == best.zone
        and _one_block(spot, best)
        for spot in spots
    )


def _is_discount(lower: Spot, higher: Spot) -> bool:
    """Whether the lower price may be what the higher was cut to: an instalment is a small part, and often a link."""
    linked = any(parent.tag == "a" for parent in [lower.element, *islice(lower.element.iterancestors(), 2)])
    least = higher.amount / (_MOST_TIMES if lower.named else _MOST_OFF)
    return least < lower.amount < higher.amount and not linked


def _choose_price(decision: PriceDecision, best: Spot | None, marked: list[Candidate], spots: list[Spot]) -> None:
    if best is None:
        decision.price = marked[0] if marked else None
        decision.reason = "no price is shown near the title" if marked else ""
        return
    shown = _as_candidate(best)
    same = next((candidate for candidate in marked if candidate.value == best.amount), None)
    if not marked:
        decision.price = shown
    elif same is not None:
        decision.price, decision.reason = same, "shown on the page and in markup"
    elif _outweighs_markup(best, marked, spots):
        decision.price, decision.reason = shown, "the page shows another price than its markup"
    else:
        decision.price, decision.reason = marked[0], "the shown price may be another product's"


def _outweighs_markup(best: Spot, marked: list[Candidate], spots: list[Spot]) -> bool:
    """A price shown surely, or one beside the struck price that markup still names."""
    if best.kind == "regular" and best.strength > 1:
        return False
    if best.score >= _SHOWN_SURELY or (best.score >= _SHOWN_ALONE and _alone(best, spots)):
        return True
    top = marked[0].value
    return top > best.amount and any(
        spot.amount == top and abs(spot.position - best.position) < _NEAR and spot.kind == "regular" for spot in spots
    )


def _alone(best: Spot, spots: list[Spot]) -> bool:
    """Whether no other amount is shown in the main part near by."""
    return not any(
        spot.amount != best.amount
        and spot.kind == "current"
        and not spot.zone & _AWAY
        and abs(spot.position - best.position) < 150
        for spot in spots
    )


def _is_foreign(spot: Spot, currency: str | None) -> bool:
    """Whether the amount is said in another currency: the same price once more, not a higher or lower one."""
    return bool(currency and spot.currency) and not may_mean(spot.sign, currency or "")


def _regular(decision: PriceDecision, best: Spot | None, findings: Findings) -> Candidate | None:
    """A higher price, struck, called so or side by side with the price; else one that markup names."""
    price: Decimal = decision.price.value if decision.price else Decimal(0)
    currency = decision.currency.value if decision.currency else None
    beside: list[tuple[bool, int, int, Spot]] = []
    is_net = any(spot.net and spot.amount == price for spot in findings.spots)  # what is higher is it with tax
    ends = {spot.amount for spot in findings.spots if spot.range_end and not spot.zone & _AWAY}
    for spot in findings.spots:
        if not price < spot.amount < price * _MOST_TIMES or spot.kind == "other":
            continue
        if spot.zone & Zone.RELATED or (spot.zone & Zone.HIDDEN and best is not None and not best.zone & Zone.HIDDEN):
            continue
        if (spot.amount in ends and spot.strength < _LABELLED) or _is_foreign(spot, currency):
            continue
        distance = abs(spot.position - best.position) if best else 10_000
        called = spot.kind == "regular" and (
            distance < _NEAR
            or (spot.score >= _SHOWN_AT_LEAST and not spot.zone & _AWAY and _own_row(spot.element) is None)
        )
        paired = best is not None and (distance <= _TOUCHING or (distance <= _SIDE_BY_SIDE and _one_block(best, spot)))
        paired = paired and not (spot.range_end or spot.tile or spot.choice or is_net)
        if called or paired:
            beside.append((distance >= _NEAR, -spot.strength, distance, spot))
    if beside:
        return _as_candidate(min(beside, key=lambda entry: entry[:3])[3], "regular_price")
    return findings.best(
        "regular_price", lambda value: price < value < price * _MOST_TIMES and not _is_shown_otherwise(value, findings)
    )


def _is_shown_otherwise(amount: Decimal, findings: Findings) -> bool:
    """Whether the page shows the amount, and each time as another one: a price of few, the end of a range."""
    kinds = {spot.kind for spot in findings.spots if spot.amount == amount and not spot.zone & _AWAY}
    return kinds == {"other"}


def _one_block(first: Spot, second: Spot) -> bool:
    """Whether two prices stand in one small block with no more than their labels."""
    if first.element is second.element:
        return True
    parents = [first.element, *islice(first.element.iterancestors(), 3)]
    current = second.element
    for _ in range(4):
        if current in parents:
            in_one_row = _own_row(first.element) is _own_row(second.element)
            return in_one_row and sum([len(text.strip()) for text in current.itertext()]) < _MOST_IN_BLOCK
        parent = current.getparent()
        if parent is None:
            return False
        current = parent
    return False


def _own_row(element: Element) -> Element | None:
    """The table row that a price stands in: rows speak of different things."""
    return next(element.iterancestors("tr"), None)


def _currency(decision: PriceDecision, best: Spot | None, findings: Findings) -> Candidate | None:
    """The sign beside the price when it says one currency, else what markup declares, else what it usually means."""
    declared = findings.best("currency")
    signed = best if best is not None and decision.price is not None and best.amount == decision.price.value else None
    if signed is None or not signed.currency:
        return declared or _any_sign(findings)
    sign = Candidate("currency", signed.currency, "visible", 0.85, signed.sign)
    if declared is None or not may_mean(signed.sign, declared.value):
        return sign
    return declared


def _any_sign(findings: Findings) -> Candidate | None:
    for spot in findings.spots:
        if spot.currency and not spot.zone & Zone.CHROME:
            return Candidate("currency", spot.currency, "visible", 0.5, spot.sign)
    return None
