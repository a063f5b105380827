"""What the bulk commands share: queueing in chunks, waiting with a progress bar, an honest report."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import IO, Any, TextIO, cast

from django.core.management.base import CommandError, OutputWrapper
from rich.console import Console
from rich.progress import Progress

from jobs import dispatch
from jobs.models import OPEN, Run, Status
from jobs.wait import work_off
from merchants.models import Merchant
from products.imports.reasons import reason_for
from products.imports.service import subject_of
from products.models import Product

type Output = "TextIO | OutputWrapper"
CHUNK = 500  # rows written in one transaction


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


@dataclass(slots=True)
class Report:
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def failed(self) -> int:
        return sum(outcome.failed for outcome in self.outcomes)

    def as_text(self) -> str:
        total = len(self.outcomes)
        return f"{total - self.failed} of {total} succeeded, {self.failed} failed."


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


def finish(products: Sequence[Product], flow: str, out: Output) -> None:
    """Wait until no run of ``flow`` for ``products`` is open, showing how far it got."""
    links = {subject_of(product): product.link for product in products}
    runs = [run_id for chunk in batched(products, CHUNK) for run_id in _open_runs(chunk, flow)]
    with Progress(console=Console(file=cast("IO[str]", out)), disable=not out.isatty()) as bar:
        task = bar.add_task("Reading", total=len(runs))

        def ended(run: Run) -> None:
            bar.advance(task)
            if not out.isatty():
                out.write(f"{run.get_status_display()}: {links.get(run.subject, run.subject)}\n")

        work_off(runs, on_end=ended)


def outcomes(given: Sequence[tuple[str, Product]], flow: str) -> Iterator[Outcome]:
    """How it stands with each product now: its status, and the error of its last run."""
    for chunk in batched(given, CHUNK):
        subjects = {subject_of(product) for _, product in chunk}
        runs = {run.subject: run for run in Run.objects.filter(subject__in=subjects, flow=flow).order_by("created_at")}
        ids = {product.pk for _, product in chunk}
        fresh = {p.pk: p for p in Product.objects.filter(pk__in=ids).select_related("facts")}
        for link, product in chunk:
            yield _outcome(link, fresh[product.pk], runs.get(subject_of(product)))


def write(report: Report, *, as_json: bool, stdout: Output) -> None:
    for outcome in report.outcomes:
        stdout.write(json.dumps(outcome.as_json(), ensure_ascii=False) if as_json else outcome.as_line())
    (sys.stderr if as_json else stdout).write(report.as_text() + ("\n" if as_json else ""))


def _outcome(link: str, product: Product, run: Run | None) -> Outcome:
    failed = run is not None and run.status in {Status.FAILED, Status.CANCELLED}
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


def _open_runs(products: Sequence[Product], flow: str) -> list[Any]:
    subjects = [subject_of(product) for product in products]
    found = Run.objects.filter(flow=flow, subject__in=subjects, status__in=OPEN)
    return list(found.order_by("created_at").values_list("pk", flat=True))
