"""Whether an answer is a page worth reading: blocks, challenges, logins and "not found" pages never become a product.

Everything here looks at little: the status, the headers, the title, and in small pages the marks of the known guards.
A page that carries a product's markup, or sells one, is read: guards put their scripts on ordinary pages too, and
there are books named "Access denied". A page whose words say that the product is gone may carry the markup of others.
"""

import re
from collections.abc import Mapping
from itertools import islice

from scraping import marks
from scraping.errors import (
    BlockedByShop,
    ChallengePage,
    EmptyPage,
    LoginNeeded,
    PageNotFound,
    ScrapeError,
)
from scraping.fetched import Document
from scraping.net.status import check_status
from scraping.text.needles import ByteWord, ByteWords

_TEXT_OF_TAG = re.compile(rb"<[^>]{0,300}>\s{0,100}([^<]{0,300})")
_CODE = re.compile(rb"<(script|style|noscript|template)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_TITLE = (ByteWord(b"<title"), ByteWord(b"<TITLE"))
_HEADING = (ByteWord(b"<h1"), ByteWord(b"<H1"))
_PASSWORD_ADDRESS = ByteWord(b"/password")
_CHALLENGE = ByteWords(marks.CHALLENGE_MARKS)
_CAPTCHA = ByteWords(marks.CAPTCHA_SCRIPTS)
_PASSWORD_FIELD = re.compile(rb"<input[^>]{0,300}type=[\"']?password", re.IGNORECASE)
_SHOWS_PRICE = re.compile(rb"""(?:class|id|itemprop)=["'][^"'>]{0,80}price""", re.IGNORECASE)
_PASSWORD_PAGE = re.compile(
    rb"<form[^>]{0,300}action=[\"']/password[\"'?]", re.IGNORECASE
)  # a Shopify shop not open yet
_PRODUCT_MARKUP = re.compile(
    rb"""["']@type["']\s*:\s*\[?\s*["']Product(Group)?["']|schema\.org/Product\b|"""
    rb"""(og:type["']\s+content=["'](og:)?product)|product:price:amount|og:price:amount|"""
    rb"""itemprop=["']price["']|id=["']?add-?to-?cart|name=["']?add-to-cart""",
    re.IGNORECASE,
)
_SCHEMA_PRODUCT = re.compile(
    rb"""["']@type["']\s*:\s*\[?\s*["']Product(Group)?["']|schema\.org/Product\b""", re.IGNORECASE
)
_BUY_FORM = re.compile(
    rb"""<(?:input|select)\b[^>]{0,300}\bname=["']?(?:quantity|qty)\b|"""
    rb"""<form\b[^>]{0,500}(?:add[_-]?to[_-]?(?:cart|basket|bag)|(?:cart|basket)[_/-]?add)""",
    re.IGNORECASE,
)
_ONE_FORM = 3  # matches: a form, its quantity, and the bar that repeats it; lists of products have more
_SEVERAL = 3  # products in markup: tiles, or variants
_TITLE_WITHIN_BYTES = 300_000  # some shops put their whole style sheet before the title
_SMALL_PAGE_BYTES = 120_000  # the largest challenge pages seen are about 60 kB, with their script inside
_HARDLY_A_PAGE_BYTES = 30_000  # pages that only words betray are this small
_PLAIN_PAGE_BYTES = 250_000  # an error page may be dressed as the shop, but has no product in it
_FEW_WORDS_BYTES = 1_500  # text without tags; a shop's page has more, be it only its menu


def check_page(status_code: int, headers: Mapping[str, str], document: Document) -> None:
    """Return quietly when ``document`` may be read as a product page, else raise the ScrapeError that says why not.

    Raises ChallengePage, BlockedByShop, LoginNeeded, PageNotFound, PageGone, EmptyPage, and for a status that
    nobody handled before: ShopBusy (429), ShopUnreachable (5xx).
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    _check_headers(status_code, lowered)
    body = document.body
    title = title_of(body)
    suspicion = _challenge(status_code, body, title)
    if suspicion and (status_code >= 400 or not (_has_product(body) or _sells_one(body))):
        raise suspicion
    check_status(status_code, headers)
    if not body or body.isspace():
        raise EmptyPage(status_code=status_code)
    suspicion = _said_in_words(status_code, document, title)
    if suspicion and not _sells_one(body) and (not _has_product(body) or _has_several(body)):
        raise suspicion


def _has_product(body: bytes) -> bool:
    return _PRODUCT_MARKUP.search(body) is not None


def _has_several(body: bytes) -> bool:
    """Whether the markup tells of several products, as that of recommendations does."""
    return sum(1 for _ in islice(_SCHEMA_PRODUCT.finditer(body), _SEVERAL)) == _SEVERAL


def _sells_one(body: bytes) -> bool:
    """Whether there is the form by which one product is bought; among tiles each has its own."""
    return 0 < sum(1 for _ in islice(_BUY_FORM.finditer(body), _ONE_FORM + 1)) <= _ONE_FORM


def _check_headers(status_code: int, headers: Mapping[str, str]) -> None:
    """Some guards say plainly in a header that this is a challenge."""
    for name, value in marks.CHALLENGE_HEADERS:
        if value in headers.get(name, "").lower():
            raise ChallengePage(f"header {name}", status_code=status_code)


def _challenge(status_code: int, body: bytes, title: str) -> ScrapeError | None:
    """A captcha widget or a guard's script is a challenge only where there is next to nothing else."""
    if marks.CHALLENGE_TITLE.match(title):
        return ChallengePage(f"title {title!r}", status_code=status_code)
    if len(body) > _SMALL_PAGE_BYTES:
        return None
    if found := _CHALLENGE.found_in(body):
        return ChallengePage(f"mark {marks.CHALLENGE_MARKS[min(found)].decode()!r}", status_code=status_code)
    found = _CAPTCHA.found_in(body)
    if not (found or len(body) < _HARDLY_A_PAGE_BYTES) or _SHOWS_PRICE.search(body):
        return None
    text = visible_text(body)
    if len(text) >= _FEW_WORDS_BYTES:
        return None
    if found:
        return ChallengePage(f"mark {marks.CAPTCHA_SCRIPTS[min(found)].decode()!r}", status_code=status_code)
    asks = marks.HUMAN_WORDS.search(text.decode("utf-8", "replace"))
    return ChallengePage(f"words {asks[0]!r}", status_code=status_code) if asks else None


def _said_in_words(status_code: int, document: Document, title: str) -> ScrapeError | None:
    """What the title and the first heading say, in the main languages."""
    body = document.body
    heading = _first_in(body, _HEADING) if len(body) < _PLAIN_PAGE_BYTES else ""
    for words in (title, heading):
        if marks.DENIED_TITLE.match(words) or marks.CONSENT_TITLE.match(words):
            return BlockedByShop(f"says {words!r}", status_code=status_code)
        if marks.NOT_FOUND_WORDS.any_in(words.lower()) and marks.NOT_FOUND_TITLE.search(words):
            return PageNotFound(f"says {words!r}", status_code=status_code)
    at_login = marks.LOGIN_TITLE.search(title) or marks.LOGIN_PATH.search(document.url)
    if (at_login or _is_password_page(body)) and _PASSWORD_FIELD.search(body):
        return LoginNeeded(f"a login form under {title!r}", status_code=status_code)
    return None


def _is_password_page(body: bytes) -> bool:
    return _PASSWORD_ADDRESS.find(body) >= 0 and _PASSWORD_PAGE.search(body) is not None


def title_of(body: bytes) -> str:
    """The page's title as text, decoded loosely: good enough to recognise a phrase."""
    return _first_in(body, _TITLE)


def _first_in(body: bytes, tags: tuple[ByteWord, ...]) -> str:
    """The text in the first of ``tags``."""
    for tag in tags:
        at = tag.find(body, 0, _TITLE_WITHIN_BYTES)
        if at >= 0:
            return _decoded(_TEXT_OF_TAG.match(body, at))
    return ""


def visible_text(body: bytes) -> bytes:
    """The text without tags, scripts and styles, cheaply. Only for small pages."""
    return b" ".join(_TAG.sub(b" ", _CODE.sub(b" ", body)).split())


def _decoded(match: re.Match[bytes] | None) -> str:
    return " ".join(match[1].decode("utf-8", "replace").split()) if match else ""
