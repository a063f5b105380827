"""``python -m bench facts [--errors]``: how well the fact guard tells inventions from what the source says.

The pairs in ``bench/facts_pairs`` were written by hand: what a product's page says, a text about it, and which words of
that text are invented. ``tuned.json`` was looked at while the guard was made; each of the others was written before the
guard ever saw it, and what its first run showed was mended afterwards. docs/ai.md has the figures of those first runs.
Recall: inventions that the guard marks. Precision: marks that are on an invention.

``real.json`` and ``real_second.json`` are what a small model wrote of real products (``python -m bench inventions``),
labelled by hand: what is invented of the kinds that the guard is for, and what is false ``beyond`` them. They name
pages and need them at hand.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from products.guard import Claim, Known, Source, check

PAIRS = Path(__file__).parent / "facts_pairs"
SETS = ("tuned", "second", "third", "held_out", "fourth")
REAL = ("real", "real_second", "real_third")
PAGES = Path(os.environ.get("BENCH_PAGES") or Path(__file__).resolve().parents[2] / "shared" / "pages")

type Pair = tuple[dict[str, str] | list[tuple[str, str]], str, list[str], list[str]]
AIM = 0.95


@dataclass
class Score:
    """Counts of one set. ``beyond``: what is false in ways that the guard is not for, and how much of it is marked all
    the same. ``said`` lists what went wrong, for ``--errors``."""

    pairs: int = 0
    inventions: int = 0
    found: int = 0
    beyond: int = 0
    found_beyond: int = 0
    marks: int = 0
    right: int = 0
    traced: int = 0
    seconds: float = 0.0
    said: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.marks if self.marks else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.inventions if self.inventions else 1.0

    @property
    def recall_of_all(self) -> float:
        """Of everything that is false."""
        return (self.found + self.found_beyond) / (self.inventions + self.beyond or 1)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench facts")
    parser.add_argument("--errors", action="store_true", help="show every mistake")
    parser.add_argument("--only", choices=(*SETS, *REAL), help="one of the sets")
    options = parser.parse_args(arguments)
    names = [options.only] if options.only else [*SETS, *REAL]
    if {*REAL} & {*names} and not PAGES.exists():
        print(f"left out: {', '.join(REAL)}, since there are no pages at {PAGES}")
        names = [name for name in names if name not in REAL]
    print(f"{'pairs':>22} {'inventions':>11} {'traced':>7} {'precision':>10} {'recall':>7} {'ms/text':>8}")
    scores = [measure(name) for name in names]
    for name, score in zip(names, scores, strict=True):
        print(
            f"{name:<14} {score.pairs:>7} {score.inventions:>11} {score.traced:>7} {score.precision:>10.3f} "
            f"{score.recall:>7.3f} {1000 * score.seconds / score.pairs:>8.2f}"
        )
        if score.beyond:
            print(f"{'':<14} {score.beyond:>19} false beyond its kinds: {score.recall_of_all:.3f} of all is marked")
        if options.errors:
            print("\n".join(score.said))
    by_hand = [score for name, score in zip(names, scores, strict=True) if name not in REAL]
    return 0 if all(min(score.precision, score.recall) >= AIM for score in by_hand) else 1


def measure(name: str) -> Score:
    """Run the guard on all pairs of one set."""
    score = Score()
    for source, text, invented, beyond in pairs(name):
        known = Known([Source(where, said) for where, said in (source.items() if isinstance(source, dict) else source)])
        start = time.perf_counter()
        claims = check(text, known).claims
        score.seconds += time.perf_counter() - start
        _count(score, text, claims, invented, beyond)
    return score


def pairs(name: str) -> Iterator[Pair]:
    """Source, text, invented words, false ones beyond. Raises ValueError for words that the text does not have."""
    for product in json.loads((PAIRS / f"{name}.json").read_text(encoding="utf-8")):
        source = product.get("source") or _of_page(product["page"])
        for text, invented, *more in product["texts"]:
            beyond = more[0] if more else []
            if missing := [words for words in (*invented, *beyond) if words not in text]:
                raise ValueError(f"{missing} does not stand in {text!r}")
            yield source, text, invented, beyond


def _of_page(name: str) -> list[tuple[str, str]]:
    from bench.inventions import sources_of  # noqa: PLC0415 - it needs the app, the other sets do not

    return sources_of(PAGES, name)


def _count(score: Score, text: str, claims: tuple[Claim, ...], invented: list[str], beyond: list[str]) -> None:
    spans, others = _spans(text, invented), _spans(text, beyond)
    marks = [claim for claim in claims if not claim.is_traced]
    right = [one for one in marks if any(one.start < end and start < one.end for start, end in (*spans, *others))]
    missed, missed_beyond = _missed(text, spans, marks), _missed(text, others, marks)
    score.pairs += 1
    score.inventions += len(spans)
    score.found += len(spans) - len(missed)
    score.beyond += len(others)
    score.found_beyond += len(others) - len(missed_beyond)
    score.marks += len(marks)
    score.right += len(right)
    score.traced += len(claims) - len(marks)
    score.said += [f"  missed  {words!r} in {text!r}" for words in missed]
    score.said += [f"  beyond  {words!r} in {text!r}" for words in missed_beyond]
    score.said += [f"  wrongly {one.text!r} ({one.kind}) in {text!r}" for one in marks if one not in right]


def _missed(text: str, spans: list[tuple[int, int]], marks: list[Claim]) -> list[str]:
    return [text[start:end] for start, end in spans if not any(one.start < end and start < one.end for one in marks)]


def _spans(text: str, invented: list[str]) -> list[tuple[int, int]]:
    """Where the invented words stand, each after the one before, so that a word may be invented twice."""
    spans, place = [], 0
    for words in invented:
        start = text.find(words, place)
        start = text.index(words) if start < 0 else start
        spans.append((start, start + len(words)))
        place = start + len(words)
    return spans


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
