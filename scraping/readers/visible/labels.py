"""Labelled facts: "SKU: 123", "UPC 012345678905", specification tables and definition lists."""

import re
from collections.abc import Iterator
from itertools import chain

from scraping.outline import Element, Text
from scraping.page import Page
from scraping.readers.microdata import text_of
from scraping.snapshot import Candidate
from scraping.surroundings import Surroundings
from scraping.text.clean import squeeze
from scraping.text.currencies import CODES
from scraping.text.gtin import valid_gtin
from scraping.text.labels import FIELD_OF_LABEL, PARTS_OF_LABELS, label_of
from scraping.text.needles import Words
from scraping.text.patterns import one_of
from scraping.text.prices import ascii_digits
from scraping.zones import Zone

_SKU = one_of(r"""
    (?:^|[\s(|•·,;])(?P<label>sku(?:[ ](?:number|no\.?|code|#))?|item[ ]?(?:#|no\.?|number|num|code|id)|item(?=\s?:)
    |product[ ]?(?:#|no\.?|number|code|id|sku)|style[ ]?(?:#|no\.?|number|code|id)?
    |catalog(?:ue)?[ ]?(?:#|no\.?|number)|art(?:icle|ikel)?\.?[\s-]?(?:#|nr\.?|no\.?|number|nummer)
    |artikelnummer|référence|réf\.?|ref(?:erencia|erence)?\.?|código(?:[ ]d[eo]l?[ ](?:producto|artículo|produto))?
    |codice(?:[ ](?:articolo|prodotto))?
    |bestellnummer|best\.-nr\.?|produktnummer|produkt-?nr\.?|artikelcode|varenr\.?|varenummer|tuotenumero|cikkszám
    |kod[ ]produktu|kód(?:[ ](?:produktu|výrobku|zboží))?|stok[ ]kodu|ürün[ ]kodu|model[ ]kodu|cod(?:igo)?[ ]produs
    |mã[ ](?:sản[ ]phẩm|sp|hàng)|상품[ ]?(?:코드|번호)|مدل|کد[ ]کالا
    |stock[ ](?:code|no\.?|number|#)|internet[ ]#|store[ ]sku|webid|web[ ]id|asin|رمز[ ](?:المنتج
    |التخزين(?:[ ]التعريفي)?)|رقم[ ](?:المنتج|الصنف|الموديل)|كود[ ]المنتج|sku[ ]رقم
    |商品番号|品番|商品コード|货号|商品编号|артикул
    |код[ ]товара)
    \s*[:：#.]*\s*(?P<value>[a-z0-9][a-z0-9._/+-]{1,39}(?:[ ][a-z0-9]{2,6}(?=$|\s*[|)]))?)(?=$|[\s|),;•])""")
