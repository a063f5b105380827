"""The step that writes a file: products in, some at a time; parts of the file out, some at a time."""

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from django.db import transaction

from jobs.context import StepContext
from jobs.errors import StepError
from jobs.words import ngettext_noop
from merchants.models import Merchant
from products.files.formats import FORMATS, Format
from products.files.items import LeftOut, PriceOf, item_of
from products.files.jsonl import JsonLines
from products.files.models import ExportFile, FilePart
from products.files.payloads import ExportRequested
from products.files.words import Words, sold
from products.files.writers import About, Writer
from products.listing import Query
from products.models import Product, ProductQuerySet

AT_ONCE = 100  # products held in memory; a snapshot may have some hundred kilobytes
PART_BYTES = 512 * 1024
TOLD_EVERY = 1000  # products; a line for each batch would be thousands
WRITTEN = ngettext_noop("%(done)s product written", "%(done)s products written", by="done")
EXAMPLES = 5  # products named for each reason

type Prices = Callable[[ExportRequested], PriceOf]
type Pages = Callable[[Iterable[UUID]], Mapping[UUID, str]]
type WordsOf = Callable[[ExportRequested, Sequence[Product]], Mapping[UUID, Words]]


class ForeignExport(StepError):
    """Run and products do not belong to one merchant."""

    code = "foreign_export"


class UnknownFormat(StepError):
    """Nothing is written in that form."""

    code = "unknown_format"


@dataclass(frozen=True, slots=True)
class Selling:
    """What others know: the price that something is sold at, the page where buyers find it, the words in force.

    ``prices(asked)`` gives the function for one file.
    """

    prices: Prices
    pages: Pages
    words: WordsOf


class Parts:
    """Keeps what is written as parts of ``file``."""

    def __init__(self, file: ExportFile) -> None:
        self._file, self._buffer, self._number = file, bytearray(), 0
        self._digest = sha256()

    def write(self, data: bytes) -> None:
        self._buffer += data
        while len(self._buffer) >= PART_BYTES:
            self._keep(bytes(self._buffer[:PART_BYTES]))
            del self._buffer[:PART_BYTES]

    def close(self) -> None:
        """Keep the rest, and say on the file how long it is and what its digest is."""
        if self._buffer:
            self._keep(bytes(self._buffer))
            self._buffer.clear()
        self._file.digest = self._digest.hexdigest()

    def _keep(self, piece: bytes) -> None:
        self._digest.update(piece)
        self._file.size += len(piece)
        FilePart.objects.create(file=self._file, number=self._number, content=zlib.compress(piece))
        self._number += 1


@dataclass
class Tally:
    """How many rows and products are in the file, and by reason what is not.

    ``by_ai``: how many of the products have a title or a description that a model wrote.
    """

    rows: int = 0
    products: int = 0
    by_ai: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[list[str]]] = field(default_factory=dict)

    @property
    def seen(self) -> int:
        return self.products + self.reasons.total()

    def leave_out(self, product: Product, code: str) -> None:
        self.reasons[code] += 1
        named = self.examples.setdefault(code, [])
        if len(named) < EXAMPLES:
            named.append([str(product.pk), str(product)[:120]])

    def left_out(self) -> dict[str, Any]:
        return {code: {"count": count, "first": self.examples[code]} for code, count in self.reasons.most_common()}


def write_file(context: StepContext[ExportRequested], selling: Selling) -> dict[str, Any]:
    """Write the file that is asked for. Done again, it replaces what it made before. Raises StepError."""
    asked = context.payload
    form = FORMATS.get(asked.kind)
    if form is None:
        raise UnknownFormat(asked.kind)
    if context.owner_id != asked.merchant_id:
        raise ForeignExport
    merchant = Merchant.objects.get(pk=asked.merchant_id)
    drop_files(context.run_id)
    file = ExportFile.objects.create(
        merchant=merchant,
        run_id=context.run_id,
        feed_id=asked.feed_id,
        kind=form.key,
        name=f"{merchant.slug}-{form.key}-{context.run_id.hex[-8:]}.{form.ending}",
        content_type=form.content_type,
    )
    tally = fill(file, form, wanted(merchant, asked), asked, selling, lambda tally: tell(context, tally))
    finish(file, tally)
    return {
        "file": str(file.pk),
        "rows": tally.rows,
        "products": tally.products,
        "left_out": tally.reasons.total(),
        "by_ai": tally.by_ai,
    }


def drop_files(run_id: UUID) -> None:
    """What an earlier attempt left."""
    FilePart.objects.filter(file__run_id=run_id).delete()
    ExportFile.objects.filter(run_id=run_id).delete()


def tell(context: StepContext[ExportRequested], tally: Tally) -> None:
    """Stop here when that is asked for; a line for every TOLD_EVERY products."""
    if tally.seen % TOLD_EVERY:
        context.check()
    else:
        context.update(WRITTEN, done=tally.seen)


def wanted(merchant: Merchant, asked: ExportRequested) -> ProductQuerySet:
    if asked.product_ids:
        return merchant.products.alive().filter(pk__in=asked.product_ids)
    return Query.from_address(dict(parse_qsl(asked.filters))).matching(merchant)


def fill(
    file: ExportFile,
    form: Format,
    products: ProductQuerySet,
    asked: ExportRequested,
    selling: Selling,
    after_batch: Callable[[Tally], None],
) -> Tally:
    parts, tally = Parts(file), Tally()
    writer = form.writer(parts.write, about(file.merchant, products))
    adding = _adding(writer, asked, selling)
    try:
        writer.open()
        for batch in batches(products):
            ids = [product.pk for product in batch]
            pages = selling.pages(ids) if form.has_prices else {}
            words = selling.words(asked, batch) if form.has_prices else {}
            for product in batch:
                said = words.get(product.pk)
                try:
                    tally.rows += adding(product, pages.get(product.pk, ""), said)
                    tally.products += 1
                    tally.by_ai += bool(said and (said.is_name_by_ai or said.is_text_by_ai))
                except LeftOut as reason:
                    tally.leave_out(product, reason.code)
            after_batch(tally)
        writer.close()
    finally:
        writer.drop()
    parts.close()
    return tally


def _adding(writer: Writer, asked: ExportRequested, selling: Selling) -> Callable[[Product, str, Words | None], int]:
    """The function that writes one product, given its page and words. It raises LeftOut."""
    if isinstance(writer, JsonLines):
        return lambda product, page, words: writer.add_product(product)
    price_of = selling.prices(asked)

    def add(product: Product, page: str, words: Words | None) -> int:
        item = item_of(product, price_of, currency=asked.currency, page=page)
        return writer.add(sold(item, words) if words else item)

    return add


def about(merchant: Merchant, products: ProductQuerySet) -> About:
    first = products.order_by("pk").values_list("link", flat=True).first() or ""
    split = urlsplit(first)
    return About(merchant.name, f"{split.scheme}://{split.netloc}/" if split.netloc else "")


def batches(products: ProductQuerySet, size: int = AT_ONCE) -> Iterator[list[Product]]:
    """All of ``products`` with their facts, own values and texts, by id, ``size`` in memory at a time."""
    ordered = products.select_related("facts").prefetch_related("own_values", "texts").order_by("pk")
    some = list(ordered[:size])
    while some:
        yield some
        some = list(ordered.filter(pk__gt=some[-1].pk)[:size])


def finish(file: ExportFile, tally: Tally) -> None:
    file.rows, file.products, file.left_out = tally.rows, tally.products, tally.left_out()
    file.is_ready = True
    with transaction.atomic():
        file.save(update_fields=["rows", "products", "left_out", "is_ready", "size", "digest"])
