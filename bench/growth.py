"""Does it stay as fast with much history? The same questions of 1,000 products and of 1,000,000, on PostgreSQL.

``python -m bench growth [--keep] [--rounds 9] [--only TEXT]``. Two databases are made by set-based SQL, the large one
with 1,000,000 products and runs, 3,000,000 steps and 5,000,000 progress lines, all of them watched, with 30 days of
prices in 4,000,000 points (some minutes and some GB; ``--keep`` leaves both for the next time; ``--products`` makes a
smaller one). Each question is asked through the functions and pages that the app asks it with, of
both databases in turn, since the machine does other things too. Prints the medians in milliseconds with their ratio,
and for each question how PostgreSQL answered it in the large one; what reads a whole large table is marked. Ends with
1 when a question takes more than twice as long in the large database, and a millisecond longer: below, the clock
decides. A few have a bound of their own instead (``BOUNDED``) and must stay below 200 ms.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Any

import psycopg
from django.core.cache import cache
from django.db import connection, connections

import bench._app  # noqa: F401 - apps must be loaded first
from bench import _growth_data as data
from bench._growth_asks import ASKS, Place
from products.models import Product

LIMIT = 2.0
NOISE_MS = 1.0
SURE = 3  # times as many rounds decide about a question that seems to be over: the machine does other things too
LARGE_TABLES = {
    *("products_product", "products_statuschange", "products_watchedproduct", "products_pricepoint"),
    *("jobs_run", "jobs_step", "jobs_line", "jobs_event"),
}
MANY_ROWS = 20_000  # that a plan expects to read; caps and looks stay well below

# Questions whose cost does not grow with the tables but ends where the small database does not get: what it ends at.
BOUNDED = {
    "limits: may import": "the limit of imports",
    "monitor: how many to cancel": "the cap of its count",
    "monitor: how many to retry": "the cap of its count",
    "monitor: counts of a flow": "the newest runs that it looks at",
    "products: search, found often": "the imports under way, which have no name yet and are passed by",
}
BOUNDED_MS = 200.0

type Ask = Callable[[Place], Any]


class Side:
    """One of the two databases, with its open connection."""

    def __init__(self) -> None:
        self.connection = connections["default"]
        self.place = Place()
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SET synchronous_commit = off"
            )  # the disk's time is the same for both, and would hide theirs

    def ask(self, ask: Ask) -> float:
        """Milliseconds that one asking takes. Nothing is remembered from the one before."""
        connections["default"] = self.connection
        cache.clear()
        began = time.perf_counter()
        ask(self.place)
        took = (time.perf_counter() - began) * 1000
        self.place.give_back()
        return took

    def plans(self, ask: Ask) -> list[dict[str, Any]]:
        """How PostgreSQL carries out each statement of one asking."""
        connections["default"] = self.connection
        said: list[tuple[str, Any]] = []
        cache.clear()
        with self.connection.execute_wrapper(partial(_noted, said)):
            ask(self.place)
        self.place.give_back()
        return list(_explained(said))


def _noted(said: list[tuple[str, Any]], do: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.lstrip(" (").upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
        said.append((sql, params))
    return do(sql, params, many, context)


def _explained(said: list[tuple[str, Any]]) -> Iterator[dict[str, Any]]:
    for sql, params in said:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            (found,) = cursor.fetchone()
        yield (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _words(node: dict[str, Any]) -> str:
    where = node.get("Index Name") or node.get("Relation Name") or ""
    return f"{node['Node Type']} {where}".strip()


def _faults(plan: dict[str, Any]) -> Iterator[str]:
    """What grows with a table: reading all of it, or sorting much."""
    for node in _nodes(plan):
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE_TABLES:
            yield f"READS ALL OF {node['Relation Name']}"
        elif node["Node Type"] == "Sort" and node["Plan Rows"] > MANY_ROWS:
            yield f"SORTS {node['Plan Rows']} ROWS"


@contextmanager
def both(products: int, *, keep: bool) -> Iterator[tuple[Side, Side]]:
    with data.database(data.SMALL, keep=keep):
        small = Side()
        with data.database(replace(data.LARGE, products=products), keep=keep):
            large = Side()
            try:
                yield small, large
            finally:
                connections["default"] = large.connection
        connections["default"] = small.connection


def measure(ask: Ask, small: Side, large: Side, rounds: int) -> tuple[float, float]:
    """Medians in milliseconds, after one asking of each that does not count."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for side, taken in zip((small, large), times, strict=True):
            took = side.ask(ask)
            if number:
                taken.append(took)
    return median(times[0]), median(times[1])


def is_over(name: str, small: float, large: float) -> bool:
    if name in BOUNDED:
        return large > BOUNDED_MS
    return large > LIMIT * small and large - small > NOISE_MS


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench growth", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave the databases for the next time, and use them")
    parser.add_argument("--products", type=int, default=data.LARGE.products, help="in the large one, 50,000 at least")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default="", help="only questions whose name contains this")
    options = parser.parse_args(arguments)
    try:
        with both(options.products, keep=options.keep) as (small, large):
            return report(small, large, options.rounds, options.only)
    except psycopg.OperationalError as error:
        print(f"This needs PostgreSQL: {error}", file=sys.stderr)
        return 2


def _remark(name: str, over: list[str]) -> str:
    return " OVER" if name in over else f" ends at {BOUNDED[name]}" if name in BOUNDED else ""


def report(small: Side, large: Side, rounds: int, only: str) -> int:
    over, marked = [], []
    connections["default"] = large.connection
    print(f"{'':40} {'1,000':>9} {Product.objects.count():>9,}  ratio   medians in ms")
    for name, ask in ASKS.items():
        if only not in name:
            continue
        before, after = measure(ask, small, large, rounds)
        if is_over(name, before, after):
            before, after = measure(ask, small, large, rounds * SURE)
        plans = large.plans(ask)
        faults = sorted({fault for plan in plans for fault in _faults(plan)})
        over += [name] if is_over(name, before, after) else []
        marked += [f"{name}: {fault}" for fault in faults]
        print(f"{name:40} {before:9.2f} {after:9.2f} {after / before:6.2f}{_remark(name, over)}")
        for words in dict.fromkeys(" < ".join(map(_words, _nodes(plan))) for plan in plans):
            print(f"{'':8}{words}")
    print(f"\n{len(over)} questions take more than {LIMIT:g} times as long: {', '.join(over) or 'none'}")
    print("\n".join(["Plans that read much:", *(marked or ["none"])]))
    return bool(over)
