"""The engine's own terms in the reader's words: where a value came from, why it was chosen, who fetched the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

type Text = str | Promise

PLATFORM: Text = _("The shop platform's own data")
SOURCES: dict[str, Text] = {
    "jsonld": _("Structured data (JSON-LD)"),
    "json-ld": _("Structured data (JSON-LD)"),
    "microdata": _("Structured data (microdata)"),
    "rdfa": _("Structured data (RDFa)"),
    "opengraph": _("Page summary (OpenGraph)"),
    "meta": _("Page summary (meta tags)"),
    "twitter": _("Page summary (Twitter card)"),
    "state": _("The shop's own data in the page"),
    "visible": _("The visible page"),
    "buy button": _("The buy button"),
    "dead button": _("A button that cannot be pressed"),
    "disabled buy button": _("A button that cannot be pressed"),
    "implied": _("The page as a whole"),
    "script": _("The shop's own data in the page"),
    "shop": _("The shop's name"),
    "address": _("The address"),
    "attribute": _("What the page keeps with its parts"),
    "url": _("The address"),
    "title": _("The page's title"),
    "platform": PLATFORM,
} | dict.fromkeys(
    ("aliexpress", "amazon", "magento", "prestashop", "salla", "shopify", "squarespace", "woocommerce"), PLATFORM
)

PROVIDERS: dict[str, Text] = {
    "direct": _("The shop's page"),
    "platform_json": PLATFORM,
    "browser": _("A browser of ours"),
    "zyte": "Zyte API",
    "scraperapi": "ScraperAPI",
    "oxylabs": "Oxylabs",
    "apify": "Apify",
    "merchant_browser": _("Your own browser"),
}

# The sentences of scraping.decide, word for word. They are stored with the facts and put into words when shown.
REASONS = (
    gettext_noop("a button says so"),
    gettext_noop("each choice is sold out"),
    gettext_noop("no price is shown near the title"),
    gettext_noop("nothing says otherwise"),
    gettext_noop("scripts may switch the buy button off"),
    gettext_noop("shown on the page and in markup"),
    gettext_noop("the page says so"),
    gettext_noop("the page says so of this product"),
    gettext_noop("the page shows a buy button"),
    gettext_noop("the page shows another price than its markup"),
    gettext_noop("the page's title only"),
    gettext_noop("markup says so, and scripts may switch the buy button off"),
    gettext_noop("the shown price may be another product's"),
    gettext_noop("you chose this place for the shop before"),
)
ALSO_IN = "also in "  # scraping.evidence names the sources that agree behind it


def source_name(source: str) -> Text:
    """Readable name of an engine source such as ``jsonld`` or ``state:shopify``. An unknown one stays as it is."""
    return SOURCES.get(source) or SOURCES.get(source.split(":")[0]) or source


def provider_name(provider: str) -> Text:
    """Readable name of who fetched a page. An unknown one stays as it is."""
    return PROVIDERS.get(provider, provider)


def reason_words(reason: str) -> str:
    """Why a value was chosen, in the reader's language. A sentence that ``REASONS`` lacks stays English."""
    if reason.startswith(ALSO_IN):
        agreeing = reason.removeprefix(ALSO_IN).split(", ")
        names = dict.fromkeys(str(source_name(source)) for source in agreeing)
        return gettext("Also in: %(sources)s") % {"sources": gettext(", ").join(names)}
    return gettext(reason) if reason else ""
