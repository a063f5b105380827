"""Description: the fullest text that is surely about the product."""

import re

from scraping.evidence import Findings
from scraping.snapshot import Candidate
from scraping.text.clean import clean_html, description_text, looks_like_html

_TAGS = re.compile(r"<[^<>]{1,2000}>|&lt;[^<>&]{1,200}&gt;")
_SHORT = 60
_LONG = 1200


def decide_description(findings: Findings) -> tuple[Candidate, str, str | None] | None:
    """The chosen candidate, its plain text, and its clean HTML when it came as HTML.

    Lengths are estimated first: turning markup into text is the dearest step, and only the chosen one needs it.
    """
    found = [
        (candidate.confidence + _fullness(candidate.value), candidate) for candidate in findings.of("description")[:6]
    ]
    for _, candidate in sorted(found, key=lambda entry: -entry[0]):
        cleaned = clean_html(candidate.value) if looks_like_html(candidate.value) else None
        text = description_text(cleaned if cleaned is not None else candidate.value)
        if len(text) > 2:
            return candidate, text, cleaned
    return None


def _fullness(value: str) -> float:
    """0 for next to nothing, 0.5 for a full description."""
    length = len(_TAGS.sub("", value[:20_000]).strip())
    return min(length, _LONG) / _LONG * 0.5 - (0.3 if length < _SHORT else 0.0)
