"""Description: the fullest text that is surely about the product."""

from scraping.evidence import Findings
from scraping.snapshot import Candidate
from scraping.text.clean import clean_html, description_text, looks_like_html

_SHORT = 60


def decide_description(findings: Findings) -> tuple[Candidate, str, str | None] | None:
    """The chosen candidate, its plain text, and its clean HTML when it came as HTML."""
    best: tuple[float, Candidate, str] | None = None
    for candidate in findings.of("description")[:6]:
        text = description_text(candidate.value)
        if len(text) < 3:
            continue
        score = candidate.confidence + min(len(text), 1200) / 1200 * 0.5 - (0.3 if len(text) < _SHORT else 0)
        if best is None or score > best[0]:
            best = (score, candidate, text)
    if best is None:
        return None
    _, candidate, text = best
    return candidate, text, clean_html(candidate.value) if looks_like_html(candidate.value) else None
