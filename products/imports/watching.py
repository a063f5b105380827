"""What the pages that watch imports show: the run's true progress, what was found so far, why it failed."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jobs import service as jobs
from jobs import versions
from jobs.models import Line, Run, Status
from jobs.progress import Progress, progress_of
from products.imports.reasons import Reason, reason_for
from products.imports.service import FLOW, REREAD, subject_of
from products.models import Product, ScrapeAttempt


@dataclass(frozen=True, slots=True)
class Watched:
    """One import as its page shows it. ``version`` changes whenever anything shown changes.

    ``stream`` is the address at which news are told of while the run is open, ``line`` the last one that is shown here.
    """

    version: str
    stream: str
    line: int
    progress: Progress | None
    found: dict[str, Any]
    reason: Reason | None
    attempts: list[ScrapeAttempt]
    page: bool


def address(product: Product) -> str:
    return reverse("products:import-status", args=[product.pk])


def watch(product: Product, *, viewer: str) -> Watched:
    """``viewer`` is the key of the session that the page is shown to."""
    run = latest_reading(product)
    progress = progress_of(run) if run else None
    return Watched(
        version=versions.version_of(run, viewer=viewer) if run else "",
        stream=reverse("api:stream", args=[run.pk]) if run and run.is_open else "",
        line=run.last_line if run else 0,
        progress=progress,
        found=_found(run) if run and product.is_importing else {},
        reason=reason_for(product.error_code) if product.is_failed else None,
        attempts=last_attempts(product) if product.is_failed else [],
        page=product.is_failed and product.stored_pages.exists(),
    )


def latest_reading(product: Product) -> Run | None:
    """The newest run that reads the product's page, from the shop or from what is stored."""
    runs = [jobs.latest_run(subject_of(product), flow) for flow in (FLOW, REREAD)]
    return max((run for run in runs if run), key=lambda run: run.created_at, default=None)


def refresh_state(product: Product) -> dict[str, Any]:
    """The open run that reads the page again, or why the last one failed although the product is there."""
    run = latest_reading(product)
    if run is None or run.is_open:
        return {"refresh": run}
    if run.status == Status.FAILED:
        return {"last_error": reason_for(run.error_code), "kept_note": _("What was read before is still here.")}
    return {}


def last_attempts(product: Product) -> list[ScrapeAttempt]:
    return list(product.attempts.order_by("-started_at")[:10])


def _found(run: Run) -> dict[str, Any]:
    """What the run has told of so far; later lines win. Only lines of the present attempt to read have such data."""
    found: dict[str, Any] = {}
    for data in Line.objects.filter(run=run, kind=Line.Kind.UPDATE).values_list("data", flat=True):
        found |= {name: data[name] for name in ("name", "main_image", "price", "currency") if data.get(name)}
    return found
