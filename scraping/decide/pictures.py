"""The product's pictures in order, the main one first."""

from collections import Counter

from scraping.evidence import Findings
from scraping.readers.visible.gallery import SURE, Picture
from scraping.snapshot import Candidate
from scraping.text.images import identity, is_placeholder, one_each

_MOST = 40
_ENOUGH = 1.0
_REPEATED, _AS_GOOD = 0.4, 0.45


def decide_images(findings: Findings) -> list[Candidate]:
    """Markup's pictures first (it rarely errs about the main one), then the gallery's, one entry a picture."""
    marked = [c for c in findings.of("image") if not is_placeholder(c.value)]
    shown = [p for p in findings.pictures if p.score >= SURE]
    if not marked and not shown:
        shown = sorted((p for p in findings.pictures if p.score >= _ENOUGH), key=lambda p: (-p.score, p.position))[:3]
    ordered = [*marked, *(_as_candidate(picture) for picture in _best_first(shown))]
    found = one_each([candidate.value for candidate in ordered])[:_MOST]
    return [
        Candidate("image", address, ordered[first].source, ordered[first].confidence, ordered[first].where)
        for first, address in found
    ]


def _best_first(shown: list[Picture]) -> list[Picture]:
    """Document order, but the first of those that fit clearly best leads. One shown large and small gains."""
    if not shown:
        return []
    keys = [identity(picture.address) for picture in shown]
    times = Counter(keys)
    repeated = [_REPEATED if times[key] > 1 else 0.0 for key in keys]
    scores = [picture.score + picture.lead + more for picture, more in zip(shown, repeated, strict=True)]
    best = next(p for p, score in zip(shown, scores, strict=True) if score >= max(scores) - _AS_GOOD)
    return [best, *(picture for picture in shown if picture is not best)]


def _as_candidate(picture: Picture) -> Candidate:
    return Candidate("image", picture.address, "visible", min(0.9, 0.4 + picture.score / 10), "img")
