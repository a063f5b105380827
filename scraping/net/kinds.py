"""What kind of content an answer is, by its header before it is read and by its first bytes afterwards."""

import re
from typing import Literal

from scraping.errors import NotAnImage, NotHtml

type Expect = Literal["page", "json", "image", "any"]
"""``page``: HTML, XHTML or JSON. ``image``: by its bytes, whatever the header says. ``any``: not looked at."""

ACCEPT: dict[Expect, str] = {
    "page": "text/html,application/xhtml+xml,application/json;q=0.8,*/*;q=0.5",
    "json": "application/json,*/*;q=0.5",
    "image": "image/jpeg,image/png,image/webp,image/*;q=0.8,*/*;q=0.5",
    "any": "*/*",
}

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_JSON = frozenset({"application/json", "text/json", "text/javascript", "application/javascript"})  # Shopify's .js
_HTML_START = re.compile(rb"<(!doctype|html|head|body|title|meta|link|script|div|h1|p)\b|<!--|<\?xml", re.IGNORECASE)
_BLANK = b"\xef\xbb\xbf \t\r\n\f"
_FILE_STARTS = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x7fELF", b"MZ\x90", b"OggS", b"wOF")
_FTYP_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
}


def check_type(expect: Expect, content_type: str) -> None:
    """Refuse by the header, before anything is read. Raises NotHtml. A missing header is left to ``check_body``."""
    kind = _plain(content_type)
    if expect in ("any", "image") or not kind:
        return
    if kind in _JSON or kind.endswith("+json") or (expect == "page" and kind in _HTML):
        return
    raise NotHtml(f"content type {kind[:100]}")


def check_body(expect: Expect, content_type: str, body: bytes) -> None:
    """Refuse by the content: what is no image, what calls itself a page and is not, what says nothing and is neither.

    Raises NotAnImage, NotHtml.
    """
    if expect == "any":
        return
    if expect == "image":
        if image_type(body) is None:
            raise NotAnImage(f"content type {_plain(content_type)[:100]}")
        return
    if body.startswith(_FILE_STARTS) or image_type(body):
        raise NotHtml("a file that calls itself a page")
    if not _plain(content_type) and not _looks_like(expect, body.lstrip(_BLANK)):
        raise NotHtml("no content type, and not a page by its content")


def image_type(body: bytes) -> str | None:
    """The media type of an image by its magic bytes, None for anything else. SVG is none: it is a program."""
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if body.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    if body[4:8] == b"ftyp":
        return _FTYP_BRANDS.get(body[8:12])
    return None


def _looks_like(expect: Expect, start: bytes) -> bool:
    if start.startswith((b"{", b"[")):
        return True
    return expect == "page" and _HTML_START.match(start) is not None


def _plain(content_type: str) -> str:
    """The media type alone, lower-case; empty when the header is missing or says nothing."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind if "/" in kind.strip("/") else ""
