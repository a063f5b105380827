"""The flows of products: the only place where the feature packages meet."""

from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from jobs import flows, payloads, retention
from jobs.flows import Flow, Step, Text
from jobs.retry import PAGE
from products.imports import steps as imports
from products.imports.payloads import RereadRequested, ScrapeCompleted, ScrapeFailed, ScrapeRequested
from products.imports.reasons import reason_for
from products.imports.retention import delete_old_pages
from products.imports.service import FLOW, REREAD, started_again

PACE_KEY_LIMIT = 120  # the column's length; a longer host still has an end of its own


def subject(payload: ScrapeRequested | RereadRequested) -> str:
    return f"product:{payload.product_id}"


def shop(payload: ScrapeRequested) -> str:
    """The shop that is asked: runs for it keep a common pace. Reading a stored page asks none."""
    host = urlsplit(payload.source_url).hostname or ""
    return host.removeprefix("www.")[-PACE_KEY_LIMIT:]


def sentence(code: str) -> Text:
    return reason_for(code).sentence


IMPORT_FLOW = Flow(
    name=FLOW,
    on=ScrapeRequested,
    title=_("Import"),
    deadline_s=600,
    subject=subject,
    pace=shop,
    steps=(
        Step(imports.fetch, title=_("Reading the page"), retry=PAGE, weight=6),
        Step(imports.read, title=_("Finding the product"), weight=2),
        Step(imports.keep, title=_("Saving"), weight=1),
    ),
    on_end=imports.ended,
    on_rerun=started_again,
    say=sentence,
)

REREAD_FLOW = Flow(
    name=REREAD,
    on=RereadRequested,
    title=_("Reading the stored page again"),
    deadline_s=600,
    subject=subject,
    steps=(
        Step(imports.take_stored, title=_("Taking the stored page"), weight=1),
        Step(imports.read, title=_("Finding the product"), weight=2),
        Step(imports.keep, title=_("Saving"), weight=1),
    ),
    on_end=imports.ended,
    on_rerun=started_again,
    say=sentence,
)


def register() -> None:
    """Make the flows and the events known to ``jobs``; called once when the apps are ready."""
    for flow in (IMPORT_FLOW, REREAD_FLOW):
        flows.register(flow)
    payloads.declare(ScrapeCompleted, ScrapeFailed)
    retention.register("pages", delete_old_pages)
