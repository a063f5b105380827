"""Where platforms send their messages. Verified first; then kept and answered at once; a run does the rest."""

import logging
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jobs.ids import uuid7
from merchants.encryption import NoFieldKeys, SecretUnreadable
from merchants.models import ReceivedWebhook
from merchants.stores import hearing, receiving, verifying
from merchants.stores.models import Platform, StoreConnection

log = logging.getLogger(__name__)

type Received = tuple[ReceivedWebhook, bool]


class TooLarge(Exception):
    """More than STORE_WEBHOOK_LIMIT_BYTES."""


@csrf_exempt
@require_POST
def salla(request: HttpRequest) -> HttpResponse:
    """200 for what is new and for its copies; 401, 413, 400 for what is none of Salla's messages."""

    def take(body: bytes) -> Received:
        strategy = verifying.salla(request.headers, body)
        return receiving.receive(Platform.SALLA, body, strategy=strategy, our_address=request.build_absolute_uri("/"))

    return _answered(request, take)


@csrf_exempt
@require_POST
def shopify(request: HttpRequest, pk: UUID) -> HttpResponse:
    store = _store(Platform.SHOPIFY, pk)

    def take(body: bytes) -> Received:
        envelope = hearing.shopify(store, request.headers, body)
        number = request.headers.get("X-Shopify-Webhook-Id", "")  # the same in each repetition
        return _keep(store, envelope, hearing.digest_of(body, str(pk), envelope.event, number), "signature")

    return _answered(request, take)


@csrf_exempt
@require_POST
def woocommerce(request: HttpRequest, pk: UUID) -> HttpResponse:
    store = _store(Platform.WOOCOMMERCE, pk)

    def take(body: bytes) -> Received | None:
        if hearing.is_ping(request.headers, body):
            return None
        envelope = hearing.woocommerce(store, request.headers, body)
        number = request.headers.get("X-WC-Webhook-Delivery-ID", "")
        return _keep(store, envelope, hearing.digest_of(body, str(pk), envelope.event, number), "signature")

    return _answered(request, take)


@csrf_exempt
@require_POST
def zid(request: HttpRequest, pk: UUID, event: str, token: str) -> HttpResponse:
    store = _store(Platform.ZID, pk)

    def take(body: bytes) -> Received:
        envelope = hearing.zid(store, event, token, body)
        return _keep(store, envelope, hearing.digest_of(body, str(pk), event), "address")

    return _answered(request, take)


@csrf_exempt
@require_POST
def zid_app(request: HttpRequest, token: str) -> HttpResponse:
    """Zid's messages about our app have no number and no time, so a repetition is taken again: it is asked about."""

    def take(body: bytes) -> Received:
        envelope = hearing.zid_app(token, body)
        digest = hearing.digest_of(body, Platform.ZID, str(uuid7()))
        return receiving.receive_told(Platform.ZID, envelope, digest, strategy="address")

    return _answered(request, take)


def _store(platform: Platform, pk: UUID) -> StoreConnection:
    return get_object_or_404(StoreConnection.objects.select_related("merchant"), platform=platform, pk=pk)


def _keep(store: StoreConnection, envelope: receiving.Envelope, digest: str, strategy: str) -> Received:
    return receiving.receive_told(store.platform, envelope, digest, strategy=strategy, store=store)


def _answered(request: HttpRequest, take: Callable[[bytes], Received | None]) -> HttpResponse:
    """What every platform is answered."""
    try:
        taken = take(_body(request))
    except TooLarge:
        return _no(413, "too_large", _("The message is larger than any that we expect."))
    except UnreadablePostError:
        return _no(400, "unreadable", _("The message broke off."))
    except verifying.NotVerified as error:
        log.warning("a message to %s was refused: %s", request.path.split("/")[2], error.code)
        return _no(401, "not_verified", _("Nothing proves that this message comes from the platform."))
    except receiving.Unreadable as error:
        return _no(400, error.code, _("This is not a message that can be read."))
    except (NoFieldKeys, SecretUnreadable) as error:
        return _no(503, error.code, _("This installation cannot keep secrets yet."))
    if taken is None:
        return JsonResponse({"status": "tried"})
    row, is_new = taken
    return JsonResponse({"id": str(row.pk), "status": "received" if is_new else "known"})


def _body(request: HttpRequest) -> bytes:
    """The raw body. Raises TooLarge without reading further than the limit, UnreadablePostError."""
    limit = settings.STORE_WEBHOOK_LIMIT_BYTES
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdecimal() and int(announced) > limit:
        raise TooLarge
    try:
        body = request.read(limit + 1)
    except RequestDataTooBig as error:
        raise TooLarge from error
    if len(body) > limit:
        raise TooLarge
    return body


def _no(status: int, code: str, detail: str) -> HttpResponse:
    return JsonResponse({"detail": detail, "code": code}, status=status)
