"""The second verdict: whether what was read is one product, many, something else, or nothing."""

from scraping.errors import NotAProduct, NothingRead, SeveralProducts
from scraping.evidence import Findings
from scraping.readers import jsonld
from scraping.snapshot import ProductSnapshot
from scraping.surroundings import Zone

_LISTS = frozenset({"itemlist", "collectionpage", "searchresultspage", "offercatalog"})
_OTHER_SUBJECTS = frozenset(
    {"article", "newsarticle", "blogposting", "recipe", "jobposting", "faqpage", "videoobject", "event"}
)
_MANY = 6  # priced tiles; product pages without any related products have fewer in their main part
_MANY_BUTTONS = 4
_FEW_AMOUNTS = 3  # price, regular price, one more beside them
_OWN = 4.0


def check_reading(findings: Findings, snapshot: ProductSnapshot) -> None:
    """Raises NothingRead, SeveralProducts or NotAProduct; returns quietly for a product, however incomplete."""
    if not snapshot.price and not snapshot.images and (not snapshot.name or _name_is_a_guess(snapshot)):
        raise NothingRead
    if findings.main_items or snapshot.pricing_plans or _says_product(findings):
        return
    if _is_list(findings):
        raise SeveralProducts
    if not _is_for_sale(findings, snapshot):
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
        -250 < spot.position - start < 250 and spot.score >= _OWN and not spot.tile and not spot.zone & Zone.RELATED
        for spot in findings.spots
    )


def _is_for_sale(findings: Findings, snapshot: ProductSnapshot) -> bool:
    """A price beside the title, a buy button, a stock line or a code; an article that mentions a price has none."""
    kind = (findings.page.meta("og:type") or "").lower()
    if findings.around.buy_position is not None:
        return True
    if kind == "article" or _subject_is_other(findings):
        return False
    if snapshot.price and (_near_title(findings) or snapshot.sources["price"].source != "visible"):
        return True
    said = snapshot.sources.get("availability")
    return bool(snapshot.sku or snapshot.gtin or (said and (snapshot.price or said.source != "implied")))


def _subject_is_other(findings: Findings) -> bool:
    types = {
        kind
        for block, where in jsonld.blocks(findings.page)
        for item, _, main in jsonld.walk(block, where)
        if main
        for kind in jsonld.types_of(item)
    }
    return bool(types & _OTHER_SUBJECTS)
