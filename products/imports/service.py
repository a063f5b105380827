"""Starting, repeating and stopping imports. The row is written first; the run is queued when the row is committed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from uuid import UUID

from django.db import IntegrityError, transaction

from jobs import service as jobs
from jobs.errors import Refused
from jobs.models import Queue, Run
from merchants.models import Merchant
from products.imports.payloads import RereadRequested, ScrapeRequested
from products.models import ImportBatch, ImportBatchLine, Product, StatusChange
from products.status import LostRace, move
from scraping.links import Link
from scraping.platforms import detect_from_url

FLOW = "product/import"
REREAD = "product/reread"
AT_A_TIME = 500  # products asked for in one statement
CANCELLED_AT_ONCE = 20  # runs that a request ends itself, some milliseconds each
BATCH_FROM = 6  # links; more than five go to the bulk queue, so that they never delay a merchant who waits for one


class ProductDeleted(Refused):
    """The product was deleted."""

    code = "product_deleted"


@dataclass(frozen=True, slots=True)
class Started:
    """``product`` is the one for this link; ``is_new`` is False when it was there already."""

    product: Product
    is_new: bool


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One line that a merchant gave: its number, its text, and either a link or the code of what is wrong."""

    number: int
    text: str
    link: Link | None = None
    error_code: str = ""
    error_reason: str = ""


def start(*, merchant: Merchant, link: Link, queue: str = Queue.INTERACTIVE) -> Started:
    """Find or make the product for ``link`` and queue its reading. A product that failed is tried again."""
    return start_many(merchant=merchant, links=[link], queue=queue)[0]


def start_many(*, merchant: Merchant, links: Sequence[Link], queue: str) -> list[Started]:
    """``start`` for many links in a fixed number of queries; the answers are in the order of ``links``."""
    try:
        with transaction.atomic():
            return _start_many(merchant, links, queue)
    except IntegrityError:  # somebody else imports one of these links this moment; now theirs is there to be found
        with transaction.atomic():
            return _start_many(merchant, links, queue)


def _start_many(merchant: Merchant, links: Sequence[Link], queue: str) -> list[Started]:
    wanted = {link.key: link for link in reversed(links)}  # of the same link twice, the first counts
    there = {p.link_key: p for p in merchant.products.alive().filter(link_key__in=wanted)}
    new = {key: _new_product(merchant, link) for key, link in wanted.items() if key not in there}
    Product.objects.bulk_create(new.values())
    StatusChange.objects.bulk_create(StatusChange(product=p, new=p.status) for p in new.values())
    failed = [product for product in there.values() if product.is_failed]
    for product in failed:
        reopen_product(product)
    request_readings([*new.values(), *failed], merchant=merchant, queue=queue)
    fresh = set(new)
    return [Started(there.get(link.key) or new[link.key], is_new=_take(fresh, link.key)) for link in links]


def find_or_make(*, merchant: Merchant, link: Link) -> tuple[Product, bool]:
    """The product for ``link`` and whether it is new, without asking the shop. Raises IntegrityError in a race."""
    there = merchant.products.alive().filter(link_key=link.key).first()
    if there is not None:
        return there, False
    product = _new_product(merchant, link)
    product.save(force_insert=True)
    StatusChange.objects.create(product=product, new=product.status)
    return product, True


def _take(keys: set[str], key: str) -> bool:
    """Whether ``key`` is still among ``keys``; it is not any more afterwards. So only the first of two is new."""
    found = key in keys
    keys.discard(key)
    return found


def start_batch(*, merchant: Merchant, lines: Sequence[GivenLine]) -> ImportBatch:
    """Start every good line and keep every line, good or bad, in the order given."""
    links = [line.link for line in lines if line.link is not None]
    queue = Queue.BULK if len(links) >= BATCH_FROM else Queue.INTERACTIVE
    with transaction.atomic():
        batch = ImportBatch.objects.create(merchant=merchant)
        started = iter(start_many(merchant=merchant, links=links, queue=queue))
        ImportBatchLine.objects.bulk_create(
            _line(batch, line, next(started) if line.link is not None else None) for line in lines
        )
    return batch


