"""The step that brings one delivery to its address, and what follows from how it went."""

from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jobs.context import StepContext
from jobs.errors import StepError
from jobs.models import Run, Status
from merchants.webhooks import endpoints, signing
from merchants.webhooks.models import WebhookAttempt, WebhookDelivery
from merchants.webhooks.payloads import DeliveryRequested
from scraping.errors import BadLink, PageTooSlow, ScrapeError
from scraping.net.client import Response, get
from scraping.net.status import retry_after_s
from scraping.policy import ScrapePolicy

DEADLINE_S = 15.0  # a receiver answers first and works afterwards
ANSWER_LIMIT_BYTES = 16 * 1024
ANSWER_SHOWN = 2000  # characters of an answer that the log keeps
USER_AGENT = "Wared-Webhooks/1.0"
AGAIN_AFTER = frozenset({408, 409, 429})  # of the 4xx: the receiver is slow, busy with the same, or busy
FOR_GOOD = frozenset({301, 308})  # redirects that will not go away by themselves
GONE = 410


class NotDelivered(StepError):
    """The address did not take it. ``code`` says why, in the words of ``merchants.webhooks.reasons``."""

    def __init__(self, code: str, *, retryable: bool, retry_after_s: float | None = None) -> None:
        super().__init__(code, retry_after_s=retry_after_s)
        self.code = code
        self.retryable = retryable


def deliver(context: StepContext[DeliveryRequested]) -> dict[str, Any]:
    """Send it; a repetition has the same id, and does no harm. Raises NotDelivered, NoFieldKeys, SecretUnreadable."""
    sent = WebhookDelivery.objects.select_related("endpoint").filter(pk=context.payload.delivery_id)
    delivery = sent.first()
    if delivery is None:
        raise NotDelivered("endpoint_deleted", retryable=False)
    if not delivery.endpoint.is_active and not delivery.is_test:
        raise NotDelivered("endpoint_off", retryable=False)
    attempt, failure = _attempt(delivery)
    _note(delivery, attempt)
    if failure:
        failure.retryable = failure.retryable and not delivery.is_test
        raise failure
    return {"status_code": attempt.status_code, "duration_ms": attempt.duration_ms}


def _attempt(delivery: WebhookDelivery) -> tuple[WebhookAttempt, NotDelivered | None]:
    """One request, and why it failed, if it did."""
    now, began = timezone.now(), monotonic()
    attempt = WebhookAttempt(delivery=delivery, at=now)
    try:
        response = _post(delivery, now)
    except ScrapeError as error:
        failure: NotDelivered | None = _unanswered(error)
    else:
        failure = _judged(response)
        attempt.status_code = response.status
        attempt.answer = response.body.decode("utf-8", "replace").replace("\0", "\ufffd")[:ANSWER_SHOWN]
    attempt.duration_ms = round((monotonic() - began) * 1000)
    attempt.error_code = failure.code if failure else ""
    return attempt, failure


def _post(delivery: WebhookDelivery, now: datetime) -> Response:
    body = delivery.body.encode()
    signed = signing.headers(
        endpoints.signing_secrets(delivery.endpoint, now), str(delivery.message_id), int(now.timestamp()), body
    )
    headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT, **signed}
    return get(delivery.endpoint.url, _policy(), headers=headers, expect="any", method="POST", body=body, cut=True)


def _policy() -> ScrapePolicy:
    return replace(settings.SCRAPE_POLICY, fetch_deadline_s=DEADLINE_S, page_limit_bytes=ANSWER_LIMIT_BYTES)


def _unanswered(error: ScrapeError) -> NotDelivered:
    if isinstance(error, BadLink):
        return NotDelivered("endpoint_refused", retryable=False)
    return NotDelivered("endpoint_slow" if isinstance(error, PageTooSlow) else "endpoint_unreachable", retryable=True)


def _judged(response: Response) -> NotDelivered | None:
    """What an answer means: any 2xx is good; other 4xx than those of AGAIN_AFTER will be said again."""
    status = response.status
    if 200 <= status < 300:
        return None
    if status == GONE:
        return NotDelivered("endpoint_gone", retryable=False)
    if 300 <= status < 400:
        return NotDelivered("endpoint_redirects", retryable=status not in FOR_GOOD)
    is_final = 400 <= status < 500 and status not in AGAIN_AFTER
    wait_s = None if is_final else retry_after_s(response.headers)
    return NotDelivered("endpoint_says_no", retryable=not is_final, retry_after_s=wait_s)


def _note(delivery: WebhookDelivery, attempt: WebhookAttempt) -> None:
    """Write the attempt, and what it says of the address."""
    with transaction.atomic():
        attempt.save()
        WebhookDelivery.objects.filter(pk=delivery.pk).update(
            attempt_count=F("attempt_count") + 1, status_code=attempt.status_code, error_code=attempt.error_code
        )
        if not attempt.error_code:
            endpoints.works(delivery.endpoint)
        elif not delivery.is_test:
            endpoints.fails(delivery.endpoint, attempt.at, is_gone=attempt.status_code == GONE)


def ended(run: Run) -> None:
    """Map the end of the run to the delivery, in the transaction that ends it."""
    is_good = run.status == Status.SUCCEEDED
    status = WebhookDelivery.Status.DELIVERED if is_good else WebhookDelivery.Status.FAILED
    WebhookDelivery.objects.filter(pk=run.payload["deliveryId"]).update(status=status, error_code=run.error_code)


def delete_old() -> int:
    """Delete some deliveries as old as runs may get; how many."""
    old = WebhookDelivery.objects.filter(created_at__lt=timezone.now() - timedelta(days=settings.KEEP_RUNS_D))
    ids = list(old.order_by("created_at").values_list("pk", flat=True)[:500])
    return WebhookDelivery.objects.filter(pk__in=ids).delete()[1].get(WebhookDelivery._meta.label, 0)


def pace_of(payload: DeliveryRequested) -> str:
    """Deliveries to one address keep a common pace: a slow one must not hold all workers."""
    return f"webhook:{payload.endpoint_id}"
