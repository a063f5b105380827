"""Where things stand on the page: the product's title, its buy button, and the parts that speak of something else."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

from scraping.headings import spaced
from scraping.outline import HIDDEN, SPECIAL_TAGS, STYLE, Element
from scraping.page import Page
from scraping.readers.microdata import text_of
from scraping.related_headings import RELATED_HEADING
from scraping.text.clean import squeeze
from scraping.text.names import closeness, contains, words
from scraping.text.patterns import one_of
from scraping.text.stock import is_buy_button
from scraping.zones import HIDDEN_STYLE, NEEDLES, WHOLE_WORDS, Zone

_CAROUSELS = ("product-carousel", "productcarousel", "product-slider")
_PICTURE_FILES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")
GIFT_CARD = one_of(r"""
    \b(e-?)?gift[ -]?(card|voucher|certificate)s?\b|\b(geschenk)?gutschein(karte)?\b|geschenkkarte
    |\b(carte|bon|chèque)[ -]cadeau|tarjeta (de )?regalo|(carta|buono) regalo|(vale|cartão)[ -]presente
    |cadeau(bon|kaart)|presentkort|gavekort|lahjakort|karta podarunkowa|dárkov[ýá] (poukaz|karta)|hediye (kartı|çeki)
    |подарочн(ая карта|ый сертификат)|(بطاقة|قسيمة) (هدية|هدايا|إهداء)""")
_LARGE = frozenset({"body", "main", "form"})
_CHOOSE = one_of(r"""
    \b(please |first )?(select|choose|pick) (a|an|the|your|one|some|size|colou?r|options?|variant)\b|\b(wähle|auswählen)
    |\bchois|sélectionn|\b(elige|selecciona|scegli|seleziona|escolh|wybierz|zvolte|vyberte|kies een|välj|vælg|velg)
    |seçin|выберите|اختر""")
_LONGEST_CLASS = 500  # characters
_OF_BRAND = re.compile(r"(?<![a-z])(?:brand|designer|vendor|manufacturer)(?![a-z])(?!.*(?:name|title))", re.IGNORECASE)
_PARTS_OF_NAME = re.compile(r"[-_]+|(?<=[a-z])(?=[A-Z])")
_OF_A_BUTTON = frozenset({"disable", "btn", "button", "is", "cart", "add", "to", "buy"})
_NOT_OFF = frozenset(
    {"not", "no", "non", "never", "if", "when", "on", "text", "label", "title", "message", "tooltip", "hover", "js"}
    | {"style"}
)
"""Parts of names that speak of a disabled button without saying that this one is."""
_HEADINGS = 200  # that may be the product's; more are a broken page's
_SHORTEST_NAME = 6
_MOST_OF_OTHERS = 3.3
"""The highest score of what is no ``<h1>``: it says the same as a title, and has ``itemprop``."""
_NO_NAMES = frozenset({
    "home", "homepage", "search", "menu", "product detail", "product details", "product information", "description",
    "review", "reviews", "details", "shop", "cart", "checkout", "الرئيسية",
})  # fmt: skip


class Surroundings:
    """Answers about places on one page. ``names`` are further names of the product, from markup."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._zones: dict[Element, int] = {}
        self._words_on: dict[Element, str] = {}

    @cached_property
    def names(self) -> list[str]:
        """Headings and head titles, to tell the page's product among several."""
        headings = [self.anchor_text] if self.anchor_text else []
        return headings + self.page.titles

    @cached_property
    def anchor(self) -> Element | None:
        """The element that shows the product's name: the heading that the head's titles agree with most."""
        best: tuple[float, Element] | None = None
        for rank, (element, text) in enumerate(self._heading_texts()):
            if best is not None and best[0] >= _MOST_OF_OTHERS and element.tag != "h1":
                break
            score = self._heading_score(element, text) - rank * 0.02
            if score > 0 and (best is None or score > best[0]):
                best = (score, element)
        return best[1] if best else self._text_of_title()

    def _text_of_title(self) -> Element | None:
        """Without a heading that fits: the element whose whole text is a part of the page's title, the first at best.

        The trail above it has the same parts; it counts where nothing else does.
        """
        ranks = {part.casefold(): rank for rank, part in enumerate(self.page.titles) if len(part) > _SHORTEST_NAME}
        best: tuple[bool, int] | None = None
        found: Element | None = None
        for element, text, after in self.page.outline.texts if ranks else ():
            rank = ranks.get(squeeze(text).casefold()) if not after and len(text) < 400 else None
            if rank is not None and (best is None or (_in_trail(element), rank) < best):
                best, found = (_in_trail(element), rank), element
        return found

    def _heading_texts(self) -> Iterator[tuple[Element, str]]:
        """First headings with their texts, then what else may be the product's, which is seldom asked for."""
        tags = self.page.outline.tags
        first = tags["h1"][:_HEADINGS]
        yield from _with_texts(first)
        yield from _with_texts(dict.fromkeys(e for e in [*_named(self.page), *tags["h2"][:12]] if e not in first))

    def _heading_score(self, element: Element, text: str) -> float:
        agreement = max((closeness(text, title) for title in self.page.titles), default=0.0)
        inside = any(contains(title, text) for title in self.page.titles[:3]) and len(words(text)) > 1
        score = 2 * agreement + (0.8 if inside else 0)
        if element.tag == "h1":
            score += 0.7
        elif agreement < 0.5 and not inside:
            if not _product_name(element) or not any(contains(text, title) for title in self._long_titles):
                return 0.0
            score += 0.4  # the head only names the brand or the kind
        if _OF_BRAND.search((element.get("class") or "")[:_LONGEST_CLASS]):
            score -= 0.9
        itemprop = element.get("itemprop")
        return score + (0.5 if itemprop == "name" else 0) - (0.8 if _hidden_self(element) else 0)

    @cached_property
    def _long_titles(self) -> list[str]:
        return [title for title in self.page.titles if len(words(title)) > 1]

    @cached_property
    def anchor_text(self) -> str:
        if self.anchor is None:
            return ""
        own = squeeze(self.anchor.text or "")
        if len(self.anchor) and self.anchor.tag not in ("h1", "h2", "h3") and own in self.page.titles:
            return own  # codes and the like stand behind it
        return spaced(self.anchor, self.page.title or "")

    @cached_property
    def is_gift_card(self) -> bool:
        """Whether the product is one: elsewhere the word tells of what one gets with a product."""
        return GIFT_CARD.search(self.anchor_text.lower()) is not None

    @cached_property
    def anchor_position(self) -> int | None:
        return None if self.anchor is None else self.page.outline.position[self.anchor]

    @cached_property
    def around_title(self) -> frozenset[Element]:
        """The title and all that contains it: no such element is a list of other products."""
        if self.anchor is None:
            return frozenset()
        return frozenset([self.anchor, *self.anchor.iterancestors()])

    @cached_property
    def buy_buttons(self) -> list[Element]:
        """Buttons of the main part that put the product into the cart, disabled ones left out."""
        return [button for button in self._all_buy_buttons if not is_disabled(button)]

    @cached_property
    def _all_buy_buttons(self) -> list[Element]:
        tags = self.page.outline.tags
        inputs = [e for e in tags["input"] if (e.get("type") or "").lower() in ("submit", "button", "image")]
        links = [e for e in self.page.outline.hinting("clickable") if _may_be_button(e)]
        away = Zone.RELATED | Zone.CHROME | Zone.UNRENDERED
        buttons = (*tags["button"], *inputs, *links)
        return [e for e in buttons if is_buy_button(self.words_on(e)) and not self.zone(e) & away]

    def words_on(self, button: Element) -> str:
        """The words on a button, read once: of a broken page each may hold all that follow."""
        if button not in self._words_on:
            self._words_on[button] = button_text(button)
        return self._words_on[button]

    @cached_property
    def buy_position(self) -> int | None:
        """Where the first buy button after the title stands."""
        position, start = self.page.outline.position, self.anchor_position or 0
        places = sorted(position[button] for button in self._all_buy_buttons if button in position)
        return next((place for place in places if place > start), places[0] if places else None)

    def zone(self, element: Element) -> int:
        """What kind of part the element stands in. Each element of the page is looked at once at most."""
        known = self._zones
        zone = known.get(element)
        if zone is not None:
            return zone
        own = self._own_zones
        path: list[Element] = []
        current: Element | None = element
        while current is not None and (zone := known.get(current)) is None:
            path.append(current)
            current = current.getparent()
        zone = zone or Zone.MAIN
        for step in reversed(path):
            zone |= own.get(step, Zone.MAIN)
            if not zone & Zone.HIDDEN and _hidden_self(step):
                zone |= Zone.HIDDEN
            known[step] = zone
        return zone

    def is_related(self, element: Element) -> bool:
        return bool(self.zone(element) & (Zone.RELATED | Zone.CHROME))

    @cached_property
    def _under_related_headings(self) -> set[Element]:
        """Blocks that begin with "You may also like" and what follows such a heading beside it."""
        found: set[Element] = set()
        for piece in self.page.outline.mentioning("related products"):
            heading = piece.holder
            if not RELATED_HEADING.match(squeeze(piece.text).lower()) or heading in self.around_title:
                continue
            if _in_a_line(heading):
                continue
            while (parent := heading.getparent()) is not None and parent not in self.around_title and len(parent) == 1:
                heading = parent
            first = parent is not None and heading in list(parent)[:2]
            if parent is not None and first and parent not in self.around_title and parent.tag not in _LARGE:
                found.add(parent)
            else:
                found.update(_until_next_heading(heading))
        return found

    @cached_property
    def _own_zones(self) -> dict[Element, int]:
        """The elements that are something else than the main part by themselves, hidden ones aside."""
        outline, by_name = self.page.outline, self._zones_by_name
        called: dict[Element, int] = {}
        for name, zone in by_name.items():
            for element in outline.by_name[name]:
                called[element] = called.get(element, 0) | zone
        for element in outline.near[0].iterancestors() if outline.near else ():
            called[element] = by_name.get(element.get("class") or "", 0) | by_name.get(element.get("id") or "", 0)
        others = (*(e for kind in SPECIAL_TAGS for e in outline.tags[kind]), *self._under_related_headings)
        called = dict.fromkeys(others, 0) | called
        return {element: zone for element, names in called.items() if (zone := self._own_zone(element, names))}

    def _own_zone(self, element: Element, zone: int) -> int:
        """What an element is by its tag and place, and by its names, which call it ``zone``."""
        tag = element.tag
        if tag in ("html", "body"):
            return Zone.MAIN
        if tag in ("noscript", "template"):
            return Zone.UNRENDERED
        if element in self.around_title:
            return Zone.MAIN
        if element in self._under_related_headings:
            return Zone.RELATED
        if tag in ("footer", "nav") or (tag == "header" and self._before_title(element)):
            return Zone.CHROME
        aside = Zone.RELATED if tag == "aside" and not _sells(element) else Zone.MAIN
        if zone & Zone.CHROME_BEFORE_TITLE:
            zone = zone & ~Zone.CHROME_BEFORE_TITLE | (Zone.CHROME if self._before_title(element) else 0)
        if zone & Zone.RELATED and _is_own_gallery(element):
            zone &= ~Zone.RELATED
        return aside | zone

    def _before_title(self, element: Element) -> bool:
        """An element without a place holds parts of the window, and begins before it."""
        return self.anchor_position is None or self.page.outline.position.get(element, -1) < self.anchor_position

    @cached_property
    def _zones_by_name(self) -> dict[str, int]:
        """What each class or id of the page says about its part.

        A price's own names ("compare-price") say nothing, and a "preview" is no review.
        """
        called = self.page.outline.called
        found: dict[str, int] = {}
        for zone in NEEDLES:
            for name in called.get(str(zone), ()):
                found[name] = found.get(name, 0) | zone
        for name in called.get(str(Zone.REVIEWS), ()):
            bare = name.lower().replace("preview", "")
            if len(bare) < len(name) and not any(word in bare for word in NEEDLES[Zone.REVIEWS]):
                found[name] &= ~Zone.REVIEWS
        for name in called.get("price", ()):
            found[name] = found.get(name, 0) & ~(Zone.RELATED | Zone.REVIEWS)
        for zone, whole_words in WHOLE_WORDS.items():
            for name in called.get(f"whole {zone}", ()):
                if not whole_words.isdisjoint(name.lower().split()):
                    found[name] = found.get(name, 0) | zone
        return {name: zone for name, zone in found.items() if zone}


