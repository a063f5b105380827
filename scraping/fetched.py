"""A page as it came and what it took to get it: all that reading needs, so that a stored page can be read again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

type Report = Callable[[str], None]
"""Told in passing what is going on, in short English sentences meant for logs and progress lines."""


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

    @property
    def url(self) -> str:
        """The address after redirects."""
        return self.document.url
