"""Databases with much history, made by set-based SQL: products, their runs, steps, progress lines and events, their
watch and their prices.

Everything is a function of its number ``n``, so that two makings are the same. The history stretches over 30 days
whatever its length. Failures, and products of one brand, are so frequent that they fill a page of the small one too:
else the two would be asked for different things. Needs PostgreSQL.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import environ
import psycopg
from django.db import connection, models
from django.utils import timezone

from jobs.models import Event, Line, Run, Step
from merchants.models import Membership, Merchant, User
from products.models import Product, StatusChange
from products.watch.models import PricePoint, WatchedProduct
from tests.support.worker import POSTGRES_URL, default_database

DAYS = 30
OWNERS = 20  # the first has half of everything
EMAIL = "staff@example.com"
POINTS = 4  # prices of each product in those days
LINES, STEPS = 5, ("fetch", "read", "keep")
CODES = ["page_not_found", "blocked", "challenge_page", "shop_unreachable", "nothing_read", "timed_out", "too_large"]
SHOPS = 40  # domains
CLOSED = 20  # shops that let nobody in: what is parked for them stays parked
BRANDS = 300
BIG_BRAND = "Brand 7"  # of every seventh product

FUNCTIONS = """
CREATE OR REPLACE FUNCTION growth_id(at timestamptz, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n & 4095), 3, '0')
          || '8' || substr(md5(n::text), 1, 15))::uuid
$$;
CREATE OR REPLACE FUNCTION growth_draw(n bigint) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT ('x' || substr(md5('draw' || n), 1, 6))::bit(24)::int % 1000
$$;
"""


@dataclass(frozen=True)
class Size:
    """``products`` with one run each. Of the newest runs, so many are open now, in the states that there are.

    Every product is watched; of the oldest, ``due`` are to be looked at now.
    """

    name: str
    products: int
    queued: int
    retrying: int
    parked: int
    running: int
    due: int

    @property
    def open(self) -> int:
        return self.queued + self.retrying + self.parked + self.running


SMALL = Size("wared_growth_small", 1_000, queued=150, retrying=20, parked=40, running=10, due=700)
LARGE = Size("wared_growth_large", 1_000_000, queued=20_000, retrying=1_000, parked=2_000, running=40, due=20_000)


@contextmanager
def database(size: Size, *, keep: bool) -> Iterator[None]:
    """The database of ``size`` as this process's default one, made if it is not there. Dropped unless ``keep``."""
    address = urlsplit(POSTGRES_URL)._replace(path=f"/{size.name}").geturl()
    with psycopg.connect(POSTGRES_URL, autocommit=True, connect_timeout=2) as admin:
        if not keep:
            admin.execute(f'DROP DATABASE IF EXISTS "{size.name}" WITH (FORCE)')
        there = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [size.name]).fetchone()
        if not there:
            admin.execute(f'CREATE DATABASE "{size.name}"')
        try:
            with default_database(environ.Env.db_url_config(address)):
                if Product.objects.count() != size.products:
                    _fill(size)
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")  # an index that a migration has just added has no statistics
                yield
        finally:
            if not keep:
                admin.execute(f'DROP DATABASE IF EXISTS "{size.name}" WITH (FORCE)')


def _fill(size: Size) -> None:
    began = time.monotonic()
    owners = _people()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET maintenance_work_mem = '256MB'")
        cursor.execute("TRUNCATE products_product, jobs_run, jobs_event, jobs_pace CASCADE")
        cursor.execute(FUNCTIONS)
        cursor.execute(_numbers(size, owners))
        cursor.execute(
            "INSERT INTO jobs_pace (key, at_once, next_at) "
            "SELECT 'closed-' || n, 0, now() FROM generate_series(0, %s) AS n",
            [CLOSED - 1],
        )
        with _without_foreign_keys(cursor):
            for model, times, columns in _tables(size):
                with _without_indexes(cursor, model):
                    _insert(cursor, model, times, columns)
        cursor.execute("VACUUM ANALYZE")
    print(f"{size.name} made in {time.monotonic() - began:.0f} s")


@contextmanager
def _without_foreign_keys(cursor: Any) -> Iterator[None]:
    """Nothing is looked up for each row. They come back as rules for what is written later."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
    )
    found = cursor.fetchall()
    for table, name, _ in found:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    yield
    for table, name, definition in found:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition} NOT VALID')


@contextmanager
def _without_indexes(cursor: Any, model: type[models.Model]) -> Iterator[None]:
    """Take the indexes off while the table is filled: building each at once is several times quicker."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [model._meta.db_table],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _, definition in found:
        cursor.execute(definition)


