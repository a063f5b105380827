"""The second verdict: whether what was read is one product, many, something else, or nothing."""

from itertools import islice
from urllib.parse import urlsplit

from scraping import marks
from scraping.errors import NotAProduct, NothingRead, SeveralProducts
from scraping.evidence import Findings
from scraping.outline import Element
from scraping.readers import jsonld
from scraping.readers.microdata import text_of
from scraping.readers.visible.prices import Spot
from scraping.snapshot import Availability, ProductSnapshot
from scraping.text.addresses import joined
from scraping.text.clean import squeeze
from scraping.text.names import words
from scraping.text.stock import availability_words
from scraping.zones import Zone

_LISTS = frozenset({"itemlist", "collectionpage", "searchresultspage", "offercatalog"})
_OTHER_SUBJECTS = frozenset(
    {"article", "newsarticle", "blogposting", "recipe", "jobposting", "faqpage", "videoobject", "event"}
)
_MANY = 6  # priced tiles; product pages without any related products have fewer in their main part
_MANY_BUTTONS = 4
_FEW_TILES = 3
_SOLD = frozenset({Availability.OUT_OF_STOCK, Availability.DISCONTINUED, Availability.BACKORDER})
_HEAD = frozenset({"opengraph", "twitter", "meta"})  # where shops put a picture of themselves
_PICTURES = 60
_LINE = 60  # characters
_PICTURE_FILES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")
_FEW_AMOUNTS = 3  # price, regular price, one more beside them
_OWN = 4.0
_BESIDE_TITLE = 0.75  # how sure a labelled code is there


def check_reading(findings: Findings, snapshot: ProductSnapshot) -> None:
    """Raises NothingRead, SeveralProducts or NotAProduct; returns quietly for a product, however incomplete."""
    if not snapshot.price and not snapshot.images and (not snapshot.name or _name_is_a_guess(snapshot)):
        raise NothingRead
    if findings.main_items or snapshot.pricing_plans or _says_product(findings):
        return
    if (_is_list(findings) or _is_few_tiles(findings, snapshot)) and not _is_numbered(findings):
        raise SeveralProducts
    if _is_named_as_shop(findings, snapshot) or not _is_for_sale(findings, snapshot):
        raise NotAProduct


def _name_is_a_guess(snapshot: ProductSnapshot) -> bool:
    return snapshot.sources["name"].source in ("title", "opengraph")


def _says_product(findings: Findings) -> bool:
    """The platform or the head says outright that this is a product's page."""
    page = findings.page
    if any(
        c.source == findings.platform_key
        for name in ("name", "sku", "price", "variants", "availability")
        for c in findings.by_field.get(name, ())
    ):
        return True
    kind = (page.meta("og:type") or "").lower()
    return "product" in kind or kind.startswith("book") or bool(page.meta("product:price:amount", "og:price:amount"))


def _is_list(findings: Findings) -> bool:
    """Many priced tiles or many buy buttons and none that belongs to the title."""
    types = {
        kind
        for block, where in jsonld.blocks(findings.page)
        for item, _, _ in jsonld.walk(block, where)
        for kind in jsonld.types_of(item)
    }
    tiles = {
        spot.position
        for spot in findings.spots
        if spot.kind == "current" and not spot.zone & (Zone.CHROME | Zone.UNRENDERED)
    }
    buttons = len(findings.around.buy_buttons)
    if types & _LISTS and (len(tiles) >= _MANY or buttons >= _MANY_BUTTONS) and buttons != 1:
        return True
    return len(tiles) >= 2 * _MANY and (buttons == 0 or buttons >= _MANY_BUTTONS) and not _has_own_price(findings)


def _is_numbered(findings: Findings) -> bool:
    """Whether a number beside the title, called the product's, stands in the page's address too."""
    address = findings.page.url
    return any(
        c.source == "visible" and c.confidence >= _BESIDE_TITLE and str(c.value) in address for c in findings.of("sku")
    )


def _is_few_tiles(findings: Findings, snapshot: ProductSnapshot) -> bool:
    """Results of a search, a comparison: each price and each button is a tile's, and nothing is said to be sold out."""
    if snapshot.price or len(findings.around.buy_buttons) < _FEW_TILES or _is_named_and_sold(findings, snapshot):
        return False
    away = Zone.CHROME | Zone.UNRENDERED | Zone.RELATED
    return sum(spot.tile and spot.kind == "current" and not spot.zone & away for spot in findings.spots) >= _FEW_TILES


