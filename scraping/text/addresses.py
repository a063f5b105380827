"""Addresses as pages write them, which need not be any."""

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

_PLAIN = re.compile(r"https?://[a-z0-9.-]+/[\w./%~,@=&+!*()$:-]*(?:\?[\w./%~,@=&+!*()$:-]+)?", re.ASCII)
"""An absolute address that joining and taking apart would leave as it is."""


def joined(base: str, address: str) -> str | None:
    """``address`` as seen from ``base``; None for one that cannot be taken apart (``http://[x``)."""
    if plain := plainly_joined(base, address):
        return plain
    try:
        return urljoin(base, address)
    except ValueError:
        return None


def plainly_joined(base: str, address: str) -> str | None:
    """The same for the plain addresses that nearly all are, at a fraction of the cost; None for all others."""
    if _PLAIN.fullmatch(address):
        return address
    if address[:1] == "/" and "/." not in address:
        scheme, server = _scheme_and_server(base)
        whole = f"{scheme}:{address}" if address[:2] == "//" else f"{scheme}://{server}{address}"
        if _PLAIN.fullmatch(whole):
            return whole
    return None


@lru_cache(maxsize=64)
def _scheme_and_server(base: str) -> tuple[str, str]:
    try:
        parts = urlsplit(base)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc
