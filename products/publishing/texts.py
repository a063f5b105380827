"""What buyers read: the merchant's own words, else the product's values in force, cut and cleaned for a store."""

from dataclasses import dataclass
from html import escape
from typing import Any

from merchants.stores.product import StoreText
from products.content import ProductText
from products.factsheet import snapshot_of
from products.markup import clean, cut, one_line, paragraphs, plain
from products.models import Product
from products.publishing.models import ListingText

SEO_TITLE, SEO_DESCRIPTION = 70, 160


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


def default_text(values: Values, text: ProductText | None = None, *, name_limit: int = 0) -> StoreText:
    """What is sold when the merchant wrote nothing for the store: the product's text in that language, else as read."""
    name = cut(one_line((text and text.name) or values.get("name") or ""), name_limit or 500)
    html = _with_highlights(text, (text and text.description_html) or description_html(values))
    return StoreText(
        name=name,
        description_html=html,
        seo_title=(text and text.seo_title) or cut(name, SEO_TITLE),
        seo_description=(text and text.seo_description) or cut(one_line(plain(html)), SEO_DESCRIPTION),
    )


def _with_highlights(text: ProductText | None, html: str) -> str:
    """Stores have no place of their own for highlights: they stand before the description."""
    if text is None or not text.highlights:
        return html
    lines = "".join(f"<li>{escape(str(line), quote=False)}</li>" for line in text.highlights)
    return f"<ul>{lines}</ul>{html}"


def text_of(
    values: Values, written: ListingText | None, text: ProductText | None = None, *, name_limit: int = 0
) -> StoreText:
    """``default_text`` with what the merchant wrote for this store in its place, field by field."""
    default = default_text(values, text, name_limit=name_limit)
    if written is None:
        return default
    name, html = written.name or default.name, written.description_html or default.description_html
    return StoreText(
        name=name,
        description_html=clean(html),
        seo_title=written.seo_title or (cut(name, SEO_TITLE) if written.name else default.seo_title),
        seo_description=written.seo_description
        or (cut(one_line(plain(html)), SEO_DESCRIPTION) if written.description_html else default.seo_description),
    )


def description_html(values: Values) -> str:
    """Clean HTML. What the merchant typed is plain text and stays what it looks like."""
    if "description" in values.own:
        return paragraphs(values.own["description"] or "")
    return clean(values.snapshot.get("description_html") or paragraphs(values.snapshot.get("description") or ""))
