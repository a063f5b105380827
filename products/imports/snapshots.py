"""What programs get by ``/scrape/async``: the page as a snapshot. No product is made."""

from typing import Any, ClassVar
from uuid import UUID

from jobs.context import StepContext
from jobs.models import Run
from jobs.payloads import Payload
from jobs.service import Emitted, emit
from merchants.models import Merchant
from products.imports import steps
from scraping.links import Link

FLOW = "product/snapshot"


class SnapshotRequested(Payload):
    """Read this page and give what it says. Ours alone: programs send it by ``/scrape/async``."""

    event: ClassVar[str] = "scrape/snapshot.requested"
    source_url: str
    merchant_id: UUID


def fetch(context: StepContext[SnapshotRequested]) -> dict[str, Any]:
    """Get the page and keep it: a worker that dies after this does not ask the shop twice. Raises ScrapeError."""
    merchant = Merchant.objects.get(pk=context.payload.merchant_id)
    return {"stored_page": steps.get_page(merchant, context.payload.source_url, context).pk}


def read(context: StepContext[SnapshotRequested]) -> dict[str, Any]:
    """The snapshot itself, which is the result of the job. Raises ScrapeError."""
    snapshot: dict[str, Any] = steps.read(context)["snapshot"]
    return snapshot


def is_known(merchant: Merchant, idempotency_key: str) -> bool:
    """Whether ``start`` with this key gives a job that is there already."""
    known = Run.objects.filter(owner=merchant, idempotency_key=_key(idempotency_key))
    return bool(idempotency_key) and known.exists()


def start(*, merchant: Merchant, link: Link, idempotency_key: str = "") -> Emitted:
    """Queue the reading of ``link``. A key that was used before gives the first answer; raises IdempotencyConflict."""
    wanted = SnapshotRequested(source_url=link.url, merchant_id=merchant.pk)
    return emit(wanted, owner=merchant, idempotency_key=_key(idempotency_key))


def _key(given: str) -> str:
    """Apart from keys that the program itself makes."""
    return f"api:{given}" if given else ""
