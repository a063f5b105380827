"""Whether the buyer can have it: what the page shows beside the button, then what markup says."""

from scraping.evidence import Findings
from scraping.snapshot import Availability, Candidate

_SURE = 0.8


def decide_availability(findings: Findings) -> tuple[Candidate | None, str]:
    """The availability and the reason for it."""
    found = findings.of("availability")
    shown = [c for c in found if c.source == "visible"]
    button = next((c for c in found if c.source == "buy button"), None)
    marked = [c for c in found if c.source not in ("visible", "buy button")]
    gone = next((c for c in shown if c.value is not Availability.IN_STOCK and c.confidence >= 0.6), None)
    if gone and not button:
        return gone, "the page says so and shows no buy button"
    if gone and gone.confidence >= _SURE and (not marked or marked[0].value == gone.value):
        return gone, "the page says so"
    if button and marked and marked[0].value is not Availability.IN_STOCK:
        later = next((c for c in marked if c.value in (Availability.PREORDER, Availability.BACKORDER)), None)
        return (later, "") if later else (button, "the page shows a buy button, against its markup")
    if marked:
        return marked[0], ""
    present = next((c for c in shown if c.value is Availability.IN_STOCK and c.confidence >= 0.55), None)
    return (button or present), ""