_MODEL = re.compile(
    r"(?:^|[\s(|•])(?:model(?:\s?(?:#|no\.?|number|nr\.?))?|mfr\.?\s?(?:#|part\s?#?|no\.?)|mpn"
    r"|manufacturer part number|part\s?(?:#|no\.?|number)|الموديل|型番)"
    r"\s*[:：#.]*\s*(?P<value>[a-z0-9][a-z0-9._/+-]{2,39})(?=$|[\s|),;])"
)
_GTIN = re.compile(
    r"(?:^|[\s(|•])(?:upc|ean|gtin|isbn(?:-?1[03])?|barcode|jan|باركود|الباركود|رقم الباركود)(?:[\s-]?(?:code"
    r"|1[234]|8|#|no\.?|number|\([^)]{1,12}\)))?\s*[:：#.]*\s*(?P<value>\d[\d -]{6,18}[\dx])\b"
)
_PARTS = Words(PARTS_OF_LABELS)
_OF_SKUS = Words((*PARTS_OF_LABELS, "art", "best.", "cod", "کالا"))
_OF_MODELS = Words(("model", "mfr", "mpn", "part", "الموديل", "型番"))
_OF_GTINS = Words(("upc", "ean", "gtin", "isbn", "barcode", "jan", "باركود"))
"""Of which each label in the three patterns has one."""
_ANY_CODE = re.compile(r"\s*(?P<value>[A-Za-z0-9][A-Za-z0-9._/+-]{1,39})(?=$|[\s|),;•])")
_ANY_GTIN = re.compile(r"\s*\d[\d -]{6,18}[\dXx]\b")
_WORD_CODE = re.compile(r"^[A-Z]{2,8}([-_][A-Z]{1,8})*$")
"""A code without a digit, where a table's row calls it one."""
_DIGIT = re.compile(r"\d")
_UNIT_IN_LABEL = re.compile(r"^(?:item |net )?(?:weight|gewicht|poids|peso|الوزن) ?\((?P<unit>kg|g|lbs?|oz)\)$")
_CODE_ALONE = re.compile(
    r"^(?:[^\d:：]{2,24}[:：]\s*)?(?P<code>(?=.{0,39}\d)[A-Za-z0-9][\w./-]{2,39}|[A-Z]{2,10}(?:-[A-Z]{1,10}){1,4})$"
)
"""A code, at most with a label before it."""
_IN_BRACKETS = re.compile(r"\[(?P<code>(?=[^\]]*\d)[A-Za-z0-9][\w./-]{2,39})\]$")
"""A code behind the name, as osCommerce writes it: "Oak Lamp [OL-12]"."""
_NOT_HERE = Zone.RELATED | Zone.CHROME | Zone.REVIEWS | Zone.UNRENDERED
_MOST_CODES = 12
_FEW_CURRENCIES = 2  # more are a menu
_MOST_ROWS = 150
_SHORT = 160
_LABEL_TAGS = frozenset({"b", "strong", "span", "div", "em", "p"})
_LABEL_NAME = re.compile(r"key|label|attr|spec|(?:row|item)-?title|param", re.IGNORECASE)
_OF_OFFER = re.compile(
    r"price|rating|review|availab|stock|quantity|qty|purchase|shipping|delivery|wrapping|preis|prix|precio|prezzo|versand"
    r"|سعر|تقييم|كمية|توفر|شحن|^\d+$"
)
"""What a shop says so of the offer, and not of the product."""
_LONGEST_ITEM = 60  # characters of a value in a list; more is a sentence
_LONGEST_BRAND = 40  # characters
_SHORTEST_ALONE = 4  # of a code without a colon before it: "Item 12" is one of a list
_BESIDE = 0.1  # how near what stands beside the title is
_LABEL = 32  # a text without a digit can only be the label of what follows


def read(page: Page, around: Surroundings) -> Iterator[Candidate]:
    """Candidates for sku, mpn, gtin, brand and properties from visible labels of the main part."""
    properties: dict[str, str] = {}
    for piece in page.outline.mentioning("labels", _may_be_labelled):
        yield from _labelled(page, around, piece, squeeze(piece.text))
    yield from _called_codes(page, around)
    if match := _IN_BRACKETS.search(around.anchor_text):
        yield Candidate("sku", match["code"], "visible", 0.55, "the heading")
    for label, value, element in chain(_rows(page), _items(page), _called_pairs(page)):
        if not around.zone(element) & (Zone.RELATED | Zone.CHROME | Zone.REVIEWS):
            properties.setdefault(label, value)
            yield from _from_row(label, value)
    if properties:
        yield Candidate("properties", dict(list(properties.items())[:60]), "visible", 0.6, "specifications")


def _may_be_labelled(text: str) -> bool:
    """Whether a text has a number in it, or is short and a label, at most with a word behind it."""
    if _DIGIT.search(text):
        return len(text) < _SHORT
    return len(text) < _LABEL and (
        ":" in text or "：" in text or _PARTS.any_in(text.lower()) or label_of(text) in FIELD_OF_LABEL
    )


def _labelled(page: Page, around: Surroundings, piece: Text, text: str) -> list[Candidate]:
    """A label and its value in one text, or the value in the element that follows the label."""
    element = piece.holder
    zone = around.zone(element)
    near = _nearness(page, around, element)
    if zone & (Zone.RELATED | Zone.UNRENDERED) or (zone & Zone.REVIEWS and near < _BESIDE):
        return []  # beside the title the line of the stars may name the code too
    sure = near - (0.15 if zone & Zone.HIDDEN else 0.0) - (0.1 if zone & Zone.CHROME else 0.0)
    found = _codes_in(text, sure)
    if not found and (line := with_next(piece, text)) != text:
        found = _codes_in(line, sure)
    return found


