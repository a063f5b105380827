"""Pages that somebody saved or copied in a browser of their own, with the address they came from.

HTML, MHTML as browsers and mail programs write it, and Safari's web archives.
"""

import codecs
import plistlib
import re
from dataclasses import dataclass
from email import policy as mail_policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from functools import cache
from urllib.parse import urljoin
from xml.parsers.expat import ExpatError

from tldextract import TLDExtract

from scraping.errors import BadLink, EmptyPage, NotHtml
from scraping.fetched import Document
from scraping.links import Link, parse_link
from scraping.net.addresses import literal
from scraping.net.kinds import check_body
from scraping.page import Page
from scraping.policy import ScrapePolicy

UTF8 = "text/html; charset=utf-8"
_MHTML_START = re.compile(rb"\s*(from|mime-version|subject|snapshot-content-location|date|content-type)\s*:", re.I)
_MHTML_MARK = re.compile(rb"^content-type:\s*(multipart/|text/html|application/xhtml)", re.I | re.M)
_HEAD_BYTES = 8192
_SAVED_FROM = re.compile(
    rb"<!--\s*(?:saved from url=\(\d{1,6}\)|Page saved with SingleFile\s{1,20}url:\s{1,20})(\S{1,2100}?)\s*(?:-->|$)",
    re.I | re.M,
)
_ARCHIVE = (b"bplist00", b"WebMainResource")
_HTML_KINDS = ("text/html", "application/xhtml+xml")
_TAG = re.compile(rb"<[a-z!/]", re.I)
_PARTS_LIMIT = 2000  # pictures, styles and frames of one page


@dataclass(frozen=True, slots=True)
class SavedPage:
    """``address`` is where the file says that it was saved from; empty when it says nothing."""

    body: bytes
    content_type: str
    address: str

    def document(self, url: str) -> Document:
        return Document(url, self.content_type, self.body)


def open_saved(data: bytes) -> SavedPage:
    """The page in a file as browsers save it. Nothing in it is executed. Raises EmptyPage, NotHtml."""
    if not data.strip():
        raise EmptyPage("the file is empty")
    marked = data.removeprefix(codecs.BOM_UTF8)
    if _MHTML_START.match(marked) and _MHTML_MARK.search(marked[:_HEAD_BYTES]):
        return _mhtml(marked)
    if data.startswith(_ARCHIVE[0]) or _ARCHIVE[1] in data[:_HEAD_BYTES]:
        return _web_archive(data)
    content_type = ""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data, content_type = data.decode("utf-16", "replace").encode("utf-8", "replace"), UTF8
    check_body("page", "", data)
    if not _TAG.search(data):
        raise NotHtml("text without a tag")
    return SavedPage(data, content_type, _saved_from(data))


def _saved_from(data: bytes) -> str:
    """What browsers, and the extension SingleFile, write of the address into a comment."""
    found = _SAVED_FROM.search(data[:_HEAD_BYTES])
    return found[1].decode("utf-8", "replace") if found else ""


def pasted(text: str) -> SavedPage:
    """The page in copied source text. Raises EmptyPage, NotHtml."""
    if not text.strip():
        raise EmptyPage("nothing was pasted")
    body = text.encode("utf-8", "replace")
    if not _TAG.search(body):
        raise NotHtml("text without a tag")
    return SavedPage(body, UTF8, _saved_from(body))


def _web_archive(data: bytes) -> SavedPage:
    """The page in a property list as Safari saves it."""
    try:
        main = plistlib.loads(data)["WebMainResource"]
        body, encoding = main["WebResourceData"], str(main.get("WebResourceTextEncodingName") or "utf-8")
        kind, address = str(main.get("WebResourceMIMEType")), str(main.get("WebResourceURL") or "")
    except (plistlib.InvalidFileException, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NotHtml("a property list that is no web archive") from error
    except ExpatError as error:
        raise NotHtml("a damaged property list") from error
    if kind not in _HTML_KINDS or not isinstance(body, bytes):
        raise NotHtml("a web archive without a page")
    return SavedPage(body, f"{kind}; charset={encoding}", address)


def _mhtml(data: bytes) -> SavedPage:
    try:
        message = BytesParser(EmailMessage, policy=mail_policy.HTTP).parsebytes(data)
        part = _main_part(message)
        body = part.get_payload(decode=True)
        content_type = str(part.get("Content-Type", ""))
        address = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "")
    except (MessageError, ValueError, LookupError, IndexError, AttributeError, RecursionError) as error:
        raise NotHtml(f"a damaged MHTML file: {error}") from error
    if not isinstance(body, bytes) or not body.strip():
        raise EmptyPage("an MHTML file without a page")
    return SavedPage(body, content_type, "".join(address.split()))


def _main_part(message: EmailMessage) -> EmailMessage:
    """The part that ``start`` names, else the first that is HTML: the others are its frames. Raises NotHtml."""
    start = message.get_param("start")
    found: EmailMessage | None = None
    for number, part in enumerate(message.walk()):
        if number > _PARTS_LIMIT or not isinstance(part, EmailMessage):
            break
        if part.get_content_type() not in _HTML_KINDS:
            continue
        if start is None or str(part.get("Content-ID", "")).strip() == str(start).strip():
            return part
        found = found or part
    if found is None:
        raise NotHtml("an MHTML file without HTML")
    return found


def address_in(document: Document, policy: ScrapePolicy) -> Link | None:
    """The address that the page itself calls its own, None when it says none or nonsense."""
    said = Page(document).canonical_url
    try:
        return parse_link(
            urljoin(document.url, said or ""), ports=policy.ports, allow_private=policy.allow_private
        ) if said else None  # fmt: skip
    except (BadLink, ValueError):
        return None


def same_shop(one: Link, other: Link) -> bool:
    """Whether two addresses belong to one owner by their registered names: ``ar.shop.com.sa`` and ``shop.com.sa``."""
    return _registered(one.host) == _registered(other.host)


def _registered(host: str) -> str:
    """The registered name, by the public suffix list; outside of it (own networks) the last two parts."""
    if literal(host) is not None:
        return host
    return _names().extract_str(host).top_domain_under_public_suffix or ".".join(host.split(".")[-2:])


@cache
def _names() -> TLDExtract:
    """The public suffix list as it comes with the package: nothing is fetched."""
    return TLDExtract(suffix_list_urls=(), cache_dir=None)
