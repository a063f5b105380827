"""Read the pages of many products again."""

from argparse import ArgumentParser
from itertools import batched, groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobs.models import Queue
from products.imports import service
from products.management.commands import _bulk
from products.models import Product
from products.selecting import Selection


class Command(BaseCommand):
    help = "Read the pages of products again. Products that failed are tried again; others keep their status."

    def add_arguments(self, parser: ArgumentParser) -> None:
        Selection.add_arguments(parser)
        parser.add_argument("--limit", type=int, metavar="N", help="at most N products, the longest unread first")
        parser.add_argument("--dry-run", action="store_true", help="only say which products are meant")
        parser.add_argument("--wait", action="store_true", help="wait until every reading has ended")

    def handle(self, *, limit: int | None, dry_run: bool, wait: bool, **options: Any) -> None:
        products = chosen(Selection.from_options(options), limit)
        if dry_run:
            for product in products:
                self.stdout.write(f"{product.status:<10} {product.link}")
            self.stdout.write(f"{len(products)} products.")
            return
        for chunk in batched(products, _bulk.CHUNK):
            queue_again(list(chunk))
        if not wait and not _bulk.runs_execute_here():
            self.stdout.write(f"{len(products)} products are queued.")
            return
        _bulk.finish(products, service.FLOW, self.stdout)
        report = _bulk.Report(list(_bulk.outcomes([(p.link, p) for p in products], service.FLOW)))
        _bulk.write(report, as_json=False, stdout=self.stdout)
        if report.failed:
            raise CommandError(f"{report.failed} of {len(products)} failed.")


def chosen(selection: Selection, limit: int | None) -> list[Product]:
    """The products meant. Raises CommandError when nothing was said, or the limit makes no sense."""
    if selection.is_empty:
        raise CommandError("Give a filter, or --all for every product.")
    if selection.merchant:
        _bulk.merchant_of(selection.merchant)
    if limit is not None and limit < 1:
        raise CommandError("--limit takes a whole number from 1.")
    return list(selection.products()[:limit])


def queue_again(products: list[Product]) -> None:
    for merchant, mine in groupby(sorted(products, key=lambda p: p.merchant_id), key=lambda p: p.merchant):
        service.again_many(list(mine), merchant=merchant, queue=Queue.BULK)