def _called_codes(page: Page, around: Surroundings) -> Iterator[Candidate]:
    """Elements that class or id call the product's number, and that hold nothing else."""
    for element in page.outline.hinting("code")[:_MOST_CODES]:
        text = text_of(element, 60) if len(element) else squeeze(element.text or "")
        match = _CODE_ALONE.match(text)
        if match and not around.zone(element) & _NOT_HERE:
            sure = 0.6 + _nearness(page, around, element)
            yield Candidate(
                "sku", match["code"], "visible", sure, f"{element.tag}.{element.get('class') or element.get('id')}"[:60]
            )


def _codes_in(line: str, sure: float) -> list[Candidate]:
    """What a line says by its label; without a digit it can only be a brand behind a colon."""
    has_digit = _DIGIT.search(line) is not None
    labelled = _by_label(line, sure) if has_digit or ":" in line or "：" in line else None
    if labelled is not None:
        return [labelled]
    return list(_by_pattern(line, sure)) if has_digit else []


def _by_label(line: str, sure: float) -> Candidate | None:
    """Of a line that is a label with its value and hardly more; without a colon only of one that ends in a code."""
    before, colon, value = line.replace("：", ":", 1).partition(":")
    if not colon:
        before, _, value = line.rpartition(" ")
    label = label_of(before) if len(before) <= _LABEL else ""
    field = FIELD_OF_LABEL.get(label)
    if field == "brand":
        brand = squeeze(value)
        if colon and label != "vendor" and 1 < len(brand) <= _LONGEST_BRAND and ":" not in brand:
            return Candidate("brand", brand, "visible", 0.6 + sure, line[:60])
    elif field == "gtin":
        match = _ANY_GTIN.match(ascii_digits(value))
        if match and (code := valid_gtin(match[0])):
            return Candidate("gtin", code, "visible", 0.75 + sure, line[:60])
    elif field in ("sku", "mpn"):
        match = _ANY_CODE.match(ascii_digits(value))
        if match and _is_code(match["value"]) and (colon or len(match["value"]) >= _SHORTEST_ALONE):
            return Candidate(field, match["value"], "visible", (0.68 if field == "sku" else 0.6) + sure, line[:60])
    return None


def _by_pattern(line: str, sure: float) -> Iterator[Candidate]:
    """Of a line that has a label and a code anywhere."""
    lowered = line.lower()
    if len(lowered) != len(line):  # "İ" grows when lowered, and places in the two would differ
        lowered = line
    for pattern, parts, field, base in ((_SKU, _OF_SKUS, "sku", 0.68), (_MODEL, _OF_MODELS, "mpn", 0.6)):
        match = pattern.search(lowered) if parts.any_in(lowered) else None
        if match and _is_code(match["value"]):
            yield Candidate(field, line[slice(*match.span("value"))], "visible", base + sure, line[:60])
    match = _GTIN.search(lowered) if _OF_GTINS.any_in(lowered) else None
    code = valid_gtin(match["value"]) if match else None
    if code:
        yield Candidate("gtin", code, "visible", 0.75 + sure, line[:60])


def with_next(piece: Text, text: str) -> str:
    """``text`` and what the following element says: ``<b>SKU:</b> <span>123</span>``, ``<th>``/``<td>``."""
    if len(text) > 40:
        return text
    element = piece.element
    tail = "" if piece.after else squeeze(element.tail or "")
    if tail:
        return f"{text} {tail}"
    following = element.getnext()
    if not piece.after and len(element):
        following = element[0]
    parent = element.getparent()
    if following is None and parent is not None:
        following = parent.getnext()
    if following is None or following.tag in ("script", "style", "select", "ul", "form") or len(following) > 3:
        return text
    return f"{text} {text_of(following, 80)}"


def _nearness(page: Page, around: Surroundings, element: Element) -> float:
    if around.anchor_position is None:
        return 0.0
    distance = abs(page.outline.position[element] - around.anchor_position)
    return 0.1 if distance < 60 else 0.05 if distance < 250 else 0.0


def _is_code(value: str) -> bool:
    """A code has a digit; what follows "style" without one is a word."""
    return _DIGIT.search(value) is not None


