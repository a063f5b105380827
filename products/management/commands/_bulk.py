"""What the bulk commands share: a bar that shows how far it got, waiting in chunks, an honest report.

Nothing here grows with the number of links: lines come and go in chunks, what has to be remembered until the end of the
wait is on disk.
"""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched
from typing import IO, Any, Self, TextIO, cast
from uuid import UUID

from django.core.management.base import CommandError, OutputWrapper
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TaskID, TimeRemainingColumn

from jobs import dispatch
from jobs.models import OPEN, Run, Status
from jobs.wait import work_off
from merchants.models import Merchant
from products.imports.reasons import reason_for
from products.imports.service import subject_of
from products.models import Product

type Output = "TextIO | OutputWrapper"
CHUNK = 500  # rows written in one transaction, and links that are waited for at a time
INTERRUPTED = 130  # what shells say of a program that Ctrl-C ended


@dataclass(slots=True)
class Outcome:
    """How it went for one link. ``status`` is the product's, or REFUSED when there is no product."""

    link: str
    product: Product | None = None
    status: str = ""
    error_code: str = ""
    error: str | None = None
    seconds: float | None = None

    @property
    def failed(self) -> bool:
        return self.status in {Product.Status.FAILED, "REFUSED"} or bool(self.error_code)

    def as_json(self) -> dict[str, Any]:
        facts = getattr(self.product, "facts", None) if self.product else None
        return {
            "link": self.link,
            "product_id": str(self.product.pk) if self.product else None,
            "status": self.status,
            "error": self.error,
            "error_code": self.error_code or None,
            "seconds": self.seconds,
            "snapshot": facts.snapshot if facts else None,
        }

    def as_line(self) -> str:
        return f"{self.status:<10} {self.link}" + (f"  {self.error_code}: {self.error}" if self.error_code else "")


class Report:
    """Writes how each link fared as soon as that is known, and counts."""

    def __init__(self, stdout: Output, *, as_json: bool = False) -> None:
        self.total = self.failed = 0
        self._stdout = stdout
        self._as_json = as_json

    def add(self, outcomes: Iterable[Outcome]) -> None:
        for one in outcomes:
            self.total += 1
            self.failed += one.failed
            self._stdout.write(json.dumps(one.as_json(), ensure_ascii=False) if self._as_json else one.as_line())

    def end(self) -> None:
        """Write the sum. Raises CommandError when any failed."""
        text = f"{self.total - self.failed} of {self.total} succeeded, {self.failed} failed."
        (sys.stderr if self._as_json else self._stdout).write(text + ("\n" if self._as_json else ""))
        if self.failed:
            raise CommandError(f"{self.failed} of {self.total} failed.")


class Bar:
    """How far it got: a bar with the time left on a terminal, plain lines otherwise."""

    def __init__(self, out: Output, progress: Progress, task: TaskID) -> None:
        self._out = out
        self._progress = progress
        self._task = task

    def step(self, words: str, count: int = 1) -> None:
        """``count`` more are done; ``words`` say so where there is no terminal."""
        self._progress.advance(self._task, count)
        if not self._out.isatty():
            self._out.write(words + "\n")


@contextmanager
def bar(title: str, out: Output, total: int | None) -> Iterator[Bar]:
    """``total`` None: nobody knows yet."""
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=cast("IO[str]", out)), disable=not out.isatty()) as progress:
        yield Bar(out, progress, progress.add_task(title, total=total))


class Spool:
    """Links and their products, in the order given, on disk: for those who wait until all have ended."""

    def __init__(self) -> None:
        self.count = 0
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._file.close()

    def add(self, given: Iterable[tuple[str, UUID]]) -> None:
        for link, product_id in given:
            self._file.write(json.dumps([link, str(product_id)]) + "\n")
            self.count += 1

    def chunks(self) -> Iterator[list[tuple[str, UUID]]]:
        self._file.seek(0)
        for some in batched(self._file, CHUNK):
            yield [(link, UUID(product_id)) for link, product_id in map(json.loads, some)]


@contextmanager
def goes_on_later(what: str) -> Iterator[None]:
    """Ctrl-C is no failure: say that the same command goes on, and end as shells expect."""
    try:
        yield
    except KeyboardInterrupt as error:
        raise CommandError(f"Stopped. {what}", returncode=INTERRUPTED) from error


def refused(link: str, code: str) -> Outcome:
    return Outcome(link, status="REFUSED", error_code=code, error=str(reason_for(code).sentence))


def merchant_of(slug: str) -> Merchant:
    """Raises CommandError when there is none of that short name."""
    try:
        return Merchant.objects.get(slug=slug)
    except Merchant.DoesNotExist as error:
        raise CommandError(f"There is no merchant “{slug}”.") from error


def runs_execute_here() -> bool:
    """With the memory broker no other process hears of our runs, so a command does its own work."""
    return dispatch.is_memory()


def wait_for(
    chunks: Iterable[list[tuple[str, UUID]]], flow: str, total: int, out: Output, *, reads_ready: bool
) -> Iterator[list[Outcome]]:
    """Wait until no run of ``flow`` for the products is open; chunk by chunk, how it went (see ``outcomes``)."""
    with bar("Reading", out, total) as shown:
        for chunk in chunks:
            _wait_for_some(chunk, flow, shown)
            yield list(outcomes(chunk, flow, reads_ready=reads_ready))


def _wait_for_some(chunk: Sequence[tuple[str, UUID]], flow: str, shown: Bar) -> None:
    links = {f"product:{product_id}": link for link, product_id in chunk}
    found = Run.objects.filter(flow=flow, subject__in=links, status__in=OPEN).order_by("created_at")
    runs = list(found.values_list("pk", flat=True))
    if ended := len(chunk) - len(runs):
        shown.step(f"{ended} had ended before.", ended)
    work_off(runs, on_end=lambda run: shown.step(f"{run.get_status_display()}: {links.get(run.subject, run.subject)}"))


def outcomes(given: Sequence[tuple[str, UUID]], flow: str, *, reads_ready: bool) -> Iterator[Outcome]:
    """How it stands with each product now: its status, and the error of its last run.

    ``reads_ready``: the command reads products again that had been read before. One that does not has left them alone,
    and the last run of such a product is none of its own.
    """
    ids = {product_id for _, product_id in given}
    fresh = {p.pk: p for p in Product.objects.filter(pk__in=ids).select_related("facts")}
    subjects = [subject_of(product) for product in fresh.values()]
    runs = {run.subject: run for run in Run.objects.filter(subject__in=subjects, flow=flow).order_by("created_at")}
    for link, product_id in given:
        if product := fresh.get(product_id):
            is_ours = reads_ready or not product.is_ready
            yield _outcome(link, product, runs.get(subject_of(product)), is_ours=is_ours)
        else:
            yield refused(link, "product_deleted")


def _outcome(link: str, product: Product, run: Run | None, *, is_ours: bool) -> Outcome:
    failed = is_ours and run is not None and run.status in {Status.FAILED, Status.CANCELLED}
    code = run.error_code if run and failed else ""
    return Outcome(
        link=link,
        product=product,
        status=product.status,
        error_code=code,
        error=str(reason_for(code).sentence) if code else None,
        seconds=_seconds(run),
    )


def _seconds(run: Run | None) -> float | None:
    if run is None or run.started_at is None or run.ended_at is None:
        return None
    return round((run.ended_at - run.started_at).total_seconds(), 3)
