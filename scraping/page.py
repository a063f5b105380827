"""One page, parsed once; every reader works on this tree and on views of it that are made when first asked for."""

import codecs
import re
from collections.abc import Sequence
from functools import cached_property
from urllib.parse import urlsplit

from lxml import etree

from scraping.excerpt import Script, script_of, tell_product, without_code
from scraping.fetched import Document
from scraping.focus import product_part, product_window, titles_in
from scraping.outline import Outline, read_outline
from scraping.tags import without_absurd_tags
from scraping.text.clean import squeeze
from scraping.text.names import title_parts
from scraping.text.needles import ByteWord

type Element = etree._Element

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,30})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding=[\"']([a-zA-Z0-9_:.-]{2,30})")
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,30})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WEB_NAMES = {"iso-8859-1": "windows-1252", "latin-1": "windows-1252", "latin1": "windows-1252",
              "us-ascii": "windows-1252",
              "ascii": "windows-1252", "iso-8859-9": "windows-1254", "gb2312": "gb18030", "gbk": "gb18030",
              "x-sjis": "cp932",
              "shift_jis": "cp932", "shift-jis": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
              "iso-8859-6": "windows-1256",
              "utf8": "utf-8", "x-euc-jp": "euc-jp"}  # fmt: skip
_ARABIC_WORD = re.compile("[\u0621-\u064a]{3,}")  # accents of Western text give single letters, no words
_PROPERTY = (ByteWord(b"itemprop"), ByteWord(b"itemProp"), ByteWord(b"ITEMPROP"))
_ISO_2022 = b"\x1b$B"
_PIECE = 1 << 14  # bytes; what stays in the processor's nearest memory
_ESCAPE = b"\x1b"  # hardly a page has it, and a single byte is found ten times as fast
_COUNTRY_PATH = re.compile(r"/([a-z]{2,20})-([a-z]{2})(?=/)")
_SCRIPTS = (("ja", "\u3040", "\u30ff"), ("ko", "\uac00", "\ud7a3"), ("zh", "\u4e00", "\u9fff"),
            ("ar", "\u0621", "\u06cc"),
            ("he", "\u05d0", "\u05ea"), ("th", "\u0e01", "\u0e5b"))  # fmt: skip
_LONGEST_TITLE, _LONGEST_CONTENT = 1_000, 20_000  # characters; longer ones are a tag that never ends
_GUESSES = ("cp932", "euc-jp", "gb18030")
_BASE_HREF = re.compile(r"^https?://", re.IGNORECASE)


class Page:
    """The page at ``url``. ``extras`` are the platform's own JSON answers about the same product."""

    def __init__(self, document: Document, extras: Sequence[Document] = ()) -> None:
        self.document = document
        self.url = document.url if _is_address(document.url) else ""
        self.extras = list(extras)

    @cached_property
    def body(self) -> bytes:
        """The page as UTF-8, whatever it came in."""
        return to_utf8(self.document.body, self.document.content_type)

    @cached_property
    def _parts(self) -> tuple[bytes, list[Script]]:
        return without_code(self.body)

    @cached_property
    def _is_told(self) -> bool:
        return tell_product(self._parts[1])

    @cached_property
    def scripts(self) -> list[Script]:
        """All scripts, with and without text; last those that are still in the tree, being written in capitals."""
        left = self.outline.tags["script"]
        return self._parts[1] + [script_of(etree.tostring(e, with_tail=False), (e.text or "").encode()) for e in left]

    @property
    def whole_markup(self) -> bytes:
        """The page without scripts."""
        return self._parts[0]

    @cached_property
    def markup(self) -> bytes:
        """What the tree is made of: the head and the product's part, without scripts."""
        return without_absurd_tags(product_part(self.whole_markup, self._titles_told, is_told=self._is_told))

    @cached_property
    def _titles_told(self) -> list[str]:
        return titles_in(self.whole_markup)

    @cached_property
    def root(self) -> Element:
        parser = etree.HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
        )
        root = etree.fromstring(self.markup or b"<html></html>", parser)
        return root if root is not None else etree.fromstring(b"<html><body></body></html>", parser)

    @cached_property
    def outline(self) -> Outline:
        """The page's elements, with its views on the product's part."""
        return read_outline(
            self.root,
            lambda elements: product_window(elements, self._titles_told, is_told=self._is_told),
            has_properties=any(word.find(self.markup) >= 0 for word in _PROPERTY),
        )

    @cached_property
    def titles(self) -> list[str]:
        """What the page's head calls the product: whole titles and their parts."""
        told = (self.meta("og:title"), self.meta("twitter:title"), self.title)
        found = [title[:_LONGEST_TITLE] for title in told if title]
        return list(dict.fromkeys([*found, *(part for title in found for part in title_parts(title))]))

    @cached_property
    def base_url(self) -> str:
        for base in self.outline.tags["base"]:
            href = base.get("href") or ""
            if _BASE_HREF.match(href):
                return href
        return self.url

    @cached_property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").removeprefix("www.")

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Contents of ``<meta>`` by lower-case property, name or itemprop, in the page's order."""
        found: dict[str, list[str]] = {}
        for meta in self.outline.tags["meta"]:
            content = meta.get("content")
            name = meta.get("property") or meta.get("name")
            if content and name:
                found.setdefault(name.strip().lower(), []).append(content[:_LONGEST_CONTENT].strip())
        return found

    def meta(self, *names: str) -> str | None:
        """The first non-empty content of the first of ``names`` that the page has."""
        for name in names:
            for content in self.metas.get(name, ()):
                if content:
                    return content
        return None

    @cached_property
    def title(self) -> str:
        for title in self.outline.tags["title"]:
            if title.text and title.text.strip():
                return squeeze(title.text[:_LONGEST_TITLE])
        return ""

    @cached_property
    def language(self) -> str | None:
        """The page's language as its markup declares it, such as ``ar`` or ``en-gb``."""
        declared = self.root.get("lang") or self.root.get("{http://www.w3.org/XML/1998/namespace}lang")
        return (declared or self.meta("og:locale", "language", "content-language") or "").strip().replace(
            "_", "-"
        ).lower() or None

    @cached_property
    def canonical_url(self) -> str | None:
        for link in self.outline.tags["link"]:
            if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
                return (link.get("href") or "").strip()
        return self.meta("og:url")

    @cached_property
    def places(self) -> tuple[str, ...]:
        """What decides what an ambiguous currency sign means, most telling first: countries in capitals, languages."""
        language, *subtags = (self.language or language_of(self.title) or "").split("-")
        ending = self.host.rsplit(".", 1)[-1]
        countries = [code.upper() for code in (ending, *reversed(subtags)) if len(code) == 2]
        if ending == "co" and not self.host.endswith(".com.co") and language != "es":
            countries.remove("CO")  # sold to brands all over the world
        countries = countries or _countries_of_path(self.url, self.host, language)
        return (*countries, language) if len(language) == 2 else tuple(countries)