def _rows(page: Page) -> Iterator[tuple[str, str, Element]]:
    """Label and value of two-cell table rows and definition lists."""
    count = 0
    for table in page.outline.tags["table"][:30]:
        for row in table.iter("tr"):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            if len(cells) == 2 and count < _MOST_ROWS:
                count += 1
                yield from _pair(cells[0], cells[1])
    for listing in page.outline.tags["dl"][:20]:
        for term in listing.iter("dt"):
            value = term.getnext()
            if value is not None and value.tag == "dd" and count < _MOST_ROWS:
                count += 1
                yield from _pair(term, value)


def _items(page: Page) -> Iterator[tuple[str, str, Element]]:
    """Label and value of list items, where at least two of a list are made so."""
    lists: dict[Element | None, list[tuple[str, str, Element]]] = {}
    for item in page.outline.tags["li"][:_MOST_ROWS]:
        if len(item) in (1, 2) and (pair := _item(item)):
            lists.setdefault(item.getparent(), []).append(pair)
    for pairs in lists.values():
        if len({label for label, _, _ in pairs}) > 1:
            yield from pairs


def _item(item: Element) -> tuple[str, str, Element] | None:
    """``<li><b>Pages:</b> 312</li>``, or two elements of which the first ends in a colon or is named a label."""
    first = item[0]
    if first.tag not in _LABEL_TAGS or (item.text or "").strip():
        return None
    last = item[-1]
    if last.tag not in _LABEL_TAGS:
        return None
    tail = squeeze(first.tail or "")
    if (first is last) != bool(tail):
        return None
    label = text_of(first, _LABEL + 8)
    named = first is not last and (_LABEL_NAME.search(first.get("class") or "") is not None or _is_bold(first))
    if not (named or label.endswith((":", "：")) or tail.startswith(":")):
        return None
    value = text_of(last, 2 * _LONGEST_ITEM) if first is not last else tail.lstrip(": ")
    label = label.rstrip(" :：")
    if not (1 < len(label) < _LABEL and 0 < len(value) <= _LONGEST_ITEM):
        return None
    return label, value, item


def _is_bold(element: Element) -> bool:
    """Whether all that it says is set in bold: ``<div><strong>Brand</strong></div>``."""
    if len(element) != 1 or (element.text or "").strip() or (element[0].tail or "").strip():
        return False
    return element[0].tag in ("b", "strong")


def _called_pairs(page: Page) -> Iterator[tuple[str, str, Element]]:
    """Label and value of elements called so: ``<div class="item-label">`` before ``<div class="item-value">``."""
    for value in page.outline.hinting("value")[:_MOST_ROWS]:
        label = value.getprevious()
        if (
            label is None
            or not _LABEL_NAME.search(label.get("class") or "")
            or value.tag in ("td", "dd", "li", "input")
        ):
            continue
        name = text_of(label, _LABEL + 8).rstrip(" :：")
        if 1 < len(name) < _LABEL and not _OF_OFFER.search(name.lower()):
            text = text_of(value, 2 * _LONGEST_ITEM)
            if 1 < len(text) <= _LONGEST_ITEM:
                yield name, text, label


def _pair(label: Element, value: Element) -> Iterator[tuple[str, str, Element]]:
    name = text_of(label, 80).rstrip(" :：")
    if 1 < len(name) < 50 and not name.isdigit():
        text = text_of(value, 400)
        if 0 < len(text) < 300 and not _is_menu(text):
            yield name, text, label


def _is_menu(text: str) -> bool:
    """Whether it lists currencies."""
    return len(CODES.intersection(text.split())) > _FEW_CURRENCIES


def _from_row(label: str, value: str) -> Iterator[Candidate]:
    field = FIELD_OF_LABEL.get(label_of(label))
    if field == "gtin":
        code = valid_gtin(value)
        if code:
            yield Candidate("gtin", code, "visible", 0.8, f"row {label}")
    elif field and len(value) < 60 and (field not in ("sku", "mpn") or _is_code(value) or _WORD_CODE.match(value)):
        yield Candidate(field, value, "visible", 0.62 if field == "brand" else 0.7, f"row {label}")
    elif not field and (unit := _UNIT_IN_LABEL.match(label.lower())) and _DIGIT.search(value) and len(value) < 12:
        yield Candidate("weight", f"{value} {unit['unit']}", "visible", 0.65, f"row {label}")