def _people() -> list[int]:
    """The owners, and one person who works for the first of them and is staff."""
    for n in range(OWNERS):
        Merchant.objects.get_or_create(slug=f"merchant-{n}", defaults={"name": f"Merchant {n}"})
    owners = list(Merchant.objects.order_by("pk"))
    if not User.objects.filter(email=EMAIL).exists():
        user = User.objects.create_user(EMAIL, "a calm workshop", is_staff=True)
        Membership.objects.create(merchant=owners[0], user=user, role="owner")
    return [owner.pk for owner in owners]


type Columns = dict[str, str]
STATUS = """CASE WHEN n > {ended} THEN CASE
    WHEN n > {ended} + {queued} + {waiting} THEN 'RUNNING' WHEN n > {ended} + {queued} THEN 'WAITING' ELSE 'QUEUED' END
  WHEN draw < 150 THEN 'FAILED' WHEN draw < 165 THEN 'CANCELLED' ELSE 'SUCCEEDED' END"""
CODES_OF = f"(ARRAY{CODES})[1 + n % {len(CODES)}]"
CODE = f"CASE status WHEN 'FAILED' THEN {CODES_OF} WHEN 'CANCELLED' THEN 'cancelled' ELSE '' END"


IS_OPEN, IS_WAITING, HAS_BEGUN = "n > ended", "status = 'WAITING'", "status <> 'QUEUED'"
ENDED_AT = "CASE WHEN n <= ended THEN at + took END"


def _tables(size: Size) -> Iterator[tuple[type[models.Model], int, Columns]]:
    """Each table, how many of its rows there are for one product, and its columns as expressions."""
    yield Product, 1, _products()
    yield StatusChange, 1, {"product_id": "id", "new": "'IMPORTING'", "at": "at"}
    yield WatchedProduct, 1, _watched(size)
    yield PricePoint, POINTS, _points()
    yield Event, 1, _events()
    yield Run, 1, _runs(size)
    yield Step, len(STEPS), _steps()
    yield Line, LINES, _lines()


def _products() -> Columns:
    return {
        "id": "id",
        "merchant_id": "owner",
        "link": "'https://shop-' || shop || '.test/p/' || n",
        "link_key": "'shop-' || shop || '.test/p/' || n",
        "domain": "'shop-' || shop || '.test'",
        "platform": "(ARRAY['shopify', 'salla', 'woocommerce', ''])[1 + n % 4]",
        "status": f"CASE WHEN {IS_OPEN} THEN 'IMPORTING' WHEN status <> 'SUCCEEDED' THEN 'FAILED' "
        "WHEN draw % 4 = 0 THEN 'ENHANCED' ELSE 'IMPORTED' END",
        "error_code": CODE,
        "name": f"CASE WHEN {IS_OPEN} THEN '' ELSE 'Lantern ' || md5(n::text) END",
        "brand": f"CASE WHEN {IS_OPEN} THEN '' WHEN draw % 7 = 0 THEN '{BIG_BRAND}' "
        f"ELSE 'Brand ' || draw % {BRANDS} END",
        "price": "n % 1000 + 0.5",
        "currency": "'SAR'",
        "availability": "'in_stock'",
        "is_complete": "draw % 5 > 0",
        "created_at": "at",
        "updated_at": "at + took",
        "read_at": ENDED_AT,
    }


def _watched(size: Size) -> Columns:
    return {
        "product_id": "id",
        "merchant_id": "owner",
        "domain": "'shop-' || shop || '.test'",
        "every": "86400",
        "slowest": "604800",
        "interval_s": "86400 * (1 + n % 7)",
        "next_at": f"CASE WHEN n <= {size.due} THEN at ELSE now() + interval '1 year' + n * interval '1 second' END",
        "looked_at": "at + took",
        "outcome": "'unchanged'",
    }


def _points() -> Columns:
    """Spread over the days, each until the next; the last one holds."""
    step = f"interval '{DAYS} days' / {POINTS}"
    begin = f"now() - interval '{DAYS} days' + (m - 1) * {step} + (n % 86400) * interval '1 second'"
    return {
        "product_id": "id",
        "merchant_id": "owner",
        "at": begin,
        "until": f"CASE WHEN m < {POINTS} THEN {begin} + {step} END",
        "price": "n % 1000 + m",
        "currency": "'SAR'",
        "availability": "'in_stock'",
    }


def _events() -> Columns:
    return {
        "id": "id",
        "owner_id": "owner",
        "name": "'product/scrape.requested'",
        "data": "jsonb_build_object('productId', id, 'sourceUrl', 'https://shop-' || shop || '.test/p/' || n)",
        "run_ids": "jsonb_build_array(id)",
        "created_at": "at",
    }


