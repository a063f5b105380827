"""A page as it came and what it took to get it: all that reading needs, so that a stored page can be read again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Self


class Sentence(str):
    """A short English sentence for logs and progress lines; ``id`` and ``values`` are what it was made of.

    So whoever shows it to people can say it in their language, of which nothing is known here.
    """

    id: str
    values: dict[str, str]

    def __new__(cls, id: str, **values: str) -> Self:
        sentence = super().__new__(cls, id % values)
        sentence.id, sentence.values = id, values
        return sentence


type Report = Callable[[Sentence], None]
"""Told in passing what is going on."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of one provider. ``error_code`` is empty when it succeeded."""

    provider: str
    url: str
    started_at: datetime
    duration_ms: int
    bytes_read: int
    status_code: int | None = None
    cost_usd: Decimal = Decimal(0)
    error_code: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One answer: ``body`` as sent (after decompression), ``content_type`` the raw header."""

    url: str
    content_type: str
    body: bytes


@dataclass(slots=True)
class FetchedPage:
    """The page at ``link`` as ``provider`` got it.

    ``extras`` are the platform's own JSON answers about the same product, if a provider fetched any. ``screenshot`` is
    a JPEG of what a browser showed, without pictures. ``is_rendered``: its scripts have run.
    """

    link: str
    document: Document
    status_code: int
    provider: str
    extras: list[Document] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    screenshot: bytes | None = field(default=None, repr=False)
    is_rendered: bool = False
    etag: str = ""
    last_modified: str = ""

    @property
    def url(self) -> str:
        """The address after redirects."""
        return self.document.url

    def known(self) -> "Known":
        """What it takes to see later whether anything has changed."""
        extras = {extra.url: digest(extra.body) for extra in self.extras}
        return Known(self.etag, self.last_modified, self.url, digest(self.document.body), extras)


@dataclass(frozen=True, slots=True)
class Known:
    """A page as it was when it was read last. ``extras``: digests of the platform's own answers, by address."""

    etag: str = ""
    last_modified: str = ""
    url: str = ""
    digest: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)

    def conditions(self) -> dict[str, str]:
        """The headers that let a shop answer "not modified" in place of the page."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


_VOLATILE = re.compile(
    rb"""\bnonce=["'][^"'<>]{8,200}["']"""
    rb"""|<(?:input|meta)\b[^<>]{0,200}\bname=["'](?:csrf[-_\w]{0,30}|_?token|authenticity_token|form_key)["'][^<>]{0,400}>""",
    re.IGNORECASE,
)
"""What servers make anew for each answer and no reader looks at. Scripts and comments stay: data stands in them."""


def digest(body: bytes) -> str:
    """Of a page's content; the same for two answers that differ in nothing but tokens."""
    return blake2b(_VOLATILE.sub(b"", body), digest_size=20).hexdigest()
