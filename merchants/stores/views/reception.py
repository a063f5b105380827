"""Where platforms send their messages. Verified first; then kept and answered at once; a run does the rest."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from merchants.encryption import NoFieldKeys
from merchants.stores import receiving, verifying
from merchants.stores.models import Platform

log = logging.getLogger(__name__)


class TooLarge(Exception):
    """More than STORE_WEBHOOK_LIMIT_BYTES."""


@csrf_exempt
@require_POST
def salla(request: HttpRequest) -> HttpResponse:
    """200 for what is new and for its copies; 401, 413, 400 for what is none of Salla's messages."""
    try:
        body = _body(request)
        strategy = verifying.salla(request.headers, body)
        row, is_new = receiving.receive(
            Platform.SALLA, body, strategy=strategy, our_address=request.build_absolute_uri("/")
        )
    except TooLarge:
        return _no(413, "too_large", _("The message is larger than any that we expect."))
    except UnreadablePostError:
        return _no(400, "unreadable", _("The message broke off."))
    except verifying.NotVerified as error:
        log.warning("a message for Salla was refused: %s", error.code)
        return _no(401, "not_verified", _("Nothing proves that this message comes from the platform."))
    except receiving.Unreadable as error:
        return _no(400, error.code, _("This is not a message that can be read."))
    except NoFieldKeys as error:
        return _no(503, error.code, _("This installation cannot keep secrets yet."))
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