def _countries_of_path(url: str, host: str, language: str) -> list[str]:
    """The country in ``/en-ca/``, ``/ca-en/``, and in ``shop.com/shop-cl/`` behind the shop's own name."""
    match = _COUNTRY_PATH.match(urlsplit(url).path)
    if match is None or not language:
        return []
    first, second = match.groups()
    if len(first) == len(language):
        return [code.upper() for code in (second, first) if code != language]
    return [second.upper()] if first in host.split(".") else []


def _is_address(url: str) -> bool:
    """Whether ``url`` can be taken apart: a stored page may come with any words as its address."""
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def language_of(text: str) -> str | None:
    """The language that the letters themselves tell: Japanese, Korean, Chinese, Arabic, Hebrew, Thai; else None."""
    for language, first, last in _SCRIPTS:
        if any(first <= letter <= last for letter in text):
            return language
    return None


def to_utf8(body: bytes, content_type: str) -> bytes:
    """``body`` in UTF-8: by byte order mark, then what is valid, then header, meta, then the content itself."""
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return _recode(body[len(bom) :], encoding)
    body = body.replace(b"\0", b"") if b"\0" in body else body
    if not _is_utf8(body):
        return _recode(body, _declared(body, content_type) or _guessed(body))
    if _ESCAPE in body and _ISO_2022 in body:  # seven bits only, so it is valid UTF-8 too
        return _recode(body, _declared(body, content_type) or "iso-2022-jp")
    return body


def _is_utf8(body: bytes) -> bool:
    """Whether the whole is valid, told piece by piece: decoding at once would need memory for the page's text."""
    if body.isascii():
        return True
    view, at, end = memoryview(body), 0, len(body)
    try:
        while at < end:
            at += codecs.utf_8_decode(view[at : at + _PIECE], "strict", at + _PIECE >= end)[1]
    except UnicodeDecodeError:
        return False
    return True


def _recode(body: bytes, encoding: str) -> bytes:
    return body.decode(encoding, "replace").encode("utf-8", "replace")


def _declared(body: bytes, content_type: str) -> str | None:
    """The encoding that the header or the page names, if it is one Python knows and the bytes are not against it."""
    names = [_HEADER_CHARSET.search(content_type)]
    names_in_body = [_META_CHARSET.search(body, 0, 20_000), _XML_ENCODING.search(body, 0, 200)]
    declared = [match[1].lower() for match in names if match]
    declared += [match[1].decode("ascii", "replace").lower() for match in names_in_body if match]
    for name in declared:
        name = _WEB_NAMES.get(name, name)
        if _known(name) and _fits(body, name):
            return name
    return None


def _known(name: str) -> bool:
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return False
    return codec._is_text_encoding


def _fits(body: bytes, name: str) -> bool:
    """Whether nearly all bytes mean something in the encoding. A stray byte is no reason to distrust the label."""
    text = body[:200_000].decode(name, "replace")
    return text.count("\ufffd") <= max(3, len(text) // 500)


def _guessed(body: bytes) -> str:
    """Without a label that fits: nearly UTF-8, a multi-byte encoding that decodes cleanly, Arabic, or Western."""
    if _fits(body, "utf-8"):
        return "utf-8"
    sample = body[:200_000]
    for name in _GUESSES:
        text = sample.decode(name, "replace")
        if "\ufffd" not in text[:-2] and sum("\u3040" <= c <= "\u9fff" for c in text) > len(text) // 100:
            return name
    arabic = sample.decode("windows-1256", "replace")
    others = sum(not letter.isascii() for letter in arabic)
    return "windows-1256" if 2 * sum(map(len, _ARABIC_WORD.findall(arabic))) > others else "windows-1252"