def _is_named_and_sold(findings: Findings, snapshot: ProductSnapshot) -> bool:
    """Whether a heading names something, and other words say that it is not to be had."""
    heading = findings.around.anchor_text
    if availability_words(heading) in _SOLD:
        return False
    if not heading or marks.SHOPS_OWN_TITLE.match(heading) or (snapshot.name and _name_is_a_guess(snapshot)):
        return False
    said = (candidate for candidate in findings.by_field.get("availability", ()) if candidate.value in _SOLD)
    return any(not heading.startswith(candidate.where) for candidate in said)


def _is_named_as_shop(findings: Findings, snapshot: ProductSnapshot) -> bool:
    """Whether the page has no name but its shop's: a front page, a notice, a domain for sale."""
    name, page = words(snapshot.name or ""), findings.page
    if not name or name == words(page.host):
        return bool(name)
    shop = words(page.meta("og:site_name", "application-name") or "")
    return name == shop and findings.around.buy_position is None


def _has_own_price(findings: Findings) -> bool:
    """Whether a price stands near the title, or few do that are no tile's: a list has ever other ones."""
    own = {
        spot.amount
        for spot in findings.spots
        if spot.score >= _OWN and not spot.tile and not spot.zone & (Zone.RELATED | Zone.CHROME)
    }
    return 0 < len(own) <= _FEW_AMOUNTS or _near_title(findings)


def _near_title(findings: Findings) -> bool:
    start = findings.around.anchor_position
    return start is not None and any(
        -250 < spot.position - start < 250
        and spot.score >= _OWN
        and not spot.tile
        and not spot.zone & Zone.RELATED
        and _stands_alone(spot)
        for spot in findings.spots
    )


def _stands_alone(spot: Spot) -> bool:
    """A price has an element of its own, with a label at most; sentences name prices, too."""
    return len(squeeze(text_of(spot.element, 2 * _LINE))) <= _LINE


def _is_for_sale(findings: Findings, snapshot: ProductSnapshot) -> bool:
    """A price beside the title, a buy button, a stock line or a code; an article that mentions a price has none."""
    kind = (findings.page.meta("og:type") or "").lower()
    if findings.around.buy_position is not None:
        return True
    if kind == "article" or _subject_is_other(findings):
        return False
    if snapshot.price and snapshot.sources["price"].source != "visible":
        return True
    if snapshot.sku or snapshot.gtin:
        return True
    if _speaks_of_the_shop(findings) or availability_words(findings.around.anchor_text) in _SOLD:
        return False
    if not snapshot.price and (not snapshot.name or _name_is_a_guess(snapshot)):
        return False
    said = snapshot.sources.get("availability")
    has_line = said is not None and said.source != "implied"
    return (has_line or bool(snapshot.price and _near_title(findings))) and _has_own_picture(findings)


def _speaks_of_the_shop(findings: Findings) -> bool:
    """Whether the heading, whole, or the address is that of a page on delivery, terms, jobs and the like."""
    return bool(
        marks.SHOPS_OWN_TITLE.match(findings.around.anchor_text)
        or marks.SHOPS_OWN_PATH.search(urlsplit(findings.page.url).path)
    )


def _has_own_picture(findings: Findings) -> bool:
    """Whether a picture is shown that leads to no other page, or is told by more than the head."""
    if any(candidate.source not in _HEAD for candidate in findings.by_field.get("image", ())):
        return True
    if not findings.pictures:
        return False
    away, around = Zone.CHROME | Zone.RELATED | Zone.REVIEWS, findings.around
    shown = (img for img in findings.page.outline.tags["img"][:_PICTURES] if not around.zone(img) & away)
    return any(not _leads_away(img, findings) for img in shown)


def _leads_away(picture: Element, findings: Findings) -> bool:
    link = next(islice(picture.iterancestors("a"), 1), None)
    address = joined(findings.page.base_url, link.get("href") or "") if link is not None else None
    if not address or address.split("?")[0].lower().endswith(_PICTURE_FILES):
        return False
    return urlsplit(address).path != urlsplit(findings.page.url).path


def _subject_is_other(findings: Findings) -> bool:
    types = {
        kind
        for block, where in jsonld.blocks(findings.page)
        for item, _, main in jsonld.walk(block, where)
        if main
        for kind in jsonld.types_of(item)
    }
    return bool(types & _OTHER_SUBJECTS)
