"""What is asked of a database all the time, by the programs that ask it: each a name and a function of a ``Place``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from bench._growth_data import BIG_BRAND, DAYS, EMAIL
from jobs import claim, health, progress, retention, sweep
from jobs.models import Queue, Run, Status
from jobs.monitor import bulk, durations, failures, queries
from jobs.monitor.filters import ALL, Filters
from jobs.service import emit, latest_run, open_run
from merchants.models import Merchant, User
from products import listing
from products.imports import limits, service
from products.imports.payloads import ScrapeRequested
from products.models import Product
from products.watch import due, history, observing, schedules
from products.watch import retention as watch_retention
from products.watch.models import WatchRule


@dataclass
class Place:
    """One database, seen by the owner who has half of it."""

    taken: list[Run] = field(default_factory=list)

    @cached_property
    def owner(self) -> Merchant:
        return Merchant.objects.get(slug="merchant-0")

    @cached_property
    def client(self) -> Client:
        """Signed in as a person of that owner who is also staff."""
        client = Client(headers={"host": "localhost"})
        client.force_login(User.objects.get(email=EMAIL), backend="django.contrib.auth.backends.ModelBackend")
        return client

    @cached_property
    def queued(self) -> list[Run]:
        return list(Run.objects.filter(queue=Queue.BULK, status=Status.QUEUED).order_by("-priority", "turn", "pk"))

    @cached_property
    def own(self) -> Run:
        """The owner's run that is at the end of its queue."""
        return next(run for run in reversed(self.queued) if run.owner_id == self.owner.pk)

    @cached_property
    def ended(self) -> list[Run]:
        """Some of the owner's, from the middle of history."""
        some = Run.objects.filter(owner=self.owner, status=Status.SUCCEEDED).order_by("pk")
        return list(some[some.count() // 2 :][:20])

    @cached_property
    def product(self) -> Product:
        products = Product.objects.annotate(name_head=listing.Head("name"))  # as the list has it, for cursors
        return products.get(pk=self.ended[0].payload["productId"])

    def page(self, address: str) -> int:
        answer = self.client.get(address)
        if answer.status_code != 200:
            raise AssertionError(f"{address} answered {answer.status_code}")
        return len(answer.content)

    def products(self, cursor: str = "", **asked: str) -> listing.Page:
        return listing.page_of(listing.Query.from_address(asked), self.owner, cursor)

    def runs(self, cursor: str = "", scope: str = "", **asked: str) -> queries.Page:
        return queries.page_of(Filters(scope=scope, **asked), self.owner.pk, cursor)

    def product_cursor(self, sort: str) -> str:
        return listing._encoded(self.product, listing.SORTS[sort])

    def claim(self, queue: str) -> None:
        taken = claim.claim(Run.objects.filter(queue=queue), "bench")
        if taken is None:
            raise AssertionError(f"nothing to take from {queue}")
        self.taken.append(taken[0])

    def give_back(self) -> None:
        """What was claimed goes to the end of its queue; not part of what is measured."""
        for run in self.taken:
            later = timezone.now() + timedelta(days=1)
            Run.objects.filter(pk=run.pk).update(
                status=Status.QUEUED, turn=later, slot_at=None, lease_until=None, started_at=None, deadline_at=None
            )
            run.lines.filter(number__gt=5).delete()
        self.taken.clear()
        Run.objects.filter(status=Status.WAITING, slot_at__isnull=False).update(
            status=Status.QUEUED, slot_at=None, waiting_for="", next_attempt_at=None
        )

    @contextmanager
    def undone(self) -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def emit_one(self) -> None:
        with self.undone():
            payload = ScrapeRequested(product_id=uuid4(), source_url="https://a.test/", merchant_id=self.owner.pk)
            emit(payload, owner=self.owner)

    def end_one(self) -> None:
        with self.undone():
            self.claim(Queue.INTERACTIVE)
            service.jobs.cancel(self.taken.pop())

    def look_at_due(self) -> None:
        with self.undone():
            due._send_some(timezone.now())

    def prune(self, days: int) -> None:
        with self.undone(), override_settings(KEEP_HISTORY_D=days):
            gone = watch_retention.delete_old_points()
            if bool(gone) != (days < DAYS):
                raise AssertionError(f"{gone} points are older than {days} days")

    def see_otherwise(self) -> None:
        """A reading found another price than before."""
        with self.undone():
            seen = {"price": "7.25", "currency": "SAR", "availability": "in_stock"}
            observing.observe(self.product, seen, pending=None, now=timezone.now())


def _day_ago() -> Any:
    return timezone.now() - timedelta(days=31)


ASKS: dict[str, Callable[[Place], Any]] = {
    "claim: interactive": lambda p: p.claim(Queue.INTERACTIVE),
    "claim: bulk": lambda p: p.claim(Queue.BULK),
    "sweep: one pass": lambda p: sweep.sweep(),
    "emit: one import": lambda p: p.emit_one(),
    "position: at the end of its queue": lambda p: progress._position(p.queued[-1]),
    "position: among the first": lambda p: progress._position(p.queued[60]),
    "progress: of a queued run": lambda p: progress.progress_of(p.queued[-1]),
    "progress: usual seconds": lambda p: progress.usual_seconds(service.FLOW),
    "run: newest of a product": lambda p: latest_run(service.subject_of(p.product), service.FLOW),
    "run: open one of a product": lambda p: open_run(service.subject_of(p.product), service.FLOW),
    "health: queues": lambda p: health.queues(),
    "health: workers": lambda p: health.workers(),
    "limits: may import": lambda p: limits.refusal(p.owner, 1),
    "retention: nothing old": lambda p: (retention.delete_runs(_day_ago()), retention.delete_events(_day_ago())),
    "watch: take 500 that are due": lambda p: p.look_at_due(),
    "watch: none due": lambda p: list(due.due(timezone.now() - timedelta(days=400))[: due.AT_ONCE]),
    "watch: forget 500 old prices": lambda p: p.prune(20),
    "watch: no price is too old": lambda p: p.prune(400),
    "watch: another price": lambda p: p.see_otherwise(),
    "watch: apply a schedule to 500": lambda p: schedules.arrange_some(p.owner, "", None),
    "watch: what a rule would have told": lambda p: history.preview(
        p.owner, WatchRule(merchant=p.owner, kind="price", percent=1)
    ),
    "page: watching": lambda p: p.page("/settings/watch"),
    "page: alerts": lambda p: p.page("/alerts"),
    "page: one product, with its prices": lambda p: p.page(f"/products/{p.product.pk}"),
    "products: newest": lambda p: p.products(),
    "products: from the middle": lambda p: p.products(p.product_cursor("newest")),
    "products: by name": lambda p: p.products(sort="name"),
    "products: by name, from the middle": lambda p: p.products(p.product_cursor("name"), sort="name"),
    "products: oldest": lambda p: p.products(sort="oldest"),
    "products: read most recently": lambda p: p.products(sort="read"),
    "products: failed": lambda p: p.products(status="FAILED"),
    "products: of a brand": lambda p: p.products(brand=BIG_BRAND),
    "products: of a brand, by name": lambda p: p.products(brand=BIG_BRAND, sort="name"),
    "products: of a platform": lambda p: p.products(platform="salla"),
    "products: incomplete": lambda p: p.products(complete="no"),
    "products: search, found often": lambda p: p.products(q="Lantern"),
    "products: search, found once": lambda p: p.products(q=p.product.name[-20:]),
    "products: search, never found": lambda p: p.products(q="no such thing"),
    "products: choices": lambda p: listing.choices(p.owner),
    "products: how many": lambda p: listing.count_of(listing.Query(), p.owner),
    "page: products": lambda p: p.page("/products/"),
    "page: products, searched": lambda p: p.page(f"/products/?q={p.product.name[-20:]}"),
    "page: one product's import": lambda p: p.page(f"/import/status/{p.own.payload['productId']}"),
    "page: import form": lambda p: p.page("/import"),
    "monitor: runs": lambda p: p.runs(),
    "monitor: everybody's runs": lambda p: p.runs(scope=ALL),
    "monitor: from the middle": lambda p: p.runs(cursor=str(p.ended[0].pk)),
    "monitor: failed": lambda p: p.runs(status="FAILED"),
    "monitor: of a flow": lambda p: p.runs(flow="product/reread"),
    "monitor: failed of a flow": lambda p: p.runs(flow="product/reread", status="FAILED"),
    "monitor: one cause": lambda p: p.runs(status="FAILED", code="blocked"),
    "monitor: last day": lambda p: p.runs(time="day"),
    "monitor: search": lambda p: p.runs(q="no such thing"),
    "monitor: everybody's, search": lambda p: p.runs(q="no such thing", scope=ALL),
    "monitor: search by product": lambda p: p.runs(q=str(p.product.pk)),
    "monitor: counts": lambda p: queries.counts_of(Filters(), p.owner.pk),
    "monitor: everybody's counts": lambda p: queries.counts_of(Filters(scope=ALL), None),
    "monitor: counts of a flow": lambda p: queries.counts_of(Filters(flow="product/reread"), p.owner.pk),
    "monitor: causes": lambda p: failures.causes_of(Filters(), p.owner.pk),
    "monitor: everybody's causes": lambda p: failures.causes_of(Filters(scope=ALL), None),
    "monitor: durations": lambda p: durations.durations_of(Filters(), p.owner.pk),
    "monitor: everybody's durations": lambda p: durations.durations_of(Filters(scope=ALL), None),
    "monitor: how many to cancel": lambda p: bulk.count_of("cancel", Filters(scope=ALL), None),
    "monitor: how many to retry": lambda p: bulk.count_of("again", Filters(scope=ALL, status="FAILED"), None),
    "page: monitor": lambda p: p.page("/monitor"),
    "page: monitor, everybody's": lambda p: p.page("/monitor?scope=all"),
    "page: monitor, everybody's failures": lambda p: p.page("/monitor/failures?scope=all"),
    "page: monitor, times": lambda p: p.page("/monitor/times?scope=all"),
    "page: monitor, system": lambda p: p.page("/monitor/system"),
    "page: one run": lambda p: p.page(f"/monitor/{p.ended[0].pk}"),
    "api: jobs": lambda p: p.page("/api/v1/jobs"),
    "api: runs": lambda p: p.page("/api/v1/runs"),
    "api: failed runs": lambda p: p.page("/api/v1/runs?status=FAILED"),
    "api: events": lambda p: p.page("/api/v1/events"),
    "api: health": lambda p: p.page("/api/v1/health"),
}
