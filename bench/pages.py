"""How long do pages take on the server? Each page of a merchant with 10,000 products, on PostgreSQL.

``python -m bench pages [--keep] [--rounds 15] [--only TEXT]``. The database is made by set-based SQL (half of its
products are the merchant's). Prints for each page the least of its times, which other work on the machine disturbed
least, and the median of the processor's share, in milliseconds, with the number of queries and the size of the answer.
The time includes everything from address to HTML, but neither network nor web server. Ends with 1 when a page takes
more than LIMIT_MS.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from functools import partial
from statistics import median
from typing import Any

import psycopg
from django.db import connection

import bench._app  # noqa: F401 - apps must be loaded first
from bench import _growth_data as data
from bench._growth_asks import Place
from products.imports import service
from products.imports.lines import GivenLine
from products.models import Product
from scraping.links import parse_link

SIZE = data.Size("wared_pages", 20_000, queued=150, retrying=20, parked=40, running=10, due=700)  # half are one owner's
LIMIT_MS = 100.0
BATCH = 200  # links of the batch whose page is asked for


def addresses(place: Place) -> Iterator[tuple[str, str]]:
    """The pages, by name."""
    mine = Product.objects.filter(merchant=place.owner)
    lines = [
        GivenLine(number=n, text=link, link=parse_link(link))
        for n, link in enumerate(mine.values_list("link", flat=True)[:BATCH], 1)
    ]
    yield "products", "/products/"
    yield "products, of one brand", f"/products/?brand={data.BIG_BRAND.replace(' ', '+')}"
    yield "products, failed", "/products/?status=FAILED"
    yield "products, searched", "/products/?q=product"
    yield "products, by name", "/products/?sort=name"
    yield "product", f"/products/{place.product.pk}"
    yield "import", "/import"
    yield "batch", service.start_batch(merchant=place.owner, lines=lines).get_absolute_url()
    yield "find", "/find?q=brand"
    yield "monitor", "/monitor"
    yield "monitor, failed", "/monitor?status=FAILED"
    yield "monitor, failures", "/monitor/failures"
    yield "monitor, run", f"/monitor/{place.ended[0].pk}"
    yield "notifications", "/notifications/"
    yield "alerts", "/alerts"
    yield "insights", "/insights/"
    yield "proposals", "/products/proposals"
    yield "settings", "/settings/"
    yield "stores", "/settings/stores"
    yield "watching", "/settings/watch"
    yield "spending", "/settings/spending"
    yield "export", "/products/export"


def measure(place: Place, address: str, rounds: int) -> tuple[float, float, int, int]:
    """The least time and the median of the processor's in ms, the queries, and the bytes of the answer.

    The first asking does not count: it loads templates and words.
    """
    place.page(address)
    asked: list[str] = []
    with connection.execute_wrapper(partial(_note, asked)):
        size = place.page(address)
    took, busy = [], []
    for _ in range(rounds):
        began, cpu = time.perf_counter(), time.process_time()
        place.page(address)
        took.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - cpu) * 1000)
    return min(took), median(busy), len(asked), size


def _note(asked: list[str], do: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    asked.append(sql)
    return do(sql, params, many, context)


def report(rounds: int, only: str) -> int:
    place, over = Place(), []
    print(f"{'':26} {'ms':>7} {'CPU ms':>7} {'queries':>8} {'KB':>6}")
    for name, address in addresses(place):
        if only in name:
            took, busy, queries, size = measure(place, address, rounds)
            over += [name] if took > LIMIT_MS else []
            print(f"{name:26} {took:7.1f} {busy:7.1f} {queries:8} {size / 1024:6.0f}")
    print(f"\n{len(over)} pages take more than {LIMIT_MS:g} ms: {', '.join(over) or 'none'}")
    return bool(over)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench pages", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave the database for the next time, and use it")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="", help="only pages whose name contains this")
    options = parser.parse_args(arguments)
    try:
        with data.database(SIZE, keep=options.keep):
            return report(options.rounds, options.only)
    except psycopg.OperationalError as error:
        print(f"This needs PostgreSQL: {error}", file=sys.stderr)
        return 2
