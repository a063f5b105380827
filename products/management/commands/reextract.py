"""Read stored pages again, after the engine has learned something. Asks no shop."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from itertools import batched, groupby
from typing import Any

from django.core.management.base import BaseCommand

from jobs.models import Queue
from products.imports import service
from products.management.commands import _bulk
from products.management.commands.rescrape import READ_AT_ONCE, checked
from products.models import Product
from products.selecting import Selection


class Command(BaseCommand):
    help = "Read the stored pages of products again, without the network."

    def add_arguments(self, parser: ArgumentParser) -> None:
        Selection.add_arguments(parser)
        parser.add_argument("--limit", type=int, metavar="N", help="at most N products")

    def handle(self, *, limit: int | None, **options: Any) -> None:
        selection = checked(Selection.from_options(options), limit)
        report = _bulk.Report(self.stdout)
        products = selection.products()[:limit]
        with _bulk.Spool() as spool, _bulk.goes_on_later("What is queued goes on; the same command reads all again."):
            for some in batched(products.iterator(READ_AT_ONCE), _bulk.CHUNK):
                found = {product.pk for product in _queue(some)}
                spool.add((product.link, product.pk) for product in some if product.pk in found)
                report.add(_without_page(product) for product in some if product.pk not in found)
            for outcomes in _bulk.wait_for(spool.chunks(), service.REREAD, spool.count, self.stdout, reads_ready=True):
                report.add(outcomes)
        report.end()


def _queue(products: Sequence[Product]) -> Iterator[Product]:
    """Queue the reading of those that have a stored page, and give them."""
    ordered = sorted(products, key=lambda p: p.merchant_id)
    for merchant, mine in groupby(ordered, key=lambda p: p.merchant):
        yield from service.reread_many(list(mine), merchant=merchant, queue=Queue.BULK)


def _without_page(product: Product) -> _bulk.Outcome:
    gone = _bulk.refused(product.link, "no_stored_page")
    gone.product, gone.status = product, product.status
    return gone
