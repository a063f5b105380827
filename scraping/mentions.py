"""What the readers look for in a page's texts and names: all words together, so that one search finds them all."""

from scraping.related_headings import RELATED_HEADING_WORDS
from scraping.text.description_headings import HEADING_WORDS
from scraping.text.labels import LABEL_WORDS
from scraping.text.needles import Groups
from scraping.text.stock import MENTIONS
from scraping.zones import SPOKEN_OF

_PERIODS = (
    "/mo", "month", "monat", "mtl", "mois", "mensu", "mes", "mês", "maand", "månad", "aylık", "year", "/yr", "annu",
    "jahr", "jähr",
    "año", "anual", "anno", "jaar", "شهر", "سنو", "سنة", "月", "年", "мес", "once", "one-time", "lifetime",
)  # fmt: skip
"""Of which each period that a plan is paid for has one."""
_AVERAGES = (
    "overall rating", "average rating", "average customer rating", "durchschnittliche bewertung",
    "note moyenne", "valoración media", "voto medio", "متوسط التقييم"
)  # fmt: skip
"""What the head of the reviews says before the average of their stars."""
_HINTS = {
    "brand": ("brand", "vendor", "manufacturer", "designer", "marca"),
    "description": ("desc", "detail", "overview", "about", "feature", "story", "product-info", "productinfo", "bullet"),
    "crumb": ("crumb",),
    "title": ("product-name", "product-title", "product_title", "product_name", "productname", "producttitle",
              "item-title",
              "itemtitle", "item-name", "product__title", "product__name", "prod-title", "prod-name", "pdp-title"),
    "code": ("sku", "ordernumber", "order-number", "articlenumber", "article-number", "item-number",
             "itemnumber", "product-code", "product_code", "productcode", "product-id", "product-number",
             "productnumber", "product-reference", "productreference"),
    "rating": ("rating", "stars", "review-count", "review_count", "reviewcount", "prev-badge", "spr-badge",
               "reviews-badge", "bottomline"),
    "option": ("swatch", "varia", "option", "size", "colo", "attr", "shade", "flavo", "scent", "edition", "storage",
               "capacit"),
    "value": ("value", "-val", "_val"),
}  # fmt: skip
"""What a class or id hints at, by parts of words."""

MENTIONED = Groups(
    {
        "related products": RELATED_HEADING_WORDS,
        "description": HEADING_WORDS,
        "labels": LABEL_WORDS,
        "stock": MENTIONS,
        "periods": _PERIODS,
        "averages": _AVERAGES,
    }
)
"""What texts may mention."""
CALLED = Groups({**SPOKEN_OF, **_HINTS})
"""What class and id attributes may say of their elements."""
