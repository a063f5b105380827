"""Text out of markup, and markup that is safe to keep."""

import html
import re
from collections.abc import Iterable
from typing import Any

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

_TAG_LIKE = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_OTHER_BLANKS, _BLANKS = "\t\f\v\u00a0", re.compile("  +")
_STRUCTURED = re.compile(r"<(?:pre|script|style|noscript|template|select|button|textarea|svg|!)", re.IGNORECASE)
"""What needs a parser: code, and white space that counts."""
_BLOCK_TAG = re.compile(
    r"<(/?(?:p|div|br|li|ul|ol|h[1-6]|section|article|blockquote|hr|figure|header|footer|main|table|tr|dl|dt|dd))\b"
    r"[^<>]{0,2000}>",
    re.IGNORECASE,
)
_BREAKS = {"br": "\n", "/br": "\n", "li": "\n", "/li": "", "/dt": "", "/dd": ""}
"""What stands for a tag in text. All others begin a paragraph."""
_FIRST_CELL = re.compile(r"(<tr\b[^<>]{0,2000}>\s*)<t[hd]\b[^<>]{0,2000}>", re.IGNORECASE)
_CELL = re.compile(r"<t[hd]\b[^<>]{0,2000}>", re.IGNORECASE)
_DEFINITION = re.compile(r"</dt>\s*<dd\b[^<>]{0,2000}>", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:span|b|strong|i|em|u|s|sub|sup|small|a|img|code|font)\b[^<>]{0,5000}>")
"""Tags that say nothing about lines; each one less is one object less for a slow parser."""
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,5000}>")
_BLANK_LINES = re.compile("\n\n\n+")
_BLOCKS = frozenset(
    (
        "p",
        "div",
        "section",
        "article",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "figure",
        "header",
        "footer",
        "main",
    )
)
_KEPT_TAGS = {
    "p", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "th", "td",
    "caption",
    "h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "i", "em", "u", "s", "sub", "sup", "small", "span", "div",
    "blockquote",
    "pre", "code", "img", "a", "figure", "figcaption",
}  # fmt: skip
_KEPT_ATTRIBUTES = {"img": {"src", "alt", "width", "height"}, "a": {"href", "title"}, "*": {"dir", "lang"}}
_CLEANER = nh3.Cleaner(
    tags=_KEPT_TAGS,
    attributes=_KEPT_ATTRIBUTES,
    url_schemes={"http", "https"},
    link_rel="nofollow noopener noreferrer",
    clean_content_tags={"script", "style", "iframe", "object", "form", "select", "button", "noscript", "template"}
    - _KEPT_TAGS,
)
_FRAGMENT_LIMIT = 200_000  # characters; nobody writes a longer description, and the parser is slow


def beginning(pieces: Iterable[Any], most: int) -> str:
    """The first ``most`` characters, or some more, of a text in pieces; the rest is not looked at.

    Of a broken page's elements each may hold all that follow: their whole texts cost the square of the page.
    """
    kept, size = [], 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > most:
            kept[-1] = piece[: most + 1]
            break
    return "".join(kept)


def squeeze(text: str) -> str:
    """One line, single spaces, no spaces at the ends."""
    return " ".join(text.split())


def unescape(text: str) -> str:
    """Entities resolved, twice where a shop escaped twice."""
    if "&" not in text:
        return text
    once = html.unescape(text)
    return html.unescape(once) if _ENTITY.search(once) else once


def plain_line(value: object) -> str | None:
    """A short value of markup as one line of text without tags; None when empty or not text."""
    if not isinstance(value, str):
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    text = unescape(value)
    if "<" in text:
        text = _TAG_LIKE.sub(" ", text)
    return squeeze(text) or None


def looks_like_html(text: str) -> bool:
    return "<" in text and _TAG_LIKE.search(text) is not None


def clean_html(fragment: str) -> str:
    """The fragment with harmless tags only: safe to store, and to show under a strict policy. Source: nh3 (ammonia)."""
    return _CLEANER.clean(fragment[:_FRAGMENT_LIMIT]).strip()


def description_text(value: str) -> str:
    """A description, HTML or plain, as structured plain text: paragraphs by blank lines, list items by line breaks."""
    text = value[:_FRAGMENT_LIMIT]
    if "&lt;" in text:
        text = html.unescape(text)
    if not looks_like_html(text):
        return _tidy(unescape(text))
    if not _STRUCTURED.search(text):
        return _tidy(unescape(_simple_text(text)))
    return _tidy(unescape(_fragment_text(text)))


def _simple_text(markup: str) -> str:
    """Paragraphs, lists, plain tables and inline tags need no parser: each block begins a line."""
    line = squeeze(markup)
    if "<t" in line or "<T" in line:
        line = _CELL.sub("\t", _FIRST_CELL.sub(r"\1", line))
    if "</dt" in line or "</DT" in line:
        line = _DEFINITION.sub(": ", line)
    pieces = _BLOCK_TAG.split(line)  # text, tag, text …
    pieces[1::2] = [_BREAKS.get(tag.lower(), "\n\n") for tag in pieces[1::2]]
    return _ANY_TAG.sub("", "".join(pieces))


def _fragment_text(fragment: str) -> str:
    soup = BeautifulSoup(_INLINE_TAG.sub("", fragment), "lxml")
    for unwanted in soup(["script", "style", "noscript", "template", "button", "select", "iframe"]):
        unwanted.decompose()
    pieces: list[str] = []
    for node in soup.descendants:
        if isinstance(node, NavigableString):
            if type(node) is NavigableString:
                pieces.append(_one_line(node))
        elif isinstance(node, Tag):
            pieces.append(_break_before(node))
    return "".join(pieces)


def _one_line(node: NavigableString) -> str:
    """Text inside inline markup: line breaks of the source mean nothing, outside ``pre``."""
    text = str(node)
    return text if node.parent and node.parent.name == "pre" else re.sub(r"\s+", " ", text)


def _break_before(node: Tag) -> str:
    if node.name == "br":
        return "\n"
    if node.name == "li":
        return "\n"
    if node.name in ("td", "th", "dd") and node.find_previous_sibling():
        return "\t" if node.name != "dd" else ": "
    return "\n\n" if node.name in _BLOCKS else ""


def _tidy(text: str) -> str:
    """Single blanks, lines without any at their ends, and never more than one empty line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for blank in _OTHER_BLANKS:
        text = text.replace(blank, " ")
    lines = [line.strip() for line in _BLANKS.sub(" ", text).split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