def _runs(size: Size) -> Columns:
    parked = f"{IS_WAITING} AND n > ended + {size.queued} + {size.retrying}"
    return {
        "id": "id",
        "owner_id": "owner",
        "event_id": "id",
        "flow": "CASE WHEN n % 10 = 0 THEN 'product/reread' ELSE 'product/import' END",
        "queue": "CASE WHEN n % 3 = 0 THEN 'interactive' ELSE 'bulk' END",
        "turn": "at",
        "status": "status",
        "subject": "'product:' || id",
        "payload": "jsonb_build_object('productId', id, 'sourceUrl', 'https://shop-' || shop || '.test/p/' || n,"
        " 'merchantId', owner)",
        "result": "CASE WHEN status = 'SUCCEEDED' THEN jsonb_build_object('product_id', id) END",
        "worker": f"CASE WHEN {HAS_BEGUN} THEN 'worker-' || n % 8 ELSE '' END",
        "attempt": f"CASE WHEN {HAS_BEGUN} THEN 1 ELSE 0 END",
        "lease_until": "CASE WHEN status = 'RUNNING' THEN now() + interval '1 year' END",
        "waiting_for": f"CASE WHEN {parked} THEN 'pace' WHEN {IS_WAITING} THEN 'retry' ELSE '' END",
        "next_attempt_at": f"CASE WHEN {IS_WAITING} AND NOT ({parked}) THEN now() + interval '1 year' END",
        "pace_key": f"CASE WHEN {parked} THEN 'closed-' || n % {CLOSED} ELSE 'shop-' || shop || '.test' END",
        "created_at": "at",
        "enqueued_at": "now() + interval '1 year'",
        "started_at": f"CASE WHEN {HAS_BEGUN} THEN at END",
        "deadline_at": f"CASE WHEN {HAS_BEGUN} THEN at + interval '1 year' END",
        "ended_at": ENDED_AT,
        "error_code": CODE,
        "error": "CASE WHEN status = 'FAILED' THEN 'It did not work: ' || draw ELSE '' END",
        "last_line": str(LINES),
    }


def _steps() -> Columns:
    return {
        "run_id": "id",
        "position": "m - 1",
        "name": f"(ARRAY{list(STEPS)})[m]",
        "status": "CASE WHEN n <= ended THEN status ELSE 'QUEUED' END",
        "started_at": "CASE WHEN n <= ended THEN at END",
        "ended_at": ENDED_AT,
    }


def _lines() -> Columns:
    return {
        "run_id": "id",
        "number": "m",
        "kind": "CASE m WHEN 1 THEN 'start' WHEN 2 THEN 'reading' WHEN 5 THEN 'complete' ELSE 'update' END",
        "message": "'Line ' || m",
        "at": "at",
    }


def _insert(cursor: Any, model: type[models.Model], times: int, columns: Columns) -> None:
    """``INSERT … SELECT``; columns that are not named get the model's default."""
    names, expressions, values = [], [], []
    for one in model._meta.concrete_fields:
        if one.column in columns:
            names.append(one.column)
            expressions.append(columns[one.column].replace("%", "%%"))
        elif not isinstance(one, models.AutoField):
            names.append(one.column)
            expressions.append("%s")
            values.append(one.get_db_prep_save(one.get_default(), connection))
    listed = ", ".join(f'"{name}"' for name in names)
    text = f'INSERT INTO "{model._meta.db_table}" ({listed}) SELECT {", ".join(expressions)} '
    cursor.execute(f"{text} FROM growth_numbers, generate_series(1, {times}) AS m ORDER BY n, m", values)


def _numbers(size: Size, owners: list[int]) -> str:
    """The numbers and what follows from each: ``at``, ``id``, ``owner``, ``shop``, ``draw``, ``status``, ``took``."""
    start = timezone.now().replace(microsecond=0).isoformat()
    ended = size.products - size.open
    status = STATUS.format(ended=ended, queued=size.queued, waiting=size.retrying + size.parked)
    return f"""
      CREATE TEMP TABLE growth_numbers AS
      SELECT *, growth_id(at, n) AS id, {status} AS status, draw * interval '15 ms' AS took, {ended} AS ended
      FROM (
        SELECT n, timestamptz '{start}' - interval '{DAYS} days' + n * interval '{DAYS} days' / {size.products} AS at,
               (ARRAY{owners})[CASE WHEN n % 2 = 0 THEN 1 ELSE 2 + (n / 2) % {len(owners) - 1} END] AS owner,
               n % {SHOPS} AS shop, growth_draw(n) AS draw
        FROM generate_series(1, {size.products}) AS n OFFSET 0
      ) AS drawn"""
