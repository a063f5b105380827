"""The engine on the command line: an address, a stored page, a batch of stored pages, or a list of links to check."""

import argparse
import gc
import gzip
import json
import os
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scraping import ScrapeError, ScrapePolicy, read_html, scrape
from scraping.net import check
from scraping.snapshot import ProductSnapshot

USAGE = """
  python -m scraping ADDRESS [--json]                        fetch and read
  python -m scraping FILE.html --url ADDRESS [--json]        read a stored page (.html or .html.gz)
  python -m scraping --manifest IN.jsonl --out OUT.jsonl [--timing]
  python -m scraping --check LINKS.txt
"""
FAILED = 1
BAD_INPUT = 2
_SHOWN = (
    "name",
    "brand",
    "price",
    "regular_price",
    "currency",
    "availability",
    "sku",
    "gtin",
    "rating",
    "review_count",
    "platform",
)
_BEGINNING = 300


class BadInput(Exception):
    """What was asked cannot be done: a missing file, a wrong line."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command. Returns the exit code: 0, 1 when a page gave no product, 2 for bad input."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except (BadInput, OSError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201
        return BAD_INPUT


def _run(options: argparse.Namespace) -> int:
    if options.check:
        return check.main(options.check, policy=policy_from_environment())
    if options.manifest:
        if not options.out:
            raise BadInput("--manifest needs --out")
        return _batch(Path(options.manifest), Path(options.out), timing=options.timing)
    if not options.target:
        raise BadInput(f"nothing to do; use one of:{USAGE}")
    return _one(options.target, options.url, as_json=options.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scraping",
        description=__doc__,
        epilog=USAGE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "target", nargs="?", metavar="ADDRESS|FILE", help="an http(s) address, or a stored page with --url"
    )
    parser.add_argument("--url", help="the address that the stored page came from")
    parser.add_argument("--json", action="store_true", help="print the whole snapshot as JSON")
    parser.add_argument("--manifest", metavar="IN.jsonl", help='stored pages, {"id","path","url"} a line')
    parser.add_argument("--out", metavar="OUT.jsonl", help="where the batch's snapshots go, one a line")
    parser.add_argument("--timing", action="store_true", help="add cpu_ms to each line of the batch")
    parser.add_argument("--check", metavar="LINKS.txt", help="say of each link whether it would be fetched")
    return parser


def policy_from_environment() -> ScrapePolicy:
    """The default policy with the ``host:port`` pairs of ``SCRAPE_ALLOW_PRIVATE`` (comma-separated) let through."""
    pairs = os.environ.get("SCRAPE_ALLOW_PRIVATE", "")
    return ScrapePolicy(allow_private=frozenset(pair.strip() for pair in pairs.split(",") if pair.strip()))


def _one(target: str, url: str | None, *, as_json: bool) -> int:
    try:
        snapshot = _snapshot(target, url)
    except ScrapeError as error:
        if as_json:
            print(json.dumps({"error": _as_error(error)}, ensure_ascii=False))  # noqa: T201
        print(f"{error.code}: {error}", file=sys.stderr)  # noqa: T201
        return FAILED
    print(json.dumps(snapshot.as_json(), ensure_ascii=False, indent=2) if as_json else as_text(snapshot))  # noqa: T201
    return 0


def _snapshot(target: str, url: str | None) -> ProductSnapshot:
    if target.lower().startswith(("http://", "https://")):
        if url:
            raise BadInput("--url belongs to a stored page, not to an address")
        return scrape(target, policy_from_environment(), _report)
    if not Path(target).is_file():
        raise BadInput(f"{target} is neither an http(s) address nor a file")
    if not url:
        raise BadInput("a stored page needs --url, the address that it came from")
    return read_html(read_file(Path(target)), url)


def _report(said: str) -> None:
    print(said, file=sys.stderr)  # noqa: T201


def read_file(path: Path) -> bytes:
    """The bytes of a stored page, unpacked when its name ends in ``.gz``. Raises BadInput for a broken archive."""
    data = path.read_bytes()
    if path.suffix != ".gz":
        return data
    try:
        return gzip.decompress(data)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadInput(f"{path} is no gzip file: {error}") from error


def as_text(snapshot: ProductSnapshot) -> str:
    """The main fields for people, one a line, with where each came from."""
    lines = []
    for name in _SHOWN:
        value = getattr(snapshot, name)
        if value is not None:
            origin = snapshot.sources.get(name)
            lines.append(f"{name:14} {value}" + (f"   ({origin.source}, {origin.confidence:.2f})" if origin else ""))
    lines += [f"{'image':14} {address}" for address in snapshot.images[:5]]
    lines += [f"{'variants':14} {len(snapshot.variants)}"] if snapshot.variants else []
    if snapshot.description:
        lines.append(f"{'description':14} {' '.join(snapshot.description.split())[:_BEGINNING]}")
    lines += [f"{'incomplete':14} {', '.join(snapshot.incomplete)}"] if snapshot.incomplete else []
    return "\n".join(lines)


def _batch(manifest: Path, out: Path, *, timing: bool) -> int:
    """One line out for each line in. A page without a product is a line with its error, no failure of the batch."""
    entries = list(_entries(manifest))
    gc.freeze()  # what is loaded by now lives to the end: the collector need not look through it again and again
    with out.open("w", encoding="utf-8") as lines:
        for entry in entries:
            lines.write(json.dumps(_batch_line(entry, manifest.parent, timing=timing), ensure_ascii=False) + "\n")
    return 0


def _entries(manifest: Path) -> Iterator[dict[str, str]]:
    try:
        lines = manifest.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BadInput(f"{manifest} is no text: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"{manifest}, line {number}: not JSON ({error})") from error
        missing = [
            key for key in ("id", "path", "url") if not isinstance(entry, dict) or not isinstance(entry.get(key), str)
        ]
        if missing:
            raise BadInput(f"{manifest}, line {number}: no {', '.join(missing)}")
        yield entry


def _batch_line(entry: dict[str, str], folder: Path, *, timing: bool) -> dict[str, Any]:
    try:
        html = read_file(folder / entry["path"])
    except (OSError, ValueError, BadInput) as error:  # ValueError: NUL in the path
        return {"id": entry["id"], "error": {"code": "file_unreadable", "message": str(error)}}
    started = time.process_time_ns()
    result: ProductSnapshot | ScrapeError
    try:
        result = read_html(html, entry["url"])
    except ScrapeError as error:
        result = error
    spent_ms = (time.process_time_ns() - started) / 1e6
    read = {"error": _as_error(result)} if isinstance(result, ScrapeError) else result.as_json()
    return {"id": entry["id"], **read, **({"cpu_ms": round(spent_ms, 2)} if timing else {})}


def _as_error(error: ScrapeError) -> dict[str, str]:
    return {"code": error.code, "message": str(error)}


if __name__ == "__main__":
    sys.exit(main())
