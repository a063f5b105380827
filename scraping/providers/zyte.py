"""Zyte API: ``POST /v1/extract``, the key as user name, the page as ``browserHtml`` or ``httpResponseBody``."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from scraping.errors import ProviderUnavailable
from scraping.fetched import Document
from scraping.policy import PaidService, ScrapePolicy
from scraping.providers.paid import HTML, Delivery, Paid
from scraping.providers.service import ServiceAnswer, ask, basic, check_service, status_of

_BLOCKED = frozenset({520, 521})  # "website ban" and "download error": Zyte has tried several times by then


@dataclass(frozen=True, slots=True)
class Zyte(Paid):
    """Charges for successful answers only, by a price that depends on the shop: ``price_usd`` is the most."""

    key: str = "zyte"
    name: str = "Zyte API"

    def ask(self, url: str, service: PaidService, policy: ScrapePolicy) -> Delivery:
        wanted = {"browserHtml": True} if service.renders else {"httpResponseBody": True, "httpResponseHeaders": True}
        answer = ask(
            "POST",
            service.url,
            headers={"Authorization": basic(service.key), "Accept-Encoding": "gzip"},
            data={"url": url, **wanted},
            timeout_s=service.timeout_s,
            limit_bytes=policy.page_limit_bytes,
        )
        check_service(self.name, answer, blocked=_BLOCKED, why=_title(answer))
        data = answer.object()
        return Delivery(_document(data, url), status_of(data.get("statusCode")), answer.bytes_read, service.price_usd)


def _document(data: dict[str, Any], url: str) -> Document:
    """Raises ProviderUnavailable for an answer without a page."""
    address = str(data.get("url") or url)
    if "browserHtml" in data:
        return Document(address, HTML, str(data["browserHtml"]).encode("utf-8", "replace"))
    try:
        body = base64.b64decode(data["httpResponseBody"], validate=True)
    except (KeyError, TypeError, binascii.Error) as error:
        raise ProviderUnavailable("Zyte API sent no page") from error
    return Document(address, _content_type(data.get("httpResponseHeaders")), body)


def _content_type(headers: Any) -> str:
    """The shop's own header: it may name the encoding."""
    named = [one for one in headers or [] if isinstance(one, dict) and str(one.get("name")).lower() == "content-type"]
    return str(named[0].get("value", "")) if named else ""


def _title(answer: ServiceAnswer) -> str:
    """What went wrong, by a problem document (RFC 9457): ``/auth/key-not-found`` and the like."""
    problem = answer.problem()
    return f"{problem.get('type', '')} {problem.get('detail') or problem.get('title') or ''}".strip()
