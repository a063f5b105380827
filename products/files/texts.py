"""Text for files: clean HTML, plain text, short lines."""

import re
from html import escape, unescape

import nh3

from jobs.cells import NUMBER

KEPT_TAGS = {
    *("p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "u", "h2", "h3", "h4", "h5", "h6", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "hr", "sub", "sup", "span", "div"),
}
GONE_WITH_CONTENT = {
    *("script", "style", "iframe", "object", "embed", "form", "select", "button", "noscript", "template", "svg"),
    *("math", "textarea", "title", "head"),
}
HTML_LIMIT = 200_000
TAG = re.compile(r"<[^>]*>")
ENDS_BLOCK = re.compile(r"</(p|li|h[1-6]|div|tr|dt|dd)>|<br\s*/?>", re.IGNORECASE)
# What XML 1.0 and spreadsheets refuse (control characters, halves of a character, non-characters), and what writes text
# backwards.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202d\u202e\ud800-\udfff\ufffe\uffff]")


def tidy(text: str) -> str:
    """Without what no file format can hold; line ends as ``\\n``."""
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean(html: str) -> str:
    """``html`` with harmless tags alone: no links, no pictures, no attributes, nothing that runs."""
    kept = nh3.clean(tidy(html)[:HTML_LIMIT], tags=KEPT_TAGS, attributes={}, clean_content_tags=GONE_WITH_CONTENT)
    return kept.strip()


def paragraphs(text: str) -> str:
    """Plain text as HTML that looks alike."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", tidy(text).strip()) if block.strip()]
    return "".join(f"<p>{escape(block, quote=False).replace('\n', '<br>')}</p>" for block in blocks)


def plain(html: str) -> str:
    """The text of clean HTML, a line for each block."""
    lines = unescape(TAG.sub("", ENDS_BLOCK.sub("\n", html))).splitlines()
    return "\n".join(filter(None, (one_line(line) for line in lines)))


def one_line(text: str) -> str:
    return " ".join(tidy(text).split())


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, ending with a whole word where there is one."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    whole = head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head
    return whole.rstrip(" ,;:-–|/") + "…"


def harmless(text: str) -> str:
    """For readers that would show an apostrophe to buyers: ``text`` without what begins a formula."""
    return text if NUMBER.fullmatch(text) else text.lstrip("=+-@\t\r\n ")