def again(product: Product, *, queue: str = Queue.INTERACTIVE) -> None:
    """Read the page of ``product`` once more. A failed product is importing again; any other keeps its status."""
    again_many([product], merchant=product.merchant, queue=queue)


def again_many(products: Sequence[Product], *, merchant: Merchant, queue: str) -> int:
    """``again`` for many; gives how many. Of two people who ask at once, the second finds the first one's runs."""
    with transaction.atomic():
        for product in products:
            reopen_product(product)
        request_readings(products, merchant=merchant, queue=queue)
    return len(products)


def request_readings(products: Sequence[Product], *, merchant: Merchant, queue: str) -> None:
    jobs.emit_many([reading_of(product) for product in products], owner=merchant, queue=queue)


def reading_of(product: Product) -> ScrapeRequested:
    """What starts the reading of ``product``'s page."""
    return ScrapeRequested(product_id=product.pk, source_url=product.link, merchant_id=product.merchant_id)


def reopen(runs: Sequence[Run]) -> None:
    """Of the products that ``runs`` are about to read, those that failed are importing again."""
    failed = Product.objects.filter(status=Product.Status.FAILED, pk__in=[run.payload["productId"] for run in runs])
    for product in failed:
        reopen_product(product)


def reread_many(products: Sequence[Product], *, merchant: Merchant, queue: str) -> list[Product]:
    """Read the stored pages of ``products`` again; gives those that have one. The others are left as they are."""
    with_page = [product for product in products if product.stored_pages.exists()]
    with transaction.atomic():
        for product in with_page:
            reopen_product(product)
        payloads = [RereadRequested(product_id=p.pk, merchant_id=p.merchant_id) for p in with_page]
        jobs.emit_many(payloads, owner=merchant, queue=queue)
    return with_page


def started_again(run: Run) -> None:
    """A run of this product was started again, by the monitor or the API: a failed product is importing again.

    Raises ProductDeleted.
    """
    product = Product.objects.alive().filter(pk=run.payload["productId"]).first()
    if product is None:
        raise ProductDeleted
    reopen_product(product)


def reopen_product(product: Product) -> None:
    """A failed product is importing again; somebody else may have begun that at the same moment."""
    if product.is_failed:
        try:
            move(product, Product.Status.IMPORTING)
        except LostRace:
            product.refresh_from_db(fields=["status"])


def cancel(product: Product) -> bool:
    """Stop the import that goes on, also one of a page that was sent or kept. False when there is none."""
    runs = [run for flow in (FLOW, REREAD) if (run := jobs.open_run(subject_of(product), flow))]
    return bool([run for run in runs if jobs.cancel(run)])


def cancel_many(product_ids: Iterable[UUID]) -> None:
    """``cancel`` for any number: a few end at once, many are asked to and end within seconds."""
    found: list[UUID] = []
    for some in batched(product_ids, AT_A_TIME):
        open_ = Run.objects.filter(subject__in=[subject_by(pk) for pk in some], ended_at__isnull=True)
        found += [pk for pk, flow in open_.values_list("pk", "flow") if flow in (FLOW, REREAD)]
    if len(found) > CANCELLED_AT_ONCE:
        jobs.cancel_all(found)
        return
    for run in Run.objects.filter(pk__in=found):
        jobs.cancel(run)


def subject_of(product: Product) -> str:
    return subject_by(product.pk)


def subject_by(product_id: UUID) -> str:
    return f"product:{product_id}"


def _new_product(merchant: Merchant, link: Link) -> Product:
    return Product(
        merchant=merchant,
        link=link.url,
        link_key=link.key,
        named_variant=(link.variant or "")[:200],
        domain=link.host,
        platform=detect_from_url(link.url) or "",
    )


def _line(batch: ImportBatch, line: GivenLine, started: Started | None) -> ImportBatchLine:
    return ImportBatchLine(
        batch=batch,
        number=line.number,
        text=line.text[:2200].replace("\0", "\ufffd"),  # a file may hold NUL, PostgreSQL may not
        error_code=line.error_code,
        error_reason=line.error_reason,
        product=started.product if started else None,
        is_repeat=started is not None and not started.is_new,
    )
