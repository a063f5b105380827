"""Weaker hints for what is still missing: codes in the address, brand and code in script data, a shop's own brand."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, unquote, urlsplit

from scraping.evidence import Findings
from scraping.outline import Element
from scraping.page import Page
from scraping.snapshot import Candidate
from scraping.text.clean import squeeze, unescape
from scraping.text.escapes import without_halves
from scraping.text.gtin import valid_gtin
from scraping.text.labels import BRAND_LABELS
from scraping.text.names import contains, title_parts
from scraping.text.needles import ByteWord, FewByteWords, Words
from scraping.zones import Zone

_ID_KEYS = frozenset(
    {
        "pid",
        "productid",
        "product_id",
        "prodid",
        "id",
        "item",
        "itemid",
        "item_id",
        "sku",
        "style",
        "styleid",
        "edpno",
        "article",
        "skuid",
        "model",
        "goodsid",
    }
)
_CODE_ALONE = re.compile(
    r"^(?=(?:.*\d){3})[A-Za-z]{0,6}[-_]?\d[A-Za-z0-9_]{2,18}$|^[A-Z]{1,3}\d{2,3}$|^[A-Z0-9]{2,}-[A-Z0-9-]*\d[A-Z0-9-]*$"
)
_CODE_AT_END = re.compile(
    r"(?:^|[-_./]+)(?:p|pid|i|R)?[-_]?([A-Za-z]{0,3}\d{5,14}[A-Za-z]{0,3}|[A-Z]{1,4}\d{3,12}[A-Z0-9]{0,6})_?$"
)
_LETTER_AND_CODE = re.compile(r"[a-z](\d{5,14})")
"""A letter that says what follows, and the number: ``/a10410872/``."""
_ENDING = re.compile(r"\.(html?|aspx?|php|jsp|do|prd|product)$", re.IGNORECASE)
_YEAR = re.compile(r"^(19|20)\d\d$")


def _of_key(keys: str, value: str) -> re.Pattern[str]:
    """A pattern for the value of one of ``keys``, in capitals or not.

    It begins with the keys' first letters as they are, to which ``re`` skips; it would try a pattern that ignores
    case, or begins with what may not stand before, at each place.
    """
    first: dict[str, list[str]] = {}
    for key in keys.lower().split():
        for letter in (key[0], key[0].upper()):
            first.setdefault(letter, []).append(key[1:])
    ways = (rf"{letter}(?<![\w-].)(?i:{'|'.join(rest)})" for letter, rest in first.items())
    return re.compile(rf"""(?:{"|".join(ways)})(?i:["']?\s*:\s*{value})""")


_BRAND_IN_SCRIPT = _of_key(
    "brand brandName brand_name manufacturer productBrand product_brand vendor designerName",
    r"""(?:\{[^{}]{0,80}?["']name["']\s*:\s*|\[\s*)?["']([^"'\\<>{}]{2,40})["']""",
)
_SKU_IN_SCRIPT = _of_key(
    "sku productSku product_sku styleId styleNumber itemNumber productNumber partNumber productCode",
    r"""["']?([A-Za-z0-9][\w./-]{2,24})["']?\s*[,}\]]""",
)
_BRAND_ADDRESS = re.compile(
    r"/(brands?|designers?|manufacturers?|vendors?|marques?|marcas?|marken?|merken?|marki|markalar)[/=?._-]|[?&](brand|manufacturer|vendor)=|/b/[^/]+/?$",
    re.IGNORECASE,
)
_LEADS_TO_BRANDS = Words((
    "/brand", "/designer", "/manufacturer", "/vendor", "/marque", "/marca", "/mark", "/merke", "brand=",
    "manufacturer=", "vendor=", "/b/",
))  # fmt: skip
"""Of which each such address has one."""
_SELLS_BRANDS = frozenset(
    words.encode()
    for words in (
        "shop by brand", "all brands", "our brands", "top brands", "designers", "brands a-z", "brands", "shop brands",
        "الماركات", "العلامات التجارية", "marken", "marques", "marcas",
    )
)  # fmt: skip
_BRANDS_NAMED = FewByteWords([
    words.encode()
    for words in (
        "y brand", "y Brand", "Y BRAND", "rands", "RANDS", "esigners", "ESIGNERS", "arken", "ARKEN", "arques", "ARQUES",
        "arcas", "ARCAS", "الماركات", "العلامات التجارية",
    )
])  # fmt: skip
"""What each of them has, however it is written: a whole page in lower case costs three times the search."""
_TO_BRANDS = FewByteWords((b"/brand", b"/Brand", b"/BRAND", b"/designer", b"/Designer", b"/DESIGNER"))
_LONGEST_LINK, _LONGEST_WORDS = 2_000, 40  # bytes before and of what a link says
_LINK = re.compile(rb"<a\b[^<>]*", re.IGNORECASE)
_KIND_OF_SHOP = re.compile(
    r"\b(shop|store|market|outlet|online|mall|depot|warehouse|supply|supplies|books?|cent(er|re)|club|mart|superstore"
    r"|emporium|exchange|direct|pharmacy|drugs?|drugstore|grocer(y|s)|electronics|co-op|retailers?)\b|\.(com|net)\b|متجر|سوق",
    re.IGNORECASE,
)
_MARKET_PLACES = frozenset({
    "tokopedia", "shopee", "lazada", "bukalapak", "blibli", "ebay", "aliexpress", "mercadolibre",
    "mercadolivre", "allegro", "ozon", "wildberries", "trendyol", "hepsiburada", "n11", "noon",
    "jumia", "flipkart", "coupang", "rakuten", "bol", "cdiscount", "fnac", "kaufland",
    "zalando", "falabella", "americanas", "emag", "etsy", "bestbuy", "newegg", "wayfair",
    "daraz", "takealot", "tiki", "qoo10", "gmarket", "11st", "taobao", "tmall",
    "digikala",
})  # fmt: skip
"""Whose own name is never the brand of what many sellers offer there."""
_OF_SITE = re.compile(
    r"\s+(?:(?:US|USA|U\.S\.|UK|EU|Canada|Europe|International|Global|KSA|UAE)"
    r"|(?:Official |Online )*(?:Store|Shop|Site|Website|Web Store)(?: US| USA| UK)?)$"
)
"""What a maker's own shop adds to its name."""
_SHOP_FOR = re.compile(r"^(?:shop|buy|order|discover)\s+(?:the\s+)?", re.IGNORECASE)
_FROM_SHOP = re.compile(r"\b(?:from|at|by|@)\s+([^|]{2,30})$")
_BRAND_LABEL = re.compile(rf"^(vendor|{'|'.join(map(re.escape, BRAND_LABELS))})\s*:?\s+(?=\S)", re.IGNORECASE)
_OF_LOGO = re.compile(r"\W*\b(brand )?logo\b\W*", re.IGNORECASE)
_CODE_ATTRIBUTE = re.compile(
    rb"""data-(?:product[-_]?|item[-_]?)?sku=["']([A-Za-z0-9][\w./-]{2,39})["']""", re.IGNORECASE
)
_CODE_NAMES = frozenset(
    {"sku", "product_sku", "productsku", "product_code", "productcode", "itemno", "item_no", "article"}
)
_CODE_ATTRIBUTES = ByteWord(b"sku=")
_CODE_FIELD = re.compile(r"[A-Za-z0-9][\w./-]{2,39}$")
_MOST_ATTRIBUTES = 40
_BEFORE_VALUE = 24  # bytes
_A_FEW_LINKS = 4
_BEFORE_TITLE, _BEHIND_TITLE = 120, 200  # elements
_OFTEN = 5
_BRAND_WORDS = (
    b'brand"', b'Brand"', b"brand'", b"brand:", b"Brand:", b"brandName", b"brand_name", b"vendor", b"manufacturer",
    b"designerName",
)  # fmt: skip
_CODE_WORDS = (
    b'sku"', b'Sku"', b"sku'", b"sku:", b"Sku:", b"styleId", b"tyleNumber", b"temNumber", b"productNumber",
    b"partNumber", b"productCode",
)  # fmt: skip
_WORDS = FewByteWords((*_BRAND_WORDS, *_CODE_WORDS))
_GTIN_WORDS = FewByteWords((b'"ean"', b"'ean\"", b"gtin"))
_GTIN_IN_SCRIPT = re.compile(
    rb"""["'](?:ean|gtin(?:8|12|13|14)?)["']\s*:\s*["']?(\d{8,14})["']?\s*[,}\]]""", re.IGNORECASE
)
_BEHIND_GTIN = 40  # bytes
_LONGEST_SCRIPT = 400_000
_BETWEEN_SCRIPTS = b"\n{}\n"  # over which no value reaches
_MOST_WORDS, _MOST_GTINS = 4_000, 1_000
_BEFORE_WORD, _BEHIND_WORD = 16, 240  # bytes: a key begins before its telling part, and its value ends behind it
_SLUGS_ONLY = frozenset(
    {"shopify", "woocommerce", "salla", "prestashop", "squarespace", "wix", "etsy", "ebay", "aliexpress", "opencart"}
)


def read(findings: Findings) -> Iterator[Candidate]:
    """Candidates for sku, gtin and brand that only help where nothing better was found."""
    if findings.platform_key not in _SLUGS_ONLY:
        yield from code_in_address(findings.page)
    yield from _brand_elements(findings)
    if not findings.by_field.get("brand") or not findings.by_field.get("sku"):
        yield from _in_scripts(findings)
    if not findings.by_field.get("sku"):
        yield from _in_attributes(findings)
    if not findings.by_field.get("gtin"):
        yield from _gtin_in_scripts(findings.page)


def code_in_address(page: Page) -> Iterator[Candidate]:
    """A product code in the address that the page itself repeats."""
    for code, sure in _codes(page.url):
        repeated = _times(page.body, code.encode())
        if repeated >= 2:
            yield Candidate("sku", code, "address", sure + (0.05 if repeated >= _OFTEN else 0.0), page.url[:80])
            gtin = valid_gtin(code) if len(code) > 11 else None
            if gtin:
                yield Candidate("gtin", gtin, "address", 0.6, page.url[:80])


def _times(body: bytes, code: bytes) -> int:
    """How often the code stands in the page, up to ``_OFTEN``."""
    at = times = 0
    while times < _OFTEN and (at := body.find(code, at) + 1):
        times += 1
    return times


def _codes(url: str) -> Iterator[tuple[str, float]]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    for key, value in parse_qsl(parts.query):
        if key.lower() in _ID_KEYS and _CODE_ALONE.match(value):
            yield value, 0.55
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    for segment in reversed(segments[-3:]):
        bare = _ENDING.sub("", segment)
        if lettered := _LETTER_AND_CODE.fullmatch(bare):
            yield lettered[1], 0.46
        if _CODE_ALONE.match(bare) and not _YEAR.match(bare):
            yield bare.removeprefix("A-"), 0.5
        else:
            found = _CODE_AT_END.search(bare)
            if found and not _YEAR.match(found[1]):
                yield found[1], 0.48


def _brand_elements(findings: Findings) -> Iterator[Candidate]:
    """Short texts and logos that class, id or link call a brand, near the title."""
    page, around = findings.page, findings.around
    start = around.anchor_position
    if start is None:
        return
    position = page.outline.position
    for element in [*page.outline.hinting("brand"), *_links_to_brands(page, start)]:
        distance = position[element] - start
        if (
            not -_BEFORE_TITLE < distance < _BEHIND_TITLE
            or element in around.around_title
            or around.zone(element) & (Zone.RELATED | Zone.CHROME | Zone.REVIEWS)
        ):
            continue
        text = _short_text(element)
        if text and text.casefold() != around.anchor_text.casefold():
            named = (
                0.15 if contains(around.anchor_text, text) or text.casefold() in around.anchor_text.casefold() else 0.0
            )
            close = 0.05 if abs(distance) < 30 else 0.0
            yield Candidate(
                "brand", text, "visible", 0.42 + named + close, f"{element.tag}.{(element.get('class') or '')[:40]}"
            )


def _links_to_brands(page: Page, start: int) -> list[Element]:
    """Those near the title; a look at all of their addresses at once mostly shows that there are none."""
    links, place = page.outline.tags["a"], page.outline.position.__getitem__
    first = bisect_right(links, start - _BEFORE_TITLE, key=place)
    near = links[first : bisect_left(links, start + _BEHIND_TITLE, first, key=place)]
    addresses = [link.get("href") or "" for link in near]
    if not _LEADS_TO_BRANDS.any_in("\n".join(addresses).lower()):
        return []
    return [link for link, address in zip(near, addresses, strict=True) if _BRAND_ADDRESS.search(address)]


def _short_text(element: Element) -> str | None:
    text = _BRAND_LABEL.sub("", squeeze(" ".join(map(str, element.itertext()))[:120]))
    if not text:
        picture = element if element.tag == "img" else element.find(".//img")
        text = _OF_LOGO.sub("", squeeze((picture.get("alt") or "") if picture is not None else ""))
    return text if 1 < len(text) < 40 and not any(sign in text for sign in ":$?!") else None


def _in_scripts(findings: Findings) -> Iterator[Candidate]:
    """``"brand": "X"`` and ``"sku": "Y"`` in scripts: one value for the page, or one that name or address has too."""
    brands: dict[str, None] = {}
    codes: dict[str, None] = {}
    bodies = [s.body for s in findings.page.scripts if 0 < len(s.body) <= _LONGEST_SCRIPT and "ld+json" not in s.kind]
    joined = _BETWEEN_SCRIPTS.join(bodies)
    words = _WORDS.places(joined)[:_MOST_WORDS]
    for pattern, found, places in (
        (_BRAND_IN_SCRIPT, brands, [place for word, place in words if word < len(_BRAND_WORDS)]),
        (_SKU_IN_SCRIPT, codes, [place for word, place in words if word >= len(_BRAND_WORDS)]),
    ):
        for start, end in _around(places):
            found.update(dict.fromkeys(pattern.findall(without_halves(joined[start:end].decode("utf-8", "replace")))))
    name = findings.around.anchor_text or findings.page.title
    for value in brands:
        text = squeeze(unescape(value))
        if contains(name, text):
            yield Candidate("brand", text, "script", 0.55, "script")
        elif len(brands) == 1:
            yield Candidate("brand", text, "script", 0.45, "script")
    address = findings.page.url.casefold()
    for value in codes:
        if any(character.isdigit() for character in value) and (len(codes) == 1 or value.casefold() in address):
            yield Candidate("sku", value, "script", 0.5, "script")


def _around(places: list[int]) -> list[tuple[int, int]]:
    """What to look at of a text around ``places``, which are in order: of near ones the same only once."""
    found: list[tuple[int, int]] = []
    for place in places:
        start = max(0, place - _BEFORE_WORD)
        if found and start < found[-1][1]:
            start = found.pop()[0]
        found.append((start, place + _BEHIND_WORD))
    return found


def _gtin_in_scripts(page: Page) -> Iterator[Candidate]:
    """``"ean": "4242003871027"``, where the page's scripts name one only."""
    found: set[str] = set()
    for _, place in islice(_GTIN_WORDS.places_from(page.body, 0), _MOST_GTINS):
        match = _GTIN_IN_SCRIPT.search(page.body, max(0, place - _BEFORE_WORD), place + _BEHIND_GTIN)
        code = valid_gtin(match[1].decode()) if match else None
        if code:
            found.add(code)
    if len(found) == 1:
        yield Candidate("gtin", found.pop(), "script", 0.5, "script")


def _in_attributes(findings: Findings) -> Iterator[Candidate]:
    """``data-sku="X"`` and hidden fields called so: one code for the page, since tiles have such too."""
    page = findings.page
    fields = [e.get("value") or "" for e in page.outline.tags["input"] if (e.get("name") or "").lower() in _CODE_NAMES]
    found = dict.fromkeys(code for code in fields if _CODE_FIELD.match(code))
    for place in islice(_CODE_ATTRIBUTES.places(page.body), _MOST_ATTRIBUTES) if not found else ():
        match = _CODE_ATTRIBUTE.search(page.body, max(0, place - _BEFORE_VALUE), place + 60)
        if match:
            found[match[1].decode("ascii", "replace")] = None
    if len(found) == 1:
        code = next(iter(found))
        if any(character.isdigit() for character in code):
            yield Candidate("sku", code, "attribute", 0.5, "data-sku")


def own_brand(findings: Findings) -> Candidate | None:
    """The shop's name as the brand where the shop shows no sign of selling others' brands."""
    page = findings.page
    tail = _FROM_SHOP.search(page.title)
    names = [
        page.meta("og:site_name", "application-name") or "",
        *title_parts(page.title)[-2:],
        tail[1] if tail else "",
    ]
    labels = [label for label in page.host.split(".")[:-1] if len(label) > 1]
    own = (_plain_name(name) for name in names if _is_in_address(name, labels))
    name = next(own, None) or _maker(page, findings.around.anchor_text, labels)
    if (
        name is None
        or len(name) > 30
        or _collapsed(name) in _MARKET_PLACES
        or _KIND_OF_SHOP.search(name)
        or _sells_brands(page)
    ):
        return None
    return Candidate("brand", name, "shop", 0.35, "the shop's own name")


def _is_in_address(name: str, labels: list[str]) -> bool:
    """Whether the shop's address has the name, with or without what a maker's shop adds to it; no "bikeshop"."""
    if _collapsed(name).removesuffix("co") in labels:
        return _KIND_OF_SHOP.search(name) is None
    return bool(name) and _collapsed(_plain_name(name)).removesuffix("co") in labels


def _plain_name(name: str) -> str:
    """``Nikon`` of "Nikon USA", ``DJI`` of "DJI Store", ``Le Creuset`` of "Le Creuset® Official Site"."""
    bare = name.replace("®", "").replace("™", "").strip()
    return _OF_SITE.sub("", bare) or bare


def _maker(page: Page, heading: str, labels: list[str]) -> str | None:
    """The word of the shop's address that the title or the heading begins with: "Shop Fitbit Charge 2"."""
    main = labels[-1] if labels else ""
    for line in (heading, _SHOP_FOR.sub("", page.title)):
        first = re.split(r"[\s:|–-]+", line.strip(), maxsplit=1)[0].strip("®™'’")
        if len(main) > 2 and first.casefold() == main and not first.islower():
            return first
    return None


def _collapsed(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _sells_brands(page: Page) -> bool:
    """Whether the menu leads to other brands: "Shop by brand", or several links into brand pages."""
    if len(_TO_BRANDS.places(page.markup)) > _A_FEW_LINKS:
        addresses = {(link.get("href") or "").lower() for link in page.outline.tags["a"]}
        if sum("/brand" in address or "/designer" in address for address in addresses) > _A_FEW_LINKS:
            return True
    markup = page.whole_markup
    return any(_says_only(markup, place) for _, place in _BRANDS_NAMED.places_from(markup, 0))


def _says_only(markup: bytes, place: int) -> bool:
    """Whether the link around ``place`` says nothing but that it leads to brands."""
    start = markup.rfind(b">", max(0, place - _LONGEST_WORDS), place)
    end = markup.find(b"<", place, place + _LONGEST_WORDS)
    if (
        start < 0
        or not 0 < end - start <= _LONGEST_WORDS
        or markup[start + 1 : end].strip().lower() not in _SELLS_BRANDS
    ):
        return False
    opened = markup.rfind(b"<", max(0, start - _LONGEST_LINK), start)
    return opened >= 0 and _LINK.fullmatch(markup, opened, start) is not None
