"""Texts between HTML and plain: harmless tags alone, lines, lengths."""

import re
from html import escape, unescape

import nh3

DESCRIPTION_LIMIT = 200_000
KEPT_TAGS = {
    *("p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "u", "h2", "h3", "h4", "h5", "h6", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "hr", "sub", "sup", "span", "div"),
}
DROPPED_WITH_CONTENT = {
    *(
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "form",
        "select",
        "button",
        "noscript",
        "template",
        "svg",
        "math",
    ),
    *("textarea", "title", "head"),
}
TAG = re.compile(r"<[^>]*>")
ENDS_BLOCK = re.compile(r"</(p|li|h[1-6]|div|tr|dt|dd)>|<br\s*/?>", re.IGNORECASE)


def clean(html: str) -> str:
    """``html`` with harmless tags alone: no links, no pictures, no attributes, nothing that runs."""
    return nh3.clean(
        html[:DESCRIPTION_LIMIT], tags=KEPT_TAGS, attributes={}, clean_content_tags=DROPPED_WITH_CONTENT
    ).strip()


def paragraphs(text: str) -> str:
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    return "".join(f"<p>{escape(block, quote=False).replace('\n', '<br>')}</p>" for block in blocks)


def plain(html: str) -> str:
    return unescape(TAG.sub("", ENDS_BLOCK.sub(" ", html)))


def one_line(text: str) -> str:
    return " ".join(text.split())


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, ending with a whole word where there is one."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    whole = head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head
    return whole.rstrip(" ,;:-–|/") + "…"


def lines_of(html: str) -> str:
    """The text of HTML, a line for each block."""
    lines = unescape(TAG.sub("", ENDS_BLOCK.sub("\n", html))).splitlines()
    return "\n".join(filter(None, map(one_line, lines)))