def _is_own_gallery(element: Element) -> bool:
    """Whether what is called a carousel of products has no links to any: then it shows this one's pictures."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    bare = names
    for word in _CAROUSELS:
        bare = bare.replace(word, "")
    if bare == names or any(word in bare for word in NEEDLES[Zone.RELATED]):
        return False
    links = (link.get("href") or "#" for link in element.iter("a"))
    return all(href.startswith("#") or href.split("?")[0].lower().endswith(_PICTURE_FILES) for href in links)


def _sells(aside: Element) -> bool:
    """Whether an ``<aside>`` is the product's own box beside its pictures: it has markup, or something to buy with."""
    if aside.find(".//*[@itemprop]") is not None:
        return True
    return any(is_buy_button(button_text(button)) for button in [*aside.iter("button", "input")][:20]) or any(
        "cart" in (form.get("action") or "") + (form.get("class") or "") for form in aside.iter("form")
    )


def _in_a_line(element: Element) -> bool:
    """Whether text stands beside it: a link in a line, and no heading."""
    parent, previous = element.getparent(), element.getprevious()
    if element.tag not in ("a", "span", "b", "strong") or parent is None:
        return False
    return bool((parent.text or "").strip() or (previous is not None and (previous.tail or "").strip()))


def _until_next_heading(heading: Element) -> list[Element]:
    """The heading's following siblings up to the next heading."""
    found = [heading]
    for sibling in heading.itersiblings():
        if sibling.tag in ("h1", "h2", "h3", "h4"):
            break
        found.append(sibling)
    return found


