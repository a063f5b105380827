"""Going anywhere by its name: pages of the program, the merchant's products, and a pasted link."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from merchants.models import Membership, Merchant
from products import listing
from products.models import Product
from scraping.errors import BadLink
from scraping.links import parse_link
from scraping.text.folded import folded

MOST_PRODUCTS = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the program. ``also``: other words that people look for it by."""

    label: str | Promise
    name: str
    icon: str
    also: str | Promise = ""
    role: Membership.Role = Membership.Role.VIEWER

    @property
    def url(self) -> str:
        return reverse(self.name)


PLACES = (
    Place(_("Import"), "products:import", "import", _("link, add, new product, file, CSV")),
    Place(_("Products"), "products:list", "products", _("catalogue, items")),
    Place(_("Alerts"), "products:alerts", "eye", _("watching, price changes, out of stock")),
    Place(_("Insights"), "products:insights", "chart", _("compare, analysis, brands")),
    Place(_("Runs"), "jobs:monitor", "runs", _("jobs, background, failed, errors")),
    Place(_("Send a page from your browser"), "products:from-browser", "globe", _("bookmark, blocked, captcha, HTML")),
    Place(_("Export"), "products:export", "download", _("file, CSV, sheet, download, feed")),
    Place(_("Stores"), "merchants:stores", "upload", _("Salla, Zid, Shopify, WooCommerce, connect, publish")),
    Place(_("Prices"), "products:prices", "chart", _("margin, currency, rate, rule")),
    Place(_("Feeds"), "products:feeds", "link", _("Google, Merchant Center, address")),
    Place(_("Watching"), "products:watch", "eye", _("schedule, price history, rules")),
    Place(_("Texts"), "products:writing", "spark", _("AI, tone, length, description")),
    Place(_("Reading costs"), "products:spending", "money", _("spending, budget, usage")),
    Place(_("People"), "merchants:people", "people", _("team, invite, roles")),
    Place(_("API keys"), "merchants:keys", "key", _("token, programs, developers")),
    Place(_("Webhooks"), "merchants:webhooks", "external", _("notify, address, events")),
    Place(_("Shop"), "merchants:shop", "shop", _("name of the shop"), Membership.Role.OWNER),
    Place(_("Notifications"), "notices:list", "bell", _("news, unread, told")),
    Place(_("Your account"), "merchants:account", "person", _("password, e-mail, language")),
    Place(_("Settings"), "merchants:settings", "settings", ""),
    Place(_("Guide"), "products:guide", "info", _("help, how to, questions")),
)


@dataclass(frozen=True, slots=True)
class Found:
    """What fits the words. ``link`` is the words themselves where they are a link to import."""

    places: Sequence[Place]
    products: Sequence[Product]
    link: str = ""

    @property
    def is_nothing(self) -> bool:
        return not (self.places or self.products or self.link)


def find(words: str, merchant: Merchant, membership: Membership) -> Found:
    """All places for no words at all; else what has every one of ``words``."""
    asked = folded(words).split()
    places = [place for place in PLACES if membership.may(place.role) and _fits(place, asked)]
    if not asked:
        return Found(places, ())
    query = listing.Query.from_address({"q": words})
    products = list(query.matching(merchant).order_by("-created_at")[:MOST_PRODUCTS])
    return Found(places, products, _link(words, membership))


def _fits(place: Place, asked: Sequence[str]) -> bool:
    """In the reader's language or in English: many type "API" or "feed" whatever they read.

    Arabic is typed without what its writing has above and below an alef.
    """
    known = f"{place.label} {place.also}"
    with override("en"):
        known = folded(f"{known} {place.label} {place.also}")
    return all(word in known for word in asked)


def _link(words: str, membership: Membership) -> str:
    """``words`` if they are one link with its scheme: a word alone may be a shop's name, but is rarely meant so."""
    if not words.lower().startswith(("http://", "https://")) or not membership.may(Membership.Role.EDITOR):
        return ""
    try:
        parse_link(words)
    except BadLink:
        return ""
    return words
