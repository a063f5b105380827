"""Read stored pages again, after the engine has learned something. Asks no shop."""

from argparse import ArgumentParser
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobs.models import Queue
from products.imports import service
from products.management.commands import _bulk
from products.management.commands.rescrape import chosen
from products.models import Product
from products.selecting import Selection


class Command(BaseCommand):
    help = "Read the stored pages of products again, without the network."

    def add_arguments(self, parser: ArgumentParser) -> None:
        Selection.add_arguments(parser)
        parser.add_argument("--limit", type=int, metavar="N", help="at most N products")

    def handle(self, *, limit: int | None, **options: Any) -> None:
        products = chosen(Selection.from_options(options), limit)
        with_page = _queue(products)
        _bulk.finish(with_page, service.REREAD, self.stdout)
        report = _bulk.Report(list(_bulk.outcomes([(p.link, p) for p in with_page], service.REREAD)))
        report.outcomes += [_without_page(p) for p in products if p not in with_page]
        _bulk.write(report, as_json=False, stdout=self.stdout)
        if report.failed:
            raise CommandError(f"{report.failed} of {len(products)} failed.")


def _queue(products: list[Product]) -> list[Product]:
    ordered = sorted(products, key=lambda p: p.merchant_id)
    found: list[Product] = []
    for merchant, mine in groupby(ordered, key=lambda p: p.merchant):
        found += service.reread_many(list(mine), merchant=merchant, queue=Queue.BULK)
    return found


def _without_page(product: Product) -> _bulk.Outcome:
    gone = _bulk.refused(product.link, "no_stored_page")
    gone.product, gone.status = product, product.status
    return gone