def _with_texts(elements: Iterable[Element]) -> Iterator[tuple[Element, str]]:
    for element in elements:
        text = text_of(element, 400)
        if 1 < len(text) < 300 and text.lower() not in _NO_NAMES:
            yield element, text


def _named(page: Page) -> list[Element]:
    """Elements that markup or class call the product's name."""
    found = [e for e in page.outline.hinting("title") if e.get("itemprop") == "name" or _product_name(e)]
    return found[:20]


def _product_name(element: Element) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    if "item-title" in names or "itemtitle" in names:
        return True
    return "product" in names and ("name" in names or "title" in names)


def _in_trail(element: Element) -> bool:
    around = (element, *islice(element.iterancestors(), 3))
    return any("crumb" in (e.get("class") or "")[:_LONGEST_CLASS].lower() for e in around)


def _hidden_self(element: Element) -> bool:
    style = element.get(STYLE)
    if style and HIDDEN_STYLE.search(style):
        return True
    return element.get(HIDDEN) is not None


def _may_be_button(element: Element) -> bool:
    """Whether what is called clickable is no button, and no wrapper of one that may be disabled."""
    return element.tag in ("a", "div", "span") and next(element.iter("button"), None) is None


def is_disabled(button: Element) -> bool:
    """Whether it is off, other than until the buyer has chosen a size."""
    off = (
        button.get("disabled") is not None
        or button.get("aria-disabled") == "true"
        or any(_says_off(name) for name in (button.get("class") or "").split())
    )
    return off and not _awaits_choice(button)


def _awaits_choice(button: Element) -> bool:
    """``title="Please select a size"``, or the class that WooCommerce gives until one has chosen."""
    said = f"{button.get('title') or ''} {button.get('aria-label') or ''} {button.get('value') or ''}"
    return "selection-needed" in (button.get("class") or "") or _CHOOSE.search(said.lower()) is not None


def _says_off(name: str) -> bool:
    """Whether a class says that the button is off: ``disabled``, ``btn-disabled``, ``Button_isDisabled__x1``.

    ``disabled:opacity-50`` is how it would look, ``js-disabled-text`` and ``not-disabled`` are something else.
    """
    if "disable" not in name.lower() or ":" in name:
        return False
    parts = {part.lower() for part in _PARTS_OF_NAME.split(name)}
    if "disable" in parts:
        return parts <= _OF_A_BUTTON
    return "disabled" in parts and parts.isdisjoint(_NOT_OFF)


def button_text(element: Element) -> str:
    """The words on a button: its text, value, or label."""
    if element.tag == "input":
        return squeeze(element.get("value") or element.get("alt") or element.get("title") or "")
    text = squeeze(text_of(element, 100))
    return text or squeeze(element.get("aria-label") or element.get("title") or "")
