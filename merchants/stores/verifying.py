"""Whether a message really comes from the platform. Decided on the raw body, before anything is parsed."""

import hmac
from base64 import b64encode
from collections.abc import Mapping

from django.conf import settings

SIGNATURE, TOKEN = "signature", "token"


class NotVerified(Exception):
    """Nothing proves that the platform sent it. ``code``: ``no_secret`` when we have nothing to prove it with."""

    def __init__(self, code: str = "not_verified") -> None:
        super().__init__(code)
        self.code = code


def salla(headers: Mapping[str, str], body: bytes) -> str:
    """The strategy that proves it: ``signature`` or ``token``. Raises NotVerified.

    Either needs the secret, so the header may choose; the setting SALLA_WEBHOOK_STRATEGIES narrows the choice.
    """
    secret = settings.SALLA_WEBHOOK_SECRET
    if not secret:
        raise NotVerified("no_secret")
    said = headers.get("X-Salla-Security-Strategy", "").strip().lower()
    strategy = said or (SIGNATURE if "X-Salla-Signature" in headers else TOKEN)
    if strategy not in (SIGNATURE, TOKEN) or strategy not in settings.SALLA_WEBHOOK_STRATEGIES:
        raise NotVerified
    if strategy == SIGNATURE:
        is_good = same(headers.get("X-Salla-Signature", "").strip().lower(), signature(secret, body))
    else:
        is_good = same(headers.get("Authorization", "").strip().removeprefix("Bearer "), secret)
    if not is_good:
        raise NotVerified
    return strategy


def signature(secret: str, body: bytes) -> str:
    """Hex HMAC-SHA256 of the raw body."""
    return hmac.digest(secret.encode(), body, "sha256").hex()


def base64_signature(secret: str, body: bytes) -> str:
    """The same as Shopify and WooCommerce write it."""
    return b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def same(given: str, right: str) -> bool:
    """In a time that tells nothing. Headers may hold any byte; as text ``compare_digest`` takes ASCII alone."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), right.encode())
