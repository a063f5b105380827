"""Broken pages in great number: no crash, none slow, no memory lost.

``python -m bench mutations [--count 10000] [--first 0]``. Takes the project's own case pages and, where they are,
those of ``BENCH_PAGES`` (default ``../shared/pages``), breaks each in ways that a number decides, and reads it.
Exit 1 when one raised anything but a ScrapeError, took more than 2 s of CPU, or memory grew past its bound.
Ctrl-C tells how far it came.
"""

import argparse
import gc
import os
import resource
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from bench._mutants import mutant
from bench.extraction import FOLDER, load_pages
from scraping import ScrapeError, read_html

CASES = Path(__file__).resolve().parents[1] / "tests" / "scraping"
LONGEST_CPU_S = 2.0
MOST_MEMORY_MIB = 900  # the largest page is 10 MiB; a tree takes some 40 times its markup while it is read
TOLD_EVERY = 500
URL = "https://shop.test/p/blue-cup-12345"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench mutations", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument(
        "--first", type=int, default=0, help="the number of the first page; a number gives one page again"
    )
    options = parser.parse_args(arguments)
    pages = source_pages()
    report = Report()
    try:
        read_all(pages, range(options.first, options.first + options.count), report)
    except KeyboardInterrupt:
        print("stopped; this is how far it came", file=sys.stderr)
    print(report.text(len(pages)))
    return 1 if report.failures or report.slow or peak_mib() > MOST_MEMORY_MIB else 0


def read_all(pages: list[bytes], numbers: range, report: "Report") -> None:
    for done_before, number in enumerate(numbers):
        if done_before and done_before % TOLD_EVERY == 0:
            print(f"{done_before} of {len(numbers)}", file=sys.stderr, flush=True)
        report.add(number, *mutant(pages, number))


def source_pages() -> list[bytes]:
    """Our own pages, products and others; the real ones too where they are."""
    own = [path.read_bytes() for path in sorted([*CASES.glob("cases/*/*.html"), *CASES.glob("refused/*/*.html")])]
    folder = Path(os.environ.get("BENCH_PAGES", FOLDER))
    real = [page.html for page in load_pages(folder)] if (folder / "manifest.jsonl").is_file() else []
    return own + real


class Report:
    """What became of the pages so far."""

    def __init__(self) -> None:
        self.ends: Counter[str] = Counter()
        self.failures: list[str] = []
        self.slow: list[str] = []
        self.longest = (0.0, "")
        self.spent = 0.0

    def add(self, number: int, done: str, page: bytes) -> None:
        started = time.process_time()
        try:
            read_html(page, URL)
            end = "a product"
        except ScrapeError as error:
            end = error.code
        except Exception:  # noqa: BLE001 - that is what is looked for; the traceback is the report
            end = "CRASH"
            self.failures.append(f"page {number} ({done}):\n{traceback.format_exc(limit=-4)}")
        spent = time.process_time() - started
        self.ends[end] += 1
        self.spent += spent
        what = f"page {number} ({done}, {len(page) // 1024} KiB): {spent:.2f} s"
        self.longest = max(self.longest, (spent, what))
        if spent > LONGEST_CPU_S:
            self.slow.append(what)

    def text(self, sources: int) -> str:
        total = self.ends.total()
        lines = [f"{total} broken pages of {sources} pages; {1000 * self.spent / max(1, total):.1f} ms of CPU each"]
        lines += [f"  {count:6} {end}" for end, count in self.ends.most_common()]
        lines += [f"longest: {self.longest[1]}", f"over {LONGEST_CPU_S:.0f} s: {len(self.slow)}", *self.slow[:10]]
        lines += [
            f"memory at its peak: {peak_mib():.0f} MiB (bound {MOST_MEMORY_MIB}); objects left: {len(gc.get_objects())}"
        ]
        return "\n".join([*lines, f"crashes: {len(self.failures)}", *self.failures[:5]])


def peak_mib() -> float:
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1024 * 1024 if sys.platform == "darwin" else 1024)
