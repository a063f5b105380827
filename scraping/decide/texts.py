"""Description: the fullest text that is surely about the product, and a second part where the page has it in two."""

import re
from dataclasses import dataclass

from scraping.evidence import Findings
from scraping.snapshot import Candidate
from scraping.text.clean import clean_html, description_text, looks_like_html, squeeze, unescape
from scraping.text.controls import without_control_lines, without_controls
from scraping.text.patterns import one_of
from scraping.text.terms import without_terms

_TAGS = re.compile(r"<[^<>]{1,2000}>")
_ESCAPED_TAGS = re.compile(r"&lt;[^<>&]{1,200}&gt;")
_CALLS_TO_BUY = one_of(r"""
    (buy|shop|order|purchase|find|get|free|save|discover|read|browse|compra|kaufen|achetez|تسوق|اشتر|اشتري|احصل)\b.{0,160}
    (at|from|on|with|online|price|shipping|delivery|today|reviews|من|في|عبر|بأفضل|توصيل)
    |free .{0,20}shipping""")
"""How advertising begins."""
_ADVERTISING = one_of(r"\.com\b|best price|low prices?\b")
_GLUED = re.compile(r"[A-Z](?<=[a-z0-9%.][A-Z])[a-z]")
"""Its capital first, since the engine finds capitals faster than what may stand before one."""
_SHORT, _SENTENCE, _LONG = 60, 160, 1200
_GOOD_ENOUGH_TO_ADD = 0.7
_BETTER_THAN_A_LINE = 0.5  # for a second part where the first is a line only, as some shops mark up
_LONGEST_TOGETHER = 8_000
_MOST_MARKUP = 40_000  # characters by which a candidate is weighed
_MOST_PARTS = 2


@dataclass(slots=True)
class _Part:
    """A candidate with its text, estimated without a parser, and how good a description it is."""

    candidate: Candidate
    text: str
    score: float


def decide_description(findings: Findings) -> tuple[Candidate, str, str | None] | None:
    """The chosen candidate, the plain text, and clean HTML when it came as HTML.

    Turning markup into text is the dearest step, so only what is chosen goes through it. A platform's own rule knows of
    all there is: what else the page says is about something else.
    """
    parts = sorted((_weighed(candidate) for candidate in findings.of("description")[:8]), key=lambda part: -part.score)
    told = [part for part in parts if len(part.text) > 2]
    chosen = told[:1] if told and told[0].candidate.source == findings.platform_key else _together(told)
    if not chosen:
        return None
    texts, markups = zip(*(_rendered(part.candidate.value) for part in chosen), strict=True)
    markup = "\n".join(markup for markup in markups if markup) or None
    return chosen[0].candidate, "\n\n".join(text for text in texts if text), markup


def _weighed(candidate: Candidate) -> _Part:
    raw = candidate.value[:_MOST_MARKUP]
    text = _estimated(raw)
    score = candidate.confidence + min(len(text), _LONG) / _LONG * 0.5 - (0.3 if len(text) < _SHORT else 0.0)
    if candidate.source not in ("visible", "meta"):
        score += 0.1
    if len(text) < 400 and _is_advertising(text[:200].lower()):
        score -= 0.4
    if "<" not in raw and len(_GLUED.findall(text[:500])) > 2:
        score -= 0.3
    if text.endswith(("...", "…")):
        score -= 0.3
    return _Part(candidate, text, score)


def _is_advertising(beginning: str) -> bool:
    return bool(_CALLS_TO_BUY.match(beginning) or _ADVERTISING.search(beginning))


def _estimated(markup: str) -> str:
    """Its text on one line, without a parser."""
    text = _TAGS.sub(" ", markup)
    return squeeze(unescape(_ESCAPED_TAGS.sub(" ", text) if "&lt;" in text else text))


def _together(parts: list[_Part]) -> list[_Part]:
    """The best part; what contains it whole instead; and one more that says something else."""
    if not parts:
        return []
    chosen = [parts[0]]
    good_enough = _GOOD_ENOUGH_TO_ADD if len(parts[0].text) > _SENTENCE else _BETTER_THAN_A_LINE
    for part in parts[1:]:
        if part.score < good_enough:
            break
        known = " ".join(other.text for other in chosen).casefold()
        text = part.text.casefold()
        if text[:80] in known or len(known) + len(text) > _LONGEST_TOGETHER:
            continue
        if chosen[0].text.casefold()[:80] in text:
            if part.score > chosen[0].score - 0.15 and len(known) < len(text) < 3 * len(known) + 200:
                chosen[0] = part
        elif len(chosen) < _MOST_PARTS:
            chosen.append(part)
    return chosen


def _rendered(value: str) -> tuple[str, str | None]:
    if not looks_like_html(value):
        return without_control_lines(description_text(value)), None
    markup = without_controls(without_terms(clean_html(value)))
    return description_text(markup), markup
