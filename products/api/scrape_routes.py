"""Pages as snapshots, without products: queued, or in the one answer."""

from typing import Annotated

from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Header, Router, Status

from jobs.api import shown
from jobs.api.access import may
from jobs.api.problems import WITH_BODY, Problem, answers
from jobs.api.schemas import EVENT_STREAM, Accepted
from jobs.service import IdempotencyConflict
from products.api import live
from products.api.access import MerchantApiRequest
from products.api.links import check_limits, link_of
from products.api.schemas import ScrapeIn
from products.imports import snapshots
from products.imports.limits import one_at_a_time

router = Router(tags=["Scraping"])

USED = _("This Idempotency-Key was used before, for another address.")
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        description="Send the same again with the same key, and you get the same job.",
        max_length=190,
    ),
]


@router.post(
    "/scrape/async", auth=may("write"), response=answers({202: Accepted}, 409, *WITH_BODY), summary="Read a page"
)
def scrape_async(request: MerchantApiRequest, asked: ScrapeIn, key: IdempotencyKey = "") -> Status[Accepted]:
    """Queue the reading of one product page. The job's result is the snapshot; no product is made.

    400 `invalid_link` or `address_refused`. 409 `idempotency_conflict` when the key was used for another address.
    """
    link = link_of(asked.source_url)
    try:
        with one_at_a_time(request.merchant):
            if not snapshots.is_known(request.merchant, key):
                check_limits(request.merchant)
            started = snapshots.start(merchant=request.merchant, link=link, idempotency_key=key)
    except IdempotencyConflict as error:
        raise Problem(409, error.code, USED) from error
    return Status(202, shown.accepted(started.run))


STREAM = {
    "responses": {
        200: {
            "description": "Server-Sent Events without `id`; the last is `complete` (`data`: the snapshot) or `error`.",
            "content": EVENT_STREAM,
        }
    }
}


@router.post(
    "/scrape/stream",
    auth=may("write"),
    response=answers({}, *WITH_BODY),
    openapi_extra=STREAM,
    summary="Read a page while you wait",
)
async def scrape_stream(request: MerchantApiRequest, asked: ScrapeIn) -> StreamingHttpResponse:
    """The same events in this one answer. There is one attempt, no job is stored, and leaving ends it.

    429 `all_busy` when this process reads as many pages at once as it may.
    """
    return await live.answer(request, asked.source_url)
