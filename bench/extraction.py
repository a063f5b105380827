"""How well and how fast product pages are read, beside extruct and BeautifulSoup on the same pages in the same run.

``python -m bench extraction [FOLDER] [--rounds 3] [--errors FIELD] [--profile] [--out OUT]``. FOLDER (or
``BENCH_PAGES``; default ``../shared/pages``) holds ``manifest.jsonl``, ``answers.jsonl`` and ``score.py``, which does
the scoring. CPU is the process's own time; of each page the best of the rounds counts, since the machine does other
things too.
"""

import argparse
import gzip
import importlib.util
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import lxml.html
from bs4 import BeautifulSoup

from bench import _more_fields as more_fields
from scraping import ScrapeError, read_html

try:
    import extruct
except ImportError:  # the group "bench" is not installed
    extruct = None

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "pages"
ENGINE = Path(__file__).resolve().parents[1] / "scraping"
TICK_S = 0.001
SYNTAXES = ["json-ld", "microdata", "opengraph"]


@dataclass
class Page:
    id: str
    url: str
    html: bytes


@dataclass
class Clock:
    """CPU of one way of reading: the best of all rounds of each page, in milliseconds."""

    best: dict[str, float] = field(default_factory=dict)

    def run(self, page: Page, work: Callable[[Page], Any]) -> Any:
        started = time.process_time_ns()
        result = work(page)
        spent = (time.process_time_ns() - started) / 1e6
        self.best[page.id] = min(spent, self.best.get(page.id, spent))
        return result

    @property
    def mean(self) -> float:
        return sum(self.best.values()) / len(self.best)


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    folder = Path(options.folder or os.environ.get("BENCH_PAGES", FOLDER))
    if not (folder / "manifest.jsonl").is_file():
        print(
            f"No pages to measure with: {folder} has no manifest.jsonl. Give the folder or set BENCH_PAGES.",
            file=sys.stderr,
        )
        return 2
    pages, scorer = load_pages(folder), load_scorer(folder)
    gold = scorer.load(folder / "answers.jsonl")
    clocks, snapshots = measure(pages, options.rounds)
    wared = scorer.score(snapshots["wared"], gold)
    print(scorer.table("Wared", wared))
    more = more_fields.table(snapshots["wared"], gold)
    print(f"\n{more}" if more else "\nThe answers have no mpn, breadcrumbs, properties or the like.")
    if extruct is None:
        print("\nextruct is not installed; run with: uv run --group bench python -m bench extraction")
    else:
        print("\n" + scorer.table("extruct, price as written", scorer.score(snapshots["extruct"], gold)))
    print_costs(clocks)
    print_failures(snapshots["wared"], pages)
    for failure in wared["errors"][options.errors] if options.errors else ():
        print("   ", *failure, sep=" | ")
    if options.profile:
        print_profile(pages, options.rounds)
    if options.out:
        Path(options.out).write_text(
            "".join(json.dumps(s, ensure_ascii=False) + "\n" for s in snapshots["wared"].values())
        )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench extraction", description=__doc__)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--errors", help="list the wrong and missing values of one field")
    parser.add_argument("--profile", action="store_true", help="show where the time goes, part by part")
    parser.add_argument("--out", help="write the snapshots there")
    return parser


def load_pages(folder: Path) -> list[Page]:
    entries = [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines() if line.strip()]
    return [Page(entry["id"], entry["url"], _bytes(folder / entry["path"])) for entry in entries]


