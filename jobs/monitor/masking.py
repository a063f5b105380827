"""Secrets in what runs were given and gave: hidden before anybody sees them, on pages, in files and over the API."""

import re
from collections.abc import Mapping
from typing import Any

MASK = "••••••"
DEEPEST = 40  # levels; what is nested deeper was made to hurt
LONGEST = 20_000  # characters of one text that are shown

SECRET_WORDS = (
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "authorization",
    "apikey",
    "accesskey",
    "privatekey",
    "signingkey",
    "consumerkey",
    "cookie",
    "credential",
    "signature",
    "sessionid",
)
SECRET_NAMES = frozenset({"auth", "pwd", "sig", "bearer", "jwt", "sid"})
SECRET_IN_ADDRESS = SECRET_NAMES | {"key", "code"}  # too common to hide elsewhere: `error_code`, the key of a field
PARAMETER = re.compile(r"([?&;#])([^=&;#\s?]{1,80})=([^&;#\s\"'<>]+)")
USER_INFO = re.compile(r"\b([a-z][a-z0-9+.-]{0,20}://)[^/\s:@\"'<>]{0,200}:[^/\s@\"'<>]{1,200}@", re.IGNORECASE)
SCHEME = re.compile(r"\b(bearer|basic)\s+[a-z0-9._~+/=-]{6,}", re.IGNORECASE)
HEADER = re.compile(
    r"\b((?:set-)?cookie|(?:proxy-)?authorization|x-[a-z-]*(?:key|token|signature))\s*:\s*[^\r\n]+", re.IGNORECASE
)
OWN_KEY = re.compile(r"\bwared_[A-Za-z0-9_-]{8,}")


def masked(value: Any, *, depth: int = 0) -> Any:
    """``value``, JSON of any shape, with every secret replaced by dots. Keys stay, and so does the shape."""
    if depth > DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {key: _of_key(str(key), item, depth) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [masked(item, depth=depth + 1) for item in value]
    return masked_text(value) if isinstance(value, str) else value


def _of_key(key: str, value: Any, depth: int) -> Any:
    if not _is_secret(key, SECRET_NAMES):
        return masked(value, depth=depth + 1)
    if value is None or isinstance(value, bool) or value in ("", [], {}):
        return value
    # The number of tokens that a model used is no secret.
    return value if isinstance(value, int | float) and _plain(key).endswith("tokens") else MASK


def masked_text(text: str) -> str:
    """``text`` without secrets in addresses, headers and our own keys, cut where it is very long."""
    cut = text if len(text) <= LONGEST else text[:LONGEST] + " …"
    cut = USER_INFO.sub(rf"\1{MASK}@", cut)
    cut = PARAMETER.sub(_parameter, cut)
    cut = HEADER.sub(rf"\1: {MASK}", cut)
    return OWN_KEY.sub(MASK, SCHEME.sub(rf"\1 {MASK}", cut))


def _parameter(found: re.Match[str]) -> str:
    mark, name, _ = found.groups()
    return f"{mark}{name}={MASK}" if _is_secret(name, SECRET_IN_ADDRESS) else found.group()


def _is_secret(key: str, names: frozenset[str]) -> bool:
    plain = _plain(key)
    return plain in names or any(word in plain for word in SECRET_WORDS)


def _plain(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.lower())
