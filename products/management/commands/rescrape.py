"""Read the pages of many products again. The same command again goes on where it stopped."""

from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.template.defaultfilters import pluralize

from jobs.models import Queue
from products import orders
from products.imports import service
from products.management.commands import _bulk
from products.models import Product
from products.orders import BulkOrder
from products.selecting import Selection

READ_AT_ONCE = 2000  # rows that come from the database at a time


class Command(BaseCommand):
    help = (
        "Read the pages of products again. Products that failed are tried again; others keep their status."
        " The same command again goes on where it stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        Selection.add_arguments(parser)
        parser.add_argument("--limit", type=int, metavar="N", help="at most N products, the longest unread first")
        parser.add_argument("--dry-run", action="store_true", help="only say which products are meant")
        parser.add_argument("--wait", action="store_true", help="wait until every reading has ended")
        parser.add_argument("--anew", action="store_true", help="begin again, also where the same command was stopped")

    def handle(self, *, limit: int | None, dry_run: bool, wait: bool, anew: bool, **options: Any) -> None:
        selection = checked(Selection.from_options(options), limit)
        if dry_run:
            return self._tell(selection, limit)
        with _bulk.goes_on_later("The same command goes on from here; with --anew it begins again."):
            order = self._order(selection, limit, anew=anew)
            self._queue(order)
            if wait or _bulk.runs_execute_here():
                return self._wait(order)
        order.delete()
        self.stdout.write(f"{order.total} product{pluralize(order.total, ' is,s are')} queued.")
        return None

    def _tell(self, selection: Selection, limit: int | None) -> None:
        count = 0
        for product in selection.products()[:limit].iterator(READ_AT_ONCE):
            count += 1
            self.stdout.write(f"{product.status:<10} {product.link}")
        self.stdout.write(f"{count} product{pluralize(count)}.")

    def _order(self, selection: Selection, limit: int | None, *, anew: bool) -> BulkOrder:
        """The order that was left by the same command, else a new one."""
        orders.forget_old()
        key = orders.key_of("rescrape", selection, limit)
        order = None if anew else orders.left(key)
        if order is None:
            ids = selection.products().values_list("pk", flat=True)[:limit]
            return orders.begin(key, ids.iterator(READ_AT_ONCE))
        self.stdout.write(f"Going on with what began at {order.began_at:%Y-%m-%d %H:%M} UTC: {order} queued.")
        return order

    def _queue(self, order: BulkOrder) -> None:
        with _bulk.bar("Queueing", self.stdout, order.total - order.queued) as shown:
            for ids in order.chunks(_bulk.CHUNK, start=order.queued):
                with transaction.atomic():
                    if not order.note_queued(ids):
                        raise CommandError("The same command runs elsewhere, or was begun anew there.")
                    queue_again(list(Product.objects.alive().filter(pk__in=ids).select_related("merchant")))
                shown.step(f"{order} queued.", len(ids))

    def _wait(self, order: BulkOrder) -> None:
        report = _bulk.Report(self.stdout)
        for outcomes in _bulk.wait_for(_with_links(order), service.FLOW, order.total, self.stdout, reads_ready=True):
            report.add(outcomes)
        order.delete()
        report.end()


def checked(selection: Selection, limit: int | None) -> Selection:
    """Raises CommandError when nothing was said, or the limit makes no sense."""
    if selection.is_empty:
        raise CommandError("Give a filter, or --all for every product.")
    if selection.merchant:
        _bulk.merchant_of(selection.merchant)
    if limit is not None and limit < 1:
        raise CommandError("--limit takes a whole number from 1.")
    return selection


def _with_links(order: BulkOrder) -> Iterator[list[tuple[str, UUID]]]:
    """The order's products with their links. One that was deleted in the meantime is not asked for any more."""
    for ids in order.chunks(_bulk.CHUNK):
        links = dict(Product.objects.alive().filter(pk__in=ids).values_list("pk", "link"))
        yield [(links[product_id], product_id) for product_id in ids if product_id in links]


def queue_again(products: list[Product]) -> None:
    for merchant, mine in groupby(sorted(products, key=lambda p: p.merchant_id), key=lambda p: p.merchant):
        service.again_many(list(mine), merchant=merchant, queue=Queue.BULK)
