"""What buyers read: the merchant's own words, else the product's values in force, cut and cleaned for a store."""

import re
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

import nh3

from merchants.stores.product import StoreText
from products.factsheet import snapshot_of
from products.models import Product
from products.publishing.models import ListingText

SEO_TITLE, SEO_DESCRIPTION = 70, 160
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


@dataclass(frozen=True, slots=True)
class Values:
    """A product's values in force: the merchant's own where there is one, else what was read."""

    snapshot: dict[str, Any]
    own: dict[str, Any]

    @classmethod
    def of(cls, product: Product) -> "Values":
        return cls(snapshot_of(product), {value.field: value.value for value in product.own_values.all()})

    def get(self, name: str) -> Any:
        return self.own[name] if name in self.own else self.snapshot.get(name)


def default_text(values: Values, *, name_limit: int = 0) -> StoreText:
    """What is sold when the merchant wrote nothing: the product's own name and description."""
    name = cut(one_line(values.get("name") or ""), name_limit or 500)
    html = description_html(values)
    return StoreText(
        name=name,
        description_html=html,
        seo_title=cut(name, SEO_TITLE),
        seo_description=cut(one_line(plain(html)), SEO_DESCRIPTION),
    )


def text_of(values: Values, written: ListingText | None, *, name_limit: int = 0) -> StoreText:
    """``default_text`` with what the merchant wrote in its place, field by field."""
    default = default_text(values, name_limit=name_limit)
    if written is None:
        return default
    name, html = written.name or default.name, written.description_html or default.description_html
    return StoreText(
        name=name,
        description_html=clean(html),
        seo_title=written.seo_title or cut(name, SEO_TITLE),
        seo_description=written.seo_description or cut(one_line(plain(html)), SEO_DESCRIPTION),
    )


def description_html(values: Values) -> str:
    """Clean HTML. What the merchant typed is plain text and stays what it looks like."""
    if "description" in values.own:
        return paragraphs(values.own["description"] or "")
    return clean(values.snapshot.get("description_html") or paragraphs(values.snapshot.get("description") or ""))


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
