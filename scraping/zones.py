"""What the class and id attributes of a part of a page say it speaks of."""

import re
from collections.abc import Collection


class Zone:
    """Parts of a page that do not speak of its product, or that nobody sees: bits of a plain int."""

    MAIN = 0
    RELATED = 1
    CHROME = 2
    HIDDEN = 4
    REVIEWS = 8
    UNRENDERED = 16
    CHROME_BEFORE_TITLE = 32
    """Chrome where it stands before the title; after it, a part of the product's own block."""


RELATED = (
    "related", "recommend", "paired", "outfit", "look-product", "combine", "may-like", "maylike", "you-like",
    "similar", "also", "upsell", "up-sell", "cross-sell", "crosssell", "cross_", "recent", "certona", "rr-",
    "bundle", "suggest",
    "frequently", "you-may", "youmay", "more-from", "morefrom", "minicart", "mini-cart", "cart-drawer",
    "cart-popup", "cart-flyout", "cart-modal", "menu-cart", "header-cart", "cart-subtotal", "cart-preview",
    "cart-sidebar", "cart-widget", "cart-notification", "cart-offcanvas", "offcanvas-cart", "side-cart", "minibasket",
    "mini-basket", "basket-preview",
    "wishlist", "wish-list", "compar", "sponsor", "accessor", "complete-the", "shop-the", "get-the-look",
    "best-sell", "bestsell", "top-sell", "topsell", "trending",
    "popular", "history", "promo-tile", "promo-banner", "last-viewed", "people-", "customers-", "recs",
    "sold-with", "add-on", "addon", "warranty",
    "protection-plan", "replacement", "replaced-by", "othermerchant", "other-merchant", "other_merchant",
    "otherseller", "other-seller",
    "other_seller", "otheroffer", "other-offer",
)  # fmt: skip
_TILES = (
    "product-tile", "producttile", "product-card", "productcard", "product-grid", "product-carousel",
    "product-slider", "tile-", "other-products", "product_card", "product_tile",
)  # fmt: skip
"""Also in lists of products, which are no product page: the second look counts what they cost."""
CHROME = ("footer", "cookie", "newsletter", "site-search", "masthead", "announcement")
CHROME_BEFORE_TITLE = ("megamenu", "mega-menu", "topbar", "breadcrumb", "navbar", "navigation")
_CHROME_WORDS_BEFORE_TITLE = frozenset(
    {"header", "nav", "menu", "sidebar", "site-header", "page-header", "main-nav", "top-bar", "globalnav"}
)
REVIEWS = (
    "review",
    "testimonial",
    "comment",
    "question",
    "answers",
    "q-and-a",
    "qanda",
    "ugc",
    "bazaarvoice",
    "yotpo",
    "bv-",
)
_HIDDEN_WORDS = frozenset(
    {"hidden", "hide", "is-hidden", "visually-hidden", "d-none", "display-none", "none", "ng-hide", "js-hidden"}
)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MODAL = ("modal", "popup", "overlay", "dialog", "lightbox", "tooltip", "quick-view", "quickview")
_CLICKABLE = ("addto", "add-to", "add_to", "cart", "buy", "basket", "-bag", "tobag", "purchase", "سلة")
NEEDLES = {
    Zone.RELATED: RELATED + _TILES,
    Zone.CHROME: CHROME,
    Zone.CHROME_BEFORE_TITLE: CHROME_BEFORE_TITLE,
    Zone.REVIEWS: REVIEWS,
    Zone.HIDDEN: _MODAL,
}
WHOLE_WORDS = {
    Zone.RELATED: frozenset({"ads", "ad"}),
    Zone.CHROME_BEFORE_TITLE: _CHROME_WORDS_BEFORE_TITLE,
    Zone.HIDDEN: _HIDDEN_WORDS,
}
SPOKEN_OF: dict[str, Collection[str]] = {
    **{str(zone): words for zone, words in NEEDLES.items()},
    **{f"whole {zone}": words for zone, words in WHOLE_WORDS.items()},
    "price": ("price",),
    "clickable": _CLICKABLE,
}