def _bytes(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def load_scorer(folder: Path) -> Any:
    """The folder's own ``score.py``, so that there is one way of scoring."""
    spec = importlib.util.spec_from_file_location("page_scorer", folder / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(pages: list[Page], rounds: int) -> tuple[dict[str, Clock], dict[str, dict[str, Any]]]:
    """CPU of each way, turn by turn on each page, and what Wared and extruct read."""
    ways: dict[str, Callable[[Page], Any]] = {"lxml parse": parse, "wared": read}
    if extruct is not None:
        ways["extruct"] = read_with_extruct
    clocks = {name: Clock() for name in [*ways, "BeautifulSoup parse"]}
    snapshots: dict[str, dict[str, Any]] = {"wared": {}, "extruct": {}}
    for number in range(rounds):
        for page in pages:
            for name, work in ways.items():
                result = clocks[name].run(page, work)
                if name in snapshots:
                    snapshots[name][page.id] = {
                        "id": page.id,
                        **(result if isinstance(result, dict) else result.as_json()),
                    }
            if number == 0:
                clocks["BeautifulSoup parse"].run(page, lambda page: BeautifulSoup(page.html, "lxml"))
    for page_id, spent in clocks["wared"].best.items():
        snapshots["wared"][page_id]["cpu_ms"] = spent
    return clocks, snapshots


def parse(page: Page) -> None:
    """The bare parse that all is compared with, and freeing the tree, which every reader of pages has to do too."""
    lxml.html.document_fromstring(page.html)


def read(page: Page) -> Any:
    """The snapshot, or the error as the batch mode writes it."""
    try:
        return read_html(page.html, page.url)
    except ScrapeError as error:
        return {"error": {"code": error.code, "message": str(error)}}


def read_with_extruct(page: Page) -> dict[str, Any]:
    """The first product that extruct finds, as it says it: what an engineer has after an hour."""
    try:
        found = extruct.extract(page.html, base_url=page.url, syntaxes=SYNTAXES, uniform=True, errors="ignore")
    except (ValueError, TypeError, AttributeError):
        return {}
    items = [item for syntax in SYNTAXES[:2] for item in found.get(syntax, ()) if item.get("@type") == "Product"]
    opengraph = next(iter(found.get("opengraph", ())), {})
    product = items[0] if items else {}
    offer = product.get("offers") or {}
    offer = offer[0] if isinstance(offer, list) and offer else offer
    offer = offer if isinstance(offer, dict) else {}
    brand = product.get("brand")
    image = product.get("image") or opengraph.get("og:image")
    return {
        "name": product.get("name") or opengraph.get("og:title"),
        "price": offer.get("price") or offer.get("lowPrice") or opengraph.get("product:price:amount"),
        "currency": offer.get("priceCurrency") or opengraph.get("product:price:currency"),
        "availability": _snake(str(offer.get("availability") or "").rsplit("/", 1)[-1]),
        "brand": brand.get("name") if isinstance(brand, dict) else brand,
        "sku": product.get("sku"),
        "gtin": product.get("gtin13") or product.get("gtin14") or product.get("gtin"),
        "main_image": image[0] if isinstance(image, list) and image else image if isinstance(image, str) else None,
        "description": product.get("description") or opengraph.get("og:description"),
    }


def _snake(term: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in term).lstrip("_")


def print_costs(clocks: dict[str, Clock]) -> None:
    bare = clocks["lxml parse"].mean
    print("\nCPU per page, best of the rounds, mean over the pages")
    for name, clock in clocks.items():
        print(f"  {name:20} {clock.mean:8.2f} ms {clock.mean / bare:8.2f} x lxml parse")


def print_failures(snapshots: dict[str, Any], pages: list[Page]) -> None:
    failed = {page_id: s["error"]["code"] for page_id, s in snapshots.items() if "error" in s}
    print(
        f"\n{len(pages) - len(failed)} of {len(pages)} pages gave a product"
        + "".join(f"\n  {i}: {c}" for i, c in failed.items())
    )


def print_profile(pages: list[Page], rounds: int) -> None:
    """The engine's modules by their share of the CPU: what a timer finds running, each tick counted once."""
    ticks: Counter[str] = Counter()

    def tick(_: int, frame: FrameType | None) -> None:
        ticks[_module_of(frame)] += 1

    before = signal.signal(signal.SIGPROF, tick)
    signal.setitimer(signal.ITIMER_PROF, TICK_S, TICK_S)
    for _ in range(rounds):
        for page in pages:
            read(page)
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)
    print(f"\nWhere the time goes ({ticks.total()} samples)")
    for module, count in ticks.most_common():
        print(f"  {module:32} {count / ticks.total():6.1%}")


def _module_of(frame: FrameType | None) -> str:
    """The engine's module that runs, or that called the library that does."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ENGINE):
            return str(path.relative_to(ENGINE))
        frame = frame.f_back
    return "freeing and this program"
